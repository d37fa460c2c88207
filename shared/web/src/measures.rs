//! How long routes take, and how often they fail.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use runtime::{Measure, Metrics, Unit};

/// Measures the answer to `request`, by method and route and not by path, which may hold who it is about.
pub(crate) async fn take(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str);
    let operation = format!("{} {route}", request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    metrics.take(&Measure::new("ResponseTime", Unit::Milliseconds, milliseconds).by("Operation", &operation));
    let status = response.status();
    if status.is_client_error() {
        metrics.take(&Measure::one("ClientErrors").by("Operation", &operation));
    } else if status.is_server_error() {
        metrics.take(&Measure::one("ServerErrors").by("Operation", &operation));
    }
    response
}

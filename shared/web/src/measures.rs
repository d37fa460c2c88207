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
    let status = response.status();
    // 0 for an answer that is none, so that the sum is how many and the average is their share
    let one_if = |truth: bool| if truth { 1.0 } else { 0.0 };
    let measure = Measure::new("ResponseTime", Unit::Milliseconds, milliseconds)
        .and("ClientErrors", Unit::Count, one_if(status.is_client_error()))
        .and("ServerErrors", Unit::Count, one_if(status.is_server_error()));
    metrics.take(&measure.by("Operation", operation));
    response
}

//! `GET /dev/timeline`: the steps as Server-Sent Events.

use axum::Router;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use futures::{Stream, StreamExt};
use http::HeaderMap;

use super::Timeline;
use crate::stop::Stopped;

/// The route. Its answers end when stop is said, as nobody else would end them.
pub(crate) fn router(timeline: Timeline, stopped: Stopped) -> Router {
    Router::new().route("/dev/timeline", get(follow)).with_state((timeline, stopped))
}

/// What is remembered, or of that what a page has not seen that comes back, and then every step as it happens.
async fn follow(
    State((timeline, stopped)): State<(Timeline, Stopped)>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, axum::Error>>> {
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok()).unwrap_or_default();
    let events = timeline.follow(seen).map(|step| Event::default().id(step.id.to_string()).json_data(&step));
    Sse::new(events.take_until(stopped.wait())).keep_alive(KeepAlive::default())
}

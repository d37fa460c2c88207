//! Services that are told of events, each of which behaves as its path says until a test mends it.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use futures::stream;
use serde_json::Value;

use crate::served::Served;

/// Running receivers. They end when they are dropped.
pub(crate) struct Receivers {
    served: Served,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    /// What each path was sent, oldest first.
    received: BTreeMap<String, Vec<Value>>,
    mended: BTreeSet<String>,
}

impl Receivers {
    /// Receivers on a free port.
    pub(crate) fn start() -> Self {
        let known: Arc<Mutex<Known>> = Arc::default();
        let router = Router::new().route("/{*path}", post(receive)).with_state(Arc::clone(&known));
        let served = Served::start(async |listener| axum::serve(listener, router).await.unwrap());
        Self { served, known }
    }

    /// Where the receiver at `path` is.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.served.url())
    }

    /// `FANOUT_TARGETS` for the receivers at `paths`, named as their paths.
    pub(crate) fn targets(&self, paths: &[&str]) -> String {
        paths.iter().map(|path| format!("{path}={}", self.url(path))).collect::<Vec<_>>().join(",")
    }

    /// Lets all receivers take everything from now on.
    pub(crate) fn mend(&self, paths: &[&str]) {
        self.known().mended.extend(paths.iter().map(|path| (*path).to_owned()));
    }

    /// The events that the receiver at `path` was sent, oldest first.
    pub(crate) fn received(&self, path: &str) -> Vec<Value> {
        self.known().received.get(path).cloned().unwrap_or_default()
    }

    /// How often the receiver at `path` was sent each event, by the event's id.
    pub(crate) fn counts(&self, path: &str) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for event in self.received(path) {
            *counts.entry(event["eventId"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
        counts
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }
}

async fn receive(
    State(known): State<Arc<Mutex<Known>>>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // the SDK adds a slash to the endpoint that it is given
    let path = path.trim_end_matches('/').to_owned();
    let event: Value = serde_json::from_slice(&body).unwrap_or_default();
    let named = headers.get("webhook-id").is_some_and(|id| event["eventId"] == id.to_str().unwrap_or_default());
    let mended = {
        let mut known = known.lock().unwrap();
        known.received.entry(path.clone()).or_default().push(event);
        known.mended.contains(&path)
    };
    match path.as_str() {
        "silent" if !mended => std::future::pending().await,
        _ if !named => StatusCode::BAD_REQUEST.into_response(),
        _ if mended => StatusCode::NO_CONTENT.into_response(),
        "broken" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "gone" => StatusCode::GONE.into_response(),
        "busy" => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "3600")]).into_response(),
        "moved" => Redirect::temporary("/trap").into_response(),
        "endless" => {
            let chunks = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 8192])));
            Body::from_stream(chunks).into_response()
        }
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}

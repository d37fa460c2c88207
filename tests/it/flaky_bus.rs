//! An event bus that refuses entries, fails calls and loses answers by chance, and remembers what it took.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};

use crate::{chance::Chance, served::Served};

/// How a bus behaves, in percent of entries or calls.
#[derive(Clone, Copy, Default)]
pub(crate) struct Habits {
    /// Entries that are refused.
    pub(crate) refused: u64,
    /// Calls that fail before anything is taken.
    pub(crate) failed: u64,
    /// Calls whose entries are taken and whose answer is lost.
    pub(crate) lost: u64,
    /// Whether calls get no answer at all, after the first entry was taken.
    pub(crate) hangs: bool,
}

/// A running bus. It ends when it is dropped.
pub(crate) struct FlakyBus {
    served: Served,
    known: Arc<Mutex<Known>>,
}

struct Known {
    habits: Habits,
    chance: Chance,
    taken: Vec<Value>,
    ids: BTreeSet<String>,
}

impl FlakyBus {
    /// A bus with `habits` on a free port.
    pub(crate) fn start(habits: Habits, chance: Chance) -> Self {
        let known = Arc::new(Mutex::new(Known { habits, chance, taken: Vec::new(), ids: BTreeSet::new() }));
        let router = Router::new().route("/", post(put_events)).with_state(Arc::clone(&known));
        let served = Served::start(async |listener| axum::serve(listener, router).await.unwrap());
        Self { served, known }
    }

    /// Its address, for `AWS_ENDPOINT_URL_EVENTBRIDGE`.
    pub(crate) fn url(&self) -> &str {
        self.served.url()
    }

    /// Behaves by `habits` from now on.
    pub(crate) fn behave(&self, habits: Habits) {
        self.known().habits = habits;
    }

    /// The details of the events that were taken, oldest first.
    pub(crate) fn taken(&self) -> Vec<Value> {
        self.known().taken.clone()
    }

    /// How many different events were taken.
    pub(crate) fn distinct(&self) -> usize {
        self.known().ids.len()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }
}

impl Known {
    fn take(&mut self, entry: &Value) {
        let detail: Value = serde_json::from_str(entry["Detail"].as_str().unwrap_or_default()).unwrap_or_default();
        self.ids.insert(detail["eventId"].as_str().unwrap_or_default().to_owned());
        self.taken.push(detail);
    }
}

/// What becomes of a call.
enum Outcome {
    NoAnswer,
    Failure(StatusCode),
    Results(Vec<Value>),
}

impl Known {
    fn put(&mut self, entries: &[Value]) -> Outcome {
        let habits = self.habits;
        if habits.hangs {
            self.take(&entries[0]);
            return Outcome::NoAnswer;
        }
        if self.chance.happens(habits.failed) {
            return Outcome::Failure(StatusCode::INTERNAL_SERVER_ERROR);
        }
        let results = (entries.iter())
            .map(|entry| {
                if self.chance.happens(habits.refused) {
                    return json!({ "ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded" });
                }
                self.take(entry);
                json!({ "EventId": uuid::Uuid::new_v4().to_string() })
            })
            .collect();
        if self.chance.happens(habits.lost) {
            Outcome::Failure(StatusCode::SERVICE_UNAVAILABLE)
        } else {
            Outcome::Results(results)
        }
    }
}

async fn put_events(State(known): State<Arc<Mutex<Known>>>, body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let entries = request["Entries"].as_array().cloned().unwrap_or_default();
    let outcome = known.lock().unwrap().put(&entries);
    match outcome {
        Outcome::NoAnswer => std::future::pending().await,
        Outcome::Failure(status) => status.into_response(),
        Outcome::Results(results) => {
            let refused = results.iter().filter(|result| result.get("ErrorCode").is_some()).count();
            axum::Json(json!({ "FailedEntryCount": refused, "Entries": results })).into_response()
        }
    }
}

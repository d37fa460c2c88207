//! What happens inside, step by step, for whoever watches: from an object's arrival to the last delivery.

mod served;
#[cfg(test)]
mod tests;

use futures::{FutureExt, Stream, StreamExt, stream};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::watch;

use crate::invoke::{Handler, call};

pub(crate) use served::router;

/// So many steps are remembered, the newest; whoever reads more slowly than that misses some.
const REMEMBERED: usize = 500;
/// Texts are cut after so many characters, as some of them come from outside.
const MOST_CHARS: usize = 300;
/// So many people of one batch are named.
const MOST_PEOPLE: usize = 100;

/// Where a step happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    /// The bucket.
    S3,
    /// A function that takes events.
    Function,
    /// The stream of a table.
    Stream,
    /// The event bus and its rules.
    Bus,
    /// A queue.
    Queue,
    /// Subscribers, topics, and places for dead letters.
    Delivery,
}

/// One step. It never holds an alias, or of a profile more than whose it is and which public fields an event names.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Step {
    /// Greater than that of every step before it, by one.
    id: u64,
    /// When, in RFC 3339.
    at: String,
    place: Place,
    /// What it is, in the words of the place: an event's type, a function's name.
    what: String,
    /// Whom it is about.
    user_ids: BTreeSet<String>,
    /// More of it, for a person to read.
    detail: String,
    failed: bool,
}

impl Step {
    /// A step that went well, about nobody.
    pub(crate) fn new(place: Place, what: &str, detail: &str) -> Self {
        let cut = |text: &str| text.chars().take(MOST_CHARS).collect();
        Self {
            id: 0,
            at: String::new(),
            place,
            what: cut(what),
            user_ids: BTreeSet::new(),
            detail: cut(detail),
            failed: false,
        }
    }

    /// The step, about everybody whom `event` is about.
    pub(crate) fn about(mut self, event: &Value) -> Self {
        self.user_ids = people(event);
        self
    }

    /// The step, about `user`.
    pub(crate) fn about_user(mut self, user: &str) -> Self {
        add(&mut self.user_ids, user);
        self
    }

    /// The step, gone wrong if `failed`.
    pub(crate) fn failed(self, failed: bool) -> Self {
        Self { failed, ..self }
    }
}

/// The steps of one stack. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    past: Arc<Mutex<VecDeque<Step>>>,
    /// The id of the newest step. Readers wait for it to change and keep nothing themselves, so none can be in the way.
    newest: watch::Sender<u64>,
}

impl Default for Timeline {
    fn default() -> Self {
        // from the clock, so that a page that comes back after a restart is not told to wait for the old numbers
        let start = u64::try_from(jiff::Timestamp::now().as_microsecond()).unwrap_or_default();
        Self { past: Arc::default(), newest: watch::Sender::new(start) }
    }
}

impl Timeline {
    /// Adds `step`, which happens now.
    pub(crate) fn note(&self, step: Step) {
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let id = *self.newest.borrow() + 1;
        if past.len() == REMEMBERED {
            past.pop_front();
        }
        past.push_back(Step { id, at: jiff::Timestamp::now().to_string(), ..step });
        // before the lock is released, or two steps could tell of each other in the wrong order
        self.newest.send_replace(id);
    }

    /// The steps that are remembered and newer than `id`, and then every further one as it happens.
    fn follow(&self, id: u64) -> impl Stream<Item = Step> + Send + use<> {
        let reader = (self.clone(), self.newest.subscribe(), id);
        stream::unfold(reader, |(timeline, mut newest, seen)| async move {
            let now = *newest.wait_for(|newest| *newest > seen).await.ok()?;
            let steps = timeline.after(seen);
            // of what was before, nothing may be remembered
            let seen = steps.last().map_or(now, |step| step.id);
            Some((stream::iter(steps), (timeline, newest, seen)))
        })
        .flatten()
    }

    /// The steps that are remembered and newer than `id`.
    pub(crate) fn after(&self, id: u64) -> Vec<Step> {
        let past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        past.iter().filter(|step| step.id > id).cloned().collect()
    }

    /// The handler of `function`, whose calls and answers are noted.
    pub(crate) fn watched(&self, function: &str, handler: Handler) -> Handler {
        let (timeline, function) = (self.clone(), function.to_owned());
        Arc::new(move |event| {
            let (timeline, function, handler) = (timeline.clone(), function.clone(), Arc::clone(&handler));
            async move {
                let step = |detail: &str| Step::new(Place::Function, &function, detail).about(&event);
                timeline.note(step("called"));
                let start = Instant::now();
                let answer = call(&handler, event.clone()).await;
                let ms = start.elapsed().as_millis();
                timeline.note(match &answer {
                    Ok(answer) => match answer["batchItemFailures"].as_array().map_or(0, Vec::len) {
                        0 => step(&format!("done in {ms} ms")),
                        failures => step(&format!("{failures} failed, {ms} ms")).failed(true),
                    },
                    Err(problem) => step(&format!("failed after {ms} ms: {problem}")).failed(true),
                });
                answer.map_err(lambda_runtime::Error::from)
            }
            .boxed()
        })
    }
}

/// Whom an event is about: a `userId` at whatever depth, the owner of an object or of a row that has changed.
fn people(event: &Value) -> BTreeSet<String> {
    let mut people = BTreeSet::new();
    collect(event, &mut people);
    people
}

fn collect(value: &Value, people: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                match (name.as_str(), value) {
                    ("userId", Value::String(user)) => add(people, user),
                    ("user_id", Value::Object(attribute)) => {
                        add(people, attribute.get("S").and_then(Value::as_str).unwrap_or_default());
                    }
                    ("key", Value::String(key)) => add(people, owner(key).unwrap_or_default()),
                    // a message of a queue
                    ("body", Value::String(body)) => {
                        collect(&serde_json::from_str(body).unwrap_or_default(), people);
                    }
                    _ => collect(value, people),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, people)),
        _ => {}
    }
}

fn add(people: &mut BTreeSet<String>, user: &str) {
    if (1..=64).contains(&user.len()) && people.len() < MOST_PEOPLE {
        people.insert(user.to_owned());
    }
}

/// Whose an object is, by its key.
pub(crate) fn owner(key: &str) -> Option<&str> {
    let mut parts = key.split('/');
    matches!(parts.next(), Some("incoming" | "avatars")).then(|| parts.next()).flatten()
}

//! What left the service: what subscribers and topics received, and what was given up.

use serde::Serialize;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::timeline::{Place, Step, Timeline};

/// So many deliveries are remembered, the newest.
const REMEMBERED: usize = 1000;

/// One thing that somebody received.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Delivery {
    /// Who received it: a subscriber, a topic, or a place for dead letters.
    pub target: String,
    /// The message's id.
    pub id: String,
    /// The event's type; `dead_letter` for what was given up.
    #[serde(rename = "type")]
    pub kind: String,
    /// When, in RFC 3339.
    pub at: String,
    /// What was received.
    pub event: Value,
    /// Whether the webhook's signature was right; absent for what is not signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_verified: Option<bool>,
    /// Why it was given up or refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Delivery {
    /// A message that `target` received now.
    #[must_use]
    pub fn now(target: &str, id: &str, kind: &str, event: Value) -> Self {
        Self {
            target: target.to_owned(),
            id: id.to_owned(),
            kind: kind.to_owned(),
            at: jiff::Timestamp::now().to_string(),
            event,
            signature_verified: None,
            problem: None,
        }
    }

    /// An event that `function` failed to handle.
    pub(crate) fn dead_letter(target: &str, function: &str, problem: &str, event: Value) -> Self {
        let id = uuid::Uuid::new_v4().to_string();
        Self { problem: Some(format!("{function}: {problem}")), ..Self::now(target, &id, "dead_letter", event) }
    }

    /// The delivery as a step of the timeline.
    fn step(&self) -> Step {
        let detail = match (&self.problem, self.signature_verified) {
            (Some(problem), Some(_)) => format!("{} refused it: {problem}", self.target),
            (Some(problem), None) => format!("to {}: {problem}", self.target),
            (None, Some(_)) => format!("to {}, signature verified", self.target),
            (None, None) => format!("to {}", self.target),
        };
        Step::new(Place::Delivery, &self.kind, &detail).about(&self.event).failed(self.problem.is_some())
    }

    /// Whether the event is about `user`.
    fn is_about(&self, user: &str) -> bool {
        mentions(&self.event, user)
    }
}

/// Whether `value` has a `userId` that is `user`, at whatever depth.
fn mentions(value: &Value, user: &str) -> bool {
    match value {
        Value::Object(map) => {
            map.get("userId").is_some_and(|id| id == user) || map.values().any(|value| mentions(value, user))
        }
        Value::Array(items) => items.iter().any(|item| mentions(item, user)),
        _ => false,
    }
}

/// The deliveries of one stack. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Deliveries {
    all: Arc<Mutex<VecDeque<Delivery>>>,
    timeline: Timeline,
}

impl Deliveries {
    /// None yet; each will be noted in `timeline`.
    pub(crate) fn new(timeline: &Timeline) -> Self {
        Self { all: Arc::default(), timeline: timeline.clone() }
    }

    /// Where the way to a delivery is noted, too.
    pub(crate) fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Adds `delivery`.
    pub fn record(&self, delivery: Delivery) {
        self.timeline.note(delivery.step());
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == REMEMBERED {
            all.pop_front();
        }
        all.push_back(delivery);
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Delivery> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Those about `user`, oldest first.
    pub(crate) fn about(&self, user: &str) -> Vec<Delivery> {
        self.all().into_iter().filter(|delivery| delivery.is_about(user)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn deliveries_are_told_apart_by_user() {
        let deliveries = Deliveries::default();
        deliveries.record(Delivery::now("chat", "1", "profile_created", json!({ "data": { "userId": "usr_1" } })));
        deliveries.record(Delivery::now("chat", "2", "profile_created", json!({ "userId": "usr_2" })));
        let ids: Vec<_> = deliveries.about("usr_1").into_iter().map(|delivery| delivery.id).collect();
        assert_eq!(ids, ["1"]);
        assert_eq!(deliveries.all().len(), 2);
    }

    #[test]
    fn only_the_newest_are_remembered() {
        let deliveries = Deliveries::default();
        for id in 0..=REMEMBERED {
            deliveries.record(Delivery::now("chat", &id.to_string(), "x", Value::Null));
        }
        assert_eq!((deliveries.all().len(), deliveries.all()[0].id.as_str()), (REMEMBERED, "1"));
    }
}

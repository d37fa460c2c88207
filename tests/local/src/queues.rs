//! SQS: queues with delays, receive counts and places for dead letters, in memory, so a stop empties them.

mod api;
mod pump;
mod queue;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::deliveries::{Deliveries, Delivery};
use crate::template;
use crate::timeline::{Place, Step};

pub(crate) use api::actions;
pub(crate) use pump::Pump;
use queue::{Message, Queue};

/// The queues of one stack. Clones share them.
#[derive(Clone)]
pub(crate) struct Queues {
    /// By logical id.
    queues: Arc<BTreeMap<String, Queue>>,
    deliveries: Deliveries,
}

impl Queues {
    /// The queues that `template` defines, by logical id; what is given up is recorded in `deliveries`.
    pub(crate) fn new(template: &BTreeMap<String, template::Queue>, deliveries: &Deliveries) -> Self {
        let queues = template.iter().map(|(id, definition)| (id.clone(), Queue::new(definition.clone())));
        Self { queues: Arc::new(queues.collect()), deliveries: deliveries.clone() }
    }

    /// Puts `body` on the queue with logical id `id`, if there is one.
    pub(crate) fn send(&self, id: &str, body: String) {
        if let Some(queue) = self.queues.get(id) {
            let event = serde_json::from_str(&body).unwrap_or_default();
            let step = Step::new(Place::Queue, &queue.definition.name, "a message").about(&event);
            self.deliveries.timeline().note(step);
            queue.push(Message::new(body, Duration::ZERO));
        }
    }

    /// Records that `function` gave `event` up and puts it on the queue with logical id `id`, as Lambda does.
    pub(crate) fn give_up(&self, id: &str, function: &str, problem: &str, event: Value) {
        let body = json!({
            "version": "1.0",
            "timestamp": jiff::Timestamp::now().to_string(),
            "requestContext": { "functionArn": function, "condition": "RetriesExhausted" },
            "requestPayload": event,
            "responsePayload": { "errorMessage": problem },
        });
        self.send(id, body.to_string());
        self.deliveries.record(Delivery::dead_letter(id, function, problem, event));
    }

    /// Takes up to `most` messages that may be received from the queue with logical id `id`. Those that were received too
    /// often go to the queue's place for dead letters instead.
    fn receive(&self, id: &str, most: usize, held: Option<Duration>) -> Vec<Message> {
        let Some(queue) = self.queues.get(id) else { return Vec::new() };
        let (received, worn_out) = queue.receive(most, held);
        if let Some(redrive) = &queue.definition.redrive {
            for message in worn_out {
                let event = serde_json::from_str(&message.body).unwrap_or_else(|_| Value::from(message.body.as_str()));
                let problem = message.problem.clone().unwrap_or_default();
                self.deliveries.record(Delivery::dead_letter(
                    &redrive.dead_letters,
                    &queue.definition.name,
                    &problem,
                    event,
                ));
                if let Some(letters) = self.queues.get(&redrive.dead_letters) {
                    letters.push(message.from(id));
                }
            }
        }
        received
    }

    /// The queue called `name`, and its logical id.
    fn named(&self, name: &str) -> Option<(&str, &Queue)> {
        let mut all = self.queues.iter().map(|(id, queue)| (id.as_str(), queue));
        all.find(|(_, queue)| queue.definition.name == name)
    }

    /// Moves what is on `from` to the queue with logical id `to`, or else back to where each message was given up; how
    /// many that were. Messages that came from no queue stay without `to`.
    fn move_back(&self, from: &Queue, to: Option<&str>) -> usize {
        let mut moved = 0;
        for message in from.drain() {
            let target = to.or(message.source.as_deref()).and_then(|id| self.queues.get(id));
            moved += usize::from(target.is_some());
            target.unwrap_or(from).push(message.anew());
        }
        moved
    }
}

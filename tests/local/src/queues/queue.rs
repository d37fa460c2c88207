//! One queue: its messages, when each may be received, and how often each was.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

use crate::template;

/// Delays last a hundredth of what they last on SQS, and at most this: nobody waits for hours in front of one machine.
const LONGEST_DELAY: Duration = Duration::from_secs(1);
const FASTER: u32 = 100;

/// A message.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) body: String,
    /// What the last receiver knows it by.
    pub(super) receipt: String,
    /// How often it was received.
    pub(super) received: u32,
    /// Why the last receiver could not do with it.
    pub(super) problem: Option<String>,
    /// The logical id of the queue that gave it up.
    pub(super) source: Option<String>,
    /// From when on it may be received; `None` while a receiver holds it.
    visible_at: Option<Instant>,
}

impl Message {
    /// A message that may be received after `delay`.
    pub(super) fn new(body: String, delay: Duration) -> Self {
        Self {
            id: uuid::Uuid::new_v4().to_string(),
            body,
            receipt: String::new(),
            received: 0,
            problem: None,
            source: None,
            visible_at: Some(Instant::now() + shortened(delay)),
        }
    }

    /// The message as if it had just been sent.
    pub(super) fn anew(self) -> Self {
        Self { received: 0, problem: None, source: None, visible_at: Some(Instant::now()), ..self }
    }

    /// The message, given up by the queue with logical id `source`.
    pub(super) fn from(self, source: &str) -> Self {
        Self { source: Some(source.to_owned()), visible_at: Some(Instant::now()), ..self }
    }
}

/// `delay` as it is here.
fn shortened(delay: Duration) -> Duration {
    (delay / FASTER).min(LONGEST_DELAY)
}

/// A queue.
pub(super) struct Queue {
    pub(super) definition: template::Queue,
    messages: Mutex<Vec<Message>>,
}

impl Queue {
    /// An empty queue.
    pub(super) fn new(definition: template::Queue) -> Self {
        Self { definition, messages: Mutex::default() }
    }

    pub(super) fn push(&self, message: Message) {
        self.messages().push(message);
    }

    /// Up to `most` messages whose time has come, held for `held` or until they are released; and those that were
    /// received as often as they may be, which leave the queue.
    pub(super) fn receive(&self, most: usize, held: Option<Duration>) -> (Vec<Message>, Vec<Message>) {
        let now = Instant::now();
        let limit = self.definition.redrive.as_ref().map_or(u32::MAX, |redrive| redrive.max_receives);
        let mut messages = self.messages();
        let due = |message: &mut Message| message.visible_at.is_some_and(|at| at <= now);
        let worn_out = messages.extract_if(.., |message| due(message) && message.received >= limit).collect();
        let mut received = Vec::new();
        for message in messages.iter_mut().filter_map(|message| due(message).then_some(message)).take(most) {
            message.received += 1;
            message.receipt = uuid::Uuid::new_v4().to_string();
            message.visible_at = held.map(|held| now + shortened(held));
            received.push(message.clone());
        }
        (received, worn_out)
    }

    /// Removes the message that was received as `receipt`.
    pub(super) fn delete(&self, receipt: &str) {
        self.messages().retain(|message| message.receipt != receipt);
    }

    /// Makes the message that was received as `receipt` one that may be received after `delay`; whether there is one.
    pub(super) fn show_after(&self, receipt: &str, delay: Duration) -> bool {
        let visible_at = Some(Instant::now() + shortened(delay));
        let mut messages = self.messages();
        let message = messages.iter_mut().find(|message| message.receipt == receipt);
        message.map(|message| message.visible_at = visible_at).is_some()
    }

    /// Releases the message that was received as `receipt`, which its receiver could not do with for `problem`: it may be
    /// received after the queue's own time, or after the one that the receiver chose.
    pub(super) fn release(&self, receipt: &str, problem: &str) {
        let visible_at = Instant::now() + shortened(self.definition.visibility);
        for message in self.messages().iter_mut().filter(|message| message.receipt == receipt) {
            message.problem = Some(problem.to_owned());
            message.visible_at.get_or_insert(visible_at);
        }
    }

    /// Takes all messages that nobody holds.
    pub(super) fn drain(&self) -> Vec<Message> {
        self.messages().extract_if(.., |message| message.visible_at.is_some()).collect()
    }

    /// How many messages there are.
    pub(super) fn len(&self) -> usize {
        self.messages().len()
    }

    fn messages(&self) -> MutexGuard<'_, Vec<Message>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! What calls the function.

use aws_lambda_events::{
    eventbridge::EventBridgeEvent,
    sqs::{SqsEvent, SqsMessage},
};
use serde::Deserialize;
use serde_json::Value;

/// The rule, with an event, or the retry queue, with messages.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Call {
    /// Messages of the retry queue.
    Messages(SqsEvent),
    /// An event of the bus.
    Event(EventBridgeEvent<Value>),
}

/// What a message of the retry queue holds.
pub(crate) enum Again {
    /// An event for one target, as this function queues it.
    One {
        /// The target's name.
        target: String,
        /// The event's detail.
        detail: Value,
    },
    /// An event for all targets, moved here from the dead letters.
    All(Value),
}

/// A message, or an event, is none that this function could send.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the event has no eventId")]
    NoId,
    #[error("the message holds no event")]
    NoEvent(#[from] serde_json::Error),
}

/// The shapes of messages.
#[derive(Deserialize)]
#[serde(untagged)]
enum Letter {
    /// What this function queued.
    One { target: String, detail: Value },
    /// What Lambda gave up.
    GivenUp {
        #[serde(rename = "requestPayload")]
        event: EventBridgeEvent<Value>,
    },
    /// What EventBridge could not hand over.
    Event(EventBridgeEvent<Value>),
}

impl Again {
    /// Reads `message`.
    pub(crate) fn read(message: &SqsMessage) -> Result<Self, Unreadable> {
        Ok(match serde_json::from_str(message.body.as_deref().unwrap_or_default())? {
            Letter::One { target, detail } => Self::One { target, detail },
            Letter::GivenUp { event } | Letter::Event(event) => Self::All(event.detail),
        })
    }
}

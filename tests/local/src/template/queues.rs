//! The template's queues, and the functions that take messages off them.

use serde_json::Value;
use std::time::Duration;

use super::TemplateError;
use super::intrinsics::{Resolver, referenced};
use super::properties::Properties;

/// A queue.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    /// Its name.
    pub(crate) name: String,
    /// For how long a message that was received is kept from other receivers.
    pub(crate) visibility: Duration,
    /// Where messages go that were received too often.
    pub(crate) redrive: Option<Redrive>,
}

/// When a queue gives a message up.
#[derive(Clone, Debug)]
pub(crate) struct Redrive {
    /// The logical id of the queue that it goes to.
    pub(crate) dead_letters: String,
    /// How often it is received before that.
    pub(crate) max_receives: u32,
}

/// Messages of a queue call a function.
#[derive(Debug)]
pub(crate) struct QueueTrigger {
    /// The queue's logical id.
    pub(crate) queue: String,
    /// The function that is called.
    pub(crate) function: String,
    /// At most so many messages a call.
    pub(crate) batch_size: usize,
    /// Whether the function's answer says which messages failed.
    pub(crate) reports_failures: bool,
}

impl Queue {
    pub(super) fn read(resolver: &Resolver, id: &str, properties: &Value) -> Result<Self, TemplateError> {
        let values = resolver.resolve(properties)?.unwrap_or_default();
        let properties = Properties { subject: id, value: &values };
        properties.only(
            &["QueueName", "RedrivePolicy", "VisibilityTimeout"],
            &["MessageRetentionPeriod", "RedriveAllowPolicy", "SqsManagedSseEnabled"],
        )?;
        let policy = &values["RedrivePolicy"];
        let redrive = if policy.is_null() {
            None
        } else {
            let dead_letters = policy["deadLetterTargetArn"].as_str().and_then(referenced);
            let max_receives = policy["maxReceiveCount"].as_u64().and_then(|count| u32::try_from(count).ok());
            let (Some(dead_letters), Some(max_receives)) = (dead_letters, max_receives) else {
                return Err(TemplateError::new(id, "has a RedrivePolicy without a queue or a count"));
            };
            Some(Redrive { dead_letters: dead_letters.to_owned(), max_receives })
        };
        Ok(Self {
            name: properties.text("QueueName")?,
            visibility: Duration::from_secs(values["VisibilityTimeout"].as_u64().unwrap_or(30)),
            redrive,
        })
    }
}

/// Reads a function's event of type `SQS`.
pub(super) fn trigger(properties: &Properties<'_>, function: &str) -> Result<QueueTrigger, TemplateError> {
    properties
        .only(&["BatchSize", "FunctionResponseTypes", "Queue"], &["MaximumBatchingWindowInSeconds", "ScalingConfig"])?;
    let source = properties.text("Queue")?;
    let queue = referenced(&source)
        .ok_or_else(|| TemplateError::new(properties.subject, "takes messages off no queue of this template"))?;
    let types = properties.value["FunctionResponseTypes"].as_array();
    Ok(QueueTrigger {
        queue: queue.to_owned(),
        function: function.to_owned(),
        batch_size: properties.value["BatchSize"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(10),
        reports_failures: types.is_some_and(|types| types.iter().any(|kind| kind == "ReportBatchItemFailures")),
    })
}

//! A queue's messages to the function that takes them, by the rules of Lambda's queue mappings.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

use super::{Message, Queues};
use crate::invoke::{Handler, call};
use crate::stop::{Background, Stopped};
use crate::template::{ACCOUNT, QueueTrigger, REGION};

/// How often an idle queue is looked at.
const POLL: Duration = Duration::from_millis(25);
/// So many batches of one queue are handled at once.
const CONCURRENCY: usize = 4;

/// Takes messages off one queue.
pub(crate) struct Pump {
    /// Where the queue is.
    pub(crate) queues: Queues,
    /// The mapping.
    pub(crate) trigger: QueueTrigger,
    /// What is called.
    pub(crate) handler: Handler,
    /// The function's name.
    pub(crate) function: String,
    /// What calls run in.
    pub(crate) background: Background,
}

impl Pump {
    /// Takes messages until stop is said.
    pub(crate) async fn run(self, stopped: Stopped) {
        let (this, slots) = (Arc::new(self), Arc::new(Semaphore::new(CONCURRENCY)));
        loop {
            // the semaphore is never closed
            let slot = Arc::clone(&slots).acquire_owned().await;
            // held until the function has answered, however long that takes here
            let batch = this.queues.receive(&this.trigger.queue, this.trigger.batch_size, None);
            let pause = if batch.is_empty() { POLL } else { Duration::ZERO };
            if !batch.is_empty() {
                let this = Arc::clone(&this);
                this.background.clone().spawn(async move {
                    this.deliver(batch).await;
                    drop(slot);
                });
            }
            if stopped.within(pause).await {
                return;
            }
        }
    }

    async fn deliver(&self, batch: Vec<Message>) {
        let Some(queue) = self.queues.queues.get(&self.trigger.queue) else { return };
        let records: Vec<_> = batch.iter().map(|message| record(message, &queue.definition.name)).collect();
        let answer = call(&self.handler, json!({ "Records": records })).await;
        let failed = self.failed(&batch, answer);
        for message in &batch {
            match failed.iter().find(|(id, _)| *id == message.id) {
                None => queue.delete(&message.receipt),
                Some((_, problem)) => {
                    tracing::warn!(function = self.function, problem, received = message.received, "a message failed");
                    queue.release(&message.receipt, problem);
                }
            }
        }
    }

    /// The ids of the messages that are to come again, and why.
    fn failed(&self, batch: &[Message], answer: Result<Value, String>) -> Vec<(String, String)> {
        let all = |problem: &str| batch.iter().map(|message| (message.id.clone(), problem.to_owned())).collect();
        let answer = match answer {
            Ok(answer) if self.trigger.reports_failures => answer,
            Ok(_) => return Vec::new(),
            Err(problem) => return all(&problem),
        };
        let reported = answer["batchItemFailures"].as_array().map(Vec::as_slice).unwrap_or_default();
        let reported: Vec<_> = reported.iter().map(|failure| failure["itemIdentifier"].as_str()).collect();
        let known: BTreeSet<_> = batch.iter().map(|message| message.id.as_str()).collect();
        // Lambda takes one that it does not know as the failure of the whole batch
        if reported.iter().any(|id| id.is_none_or(|id| !known.contains(id))) {
            return all("the function reported a message that is not in its batch");
        }
        reported.into_iter().flatten().map(|id| (id.to_owned(), "the function reported it".to_owned())).collect()
    }
}

/// A message as Lambda hands it over.
fn record(message: &Message, queue: &str) -> Value {
    json!({
        "messageId": message.id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": message.received.to_string(),
            "SentTimestamp": "0",
            "SenderId": "local",
            "ApproximateFirstReceiveTimestamp": "0",
        },
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"),
        "awsRegion": REGION,
    })
}

//! The bus's rule: tells every target of a profile's change by a signed webhook. A target that fails is tried again by
//! itself, from a queue.

mod call;
mod retries;

use std::time::Duration;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsMessage};
use bus::{DeliveryError, Message, Target, Webhooks};
use futures::future::join_all;
use runtime::{Aws, ConfigError, Error, Measure, Metrics, chain};
use serde_json::Value;

pub use call::Call;
use call::{Again, Unreadable};
use retries::{QueueError, Retries};

/// What the function works with.
#[derive(Clone, Debug)]
pub struct Deps {
    webhooks: Webhooks,
    retries: Retries,
    metrics: Metrics,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { webhooks: Webhooks::from_env(aws)?, retries: Retries::from_env(aws)?, metrics: aws.metrics.clone() })
    }
}

/// Why a message is to come again.
#[derive(Debug, thiserror::Error)]
enum Undelivered {
    #[error(transparent)]
    Target(#[from] DeliveryError),
    #[error(transparent)]
    Queue(#[from] QueueError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

/// Delivers what `call` brings. Of a batch of messages, the answer names those that are to come again.
pub async fn handle(deps: &Deps, call: Call) -> Result<SqsBatchResponse, Error> {
    let mut response = SqsBatchResponse::default();
    match call {
        Call::Event(event) => tell_all(deps, &event.detail).await?,
        Call::Messages(batch) => {
            let failed = join_all(batch.records.iter().map(|message| async {
                let error = again(deps, message).await.err()?;
                tracing::warn!(
                    message_id = message.message_id,
                    cause = chain(&error),
                    "not delivered this time either"
                );
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = message.message_id.clone().unwrap_or_default();
                Some(failure)
            }));
            response.batch_item_failures = failed.await.into_iter().flatten().collect();
        }
    }
    Ok(response)
}

/// Tells all targets at once, so that none waits for another. An error means that a target is neither told nor queued.
async fn tell_all(deps: &Deps, detail: &Value) -> Result<(), Undelivered> {
    let message = message(detail)?;
    let told = join_all(deps.webhooks.targets().iter().map(|target| async {
        match send(deps, target, &message).await {
            Ok(()) => Ok(()),
            Err(_) => deps.retries.later(&target.name, detail).await,
        }
    }));
    told.await.into_iter().collect::<Result<(), _>>()?;
    Ok(())
}

/// Tries again what a message of the retry queue holds.
async fn again(deps: &Deps, message: &SqsMessage) -> Result<(), Undelivered> {
    let (name, detail) = match Again::read(message)? {
        Again::All(detail) => return tell_all(deps, &detail).await,
        Again::One { target, detail } => (target, detail),
    };
    let Some(target) = deps.webhooks.targets().iter().find(|target| target.name == name) else {
        tracing::warn!(target_name = name, "no such target any more, its event is dropped");
        return Ok(());
    };
    if let Err(error) = send(deps, target, &self::message(&detail)?).await {
        let asked = error.retry_after().unwrap_or(Duration::ZERO);
        deps.retries.postpone(message, asked).await?;
        return Err(error.into());
    }
    Ok(())
}

async fn send(deps: &Deps, target: &Target, message: &Message) -> Result<(), DeliveryError> {
    let sent = deps.webhooks.send(target, message).await;
    let outcome = if sent.is_ok() { "delivered" } else { "failed" };
    deps.metrics.take(&Measure::one("WebhookDeliveries").by("Target", &target.name).by("Outcome", outcome));
    sent.inspect_err(|error| {
        tracing::warn!(target_name = target.name, event_id = message.id, cause = %error, "webhook failed");
    })
}

fn message(detail: &Value) -> Result<Message, Unreadable> {
    let id = detail.get("eventId").and_then(Value::as_str).ok_or(Unreadable::NoId)?;
    Ok(Message { id: id.to_owned(), body: detail.to_string() })
}

//! The bus's rule: tells every target of a profile's change by a signed webhook.

use std::sync::Arc;

use aws_lambda_events::eventbridge::EventBridgeEvent;
use bus::{Message, Targets, Webhooks};
use futures::future::join_all;
use runtime::{Aws, ConfigError, Error};
use serde_json::Value;

/// What the function works with.
#[derive(Clone, Debug)]
pub struct Deps {
    targets: Arc<Targets>,
    webhooks: Webhooks,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            targets: Arc::new(aws.env.optional("FANOUT_TARGETS", Targets::default())?),
            webhooks: Webhooks::from_env(aws)?,
        })
    }
}

/// An event could not be delivered everywhere; the call is repeated.
#[derive(Debug, thiserror::Error)]
enum Undelivered {
    /// Targets that know an event by its id ignore what they have had.
    #[error("not delivered to {0}")]
    To(String),
    #[error("the event has no eventId")]
    NoId,
}

/// Tells all targets at once, so that none waits for another.
pub async fn handle(deps: &Deps, event: EventBridgeEvent<Value>) -> Result<(), Error> {
    let id = event.detail.get("eventId").and_then(Value::as_str).ok_or(Undelivered::NoId)?;
    let message = Message { id: id.to_owned(), body: event.detail.to_string() };
    let sent = join_all(deps.targets.0.iter().map(|target| async {
        let result = deps.webhooks.send(target, &message).await;
        result.map_err(|error| {
            tracing::warn!(target_name = target.name, event_id = id, cause = %error, "webhook failed");
            target.name.as_str()
        })
    }))
    .await;
    let failed: Vec<_> = sent.into_iter().filter_map(Result::err).collect();
    if failed.is_empty() { Ok(()) } else { Err(Undelivered::To(failed.join(", ")).into()) }
}

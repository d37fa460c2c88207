//! The queue of other services' events: applies what they tell of people to the people's profiles, each event once, however
//! often and in whatever order they come.

mod apply;
mod batch;
mod message;
mod outcome;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use erasure::Erasure;
use futures::{StreamExt as _, stream};
use runtime::{Aws, ConfigError, Error, Metrics, chain};
use table::{Inbox, Members, Tombstones};

use batch::Batch;
use outcome::{Outcome, Outcomes};

/// What the function works with.
#[derive(Clone, Debug)]
pub struct Deps {
    members: Members,
    tombstones: Tombstones,
    inbox: Inbox,
    erasure: Erasure,
    metrics: Metrics,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            members: Members::from_env(aws)?,
            tombstones: Tombstones::from_env(aws)?,
            inbox: Inbox::from_env(aws)?,
            erasure: Erasure::from_env(aws)?,
            metrics: aws.metrics.clone(),
        })
    }
}

/// So many profiles are written at a time.
const AT_ONCE: usize = 16;

/// Applies every event in `event`. The answer names the messages that were not applied; the queue brings those again, and
/// at last puts them among the dead letters.
pub async fn handle(deps: &Deps, event: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let now = runtime::now().into();
    let mut outcomes = Outcomes::default();
    let mut batch = Batch::default();
    for (at, message) in event.records.iter().enumerate() {
        match message::read(message, now) {
            Ok(Some(activity)) => {
                let outcome = if activity.is_stale(now) { Outcome::Outdated } else { Outcome::Ignored };
                outcomes.note((at, activity.kind.name()), outcome);
                if outcome != Outcome::Outdated {
                    batch.add(at, activity);
                }
            }
            // the rule lets none of these through
            Ok(None) => tracing::warn!(message_id = message.message_id, "no event of ours"),
            Err(error) => {
                tracing::error!(message_id = message.message_id, cause = chain(&error), "message cannot be read");
                outcomes.note((at, error.kind()), Outcome::Failed);
            }
        }
    }
    let work = stream::iter(batch.into_work()).map(|work| apply::apply(deps, work, now));
    for (origin, outcome) in work.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await.concat() {
        outcomes.note(origin, outcome);
    }
    outcomes.measure(&deps.metrics);
    let mut response = SqsBatchResponse::default();
    for at in outcomes.failed() {
        response.add_failure(event.records[at].message_id.clone().unwrap_or_default());
    }
    Ok(response)
}

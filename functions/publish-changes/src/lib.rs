//! The profiles table's stream: each change becomes an event on the bus, in order. Nothing else publishes, so a change
//! and its event can never part.

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use bus::Bus;
use domain::{
    Profile, Time,
    avatar::Cdn,
    event::{ProfileEvent, change},
};
use runtime::{Aws, ConfigError, Error, chain};
use table::{TableError, profile_from_item};

/// What the function works with.
#[derive(Clone, Debug)]
pub struct Deps {
    bus: Bus,
    cdn: Cdn,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { bus: Bus::from_env(aws)?, cdn: aws.env.required("CLOUDFRONT_DOMAIN")? })
    }
}

/// Publishes the changes in `event`. The answer names the first record that could not be published, from which Lambda
/// goes on: everything before it is done, everything after it would be out of order.
pub async fn handle(deps: &Deps, event: Event) -> Result<DynamoDbEventResponse, Error> {
    let mut events = Vec::new();
    let mut sources = Vec::new();
    let mut failed = None;
    for record in &event.records {
        match read(record, &deps.cdn) {
            Ok(Some(change)) => {
                events.push(change);
                sources.push(record);
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(event_id = record.event_id, cause = chain(&error), "record cannot be read");
                failed = Some(record);
                break;
            }
        }
    }
    if let Err(error) = deps.bus.publish(&events).await {
        tracing::error!(cause = error.cause, "events could not be published");
        failed = sources.get(error.first_failed).copied();
    }
    let mut response = DynamoDbEventResponse::default();
    if let Some(record) = failed {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier.clone_from(&record.change.sequence_number);
        response.batch_item_failures.push(failure);
    }
    Ok(response)
}

fn read(record: &EventRecord, cdn: &Cdn) -> Result<Option<ProfileEvent>, TableError> {
    let image = |item: &serde_dynamo::Item| -> Result<Option<Profile>, TableError> {
        if item.is_empty() { Ok(None) } else { profile_from_item(item.clone()).map(Some) }
    };
    let (old, new) = (image(&record.change.old_image)?, image(&record.change.new_image)?);
    let written_at = Time::from_seconds(record.change.approximate_creation_date_time.timestamp());
    Ok(change(old.as_ref(), new.as_ref(), &record.event_id, written_at, cdn))
}

//! The profiles table's stream: each change becomes an event on the bus, in order. Nothing else publishes, so a change
//! and its event can never part.

mod measures;

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
use runtime::{Aws, ConfigError, Error, Measure, Metrics, chain};
use table::{TableError, profile_from_item};

/// What the function works with.
#[derive(Clone, Debug)]
pub struct Deps {
    bus: Bus,
    cdn: Cdn,
    metrics: Metrics,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { bus: Bus::from_env(aws)?, cdn: aws.env.required("CLOUDFRONT_DOMAIN")?, metrics: aws.metrics.clone() })
    }
}

/// Publishes the changes in `event`. The answer names the first record that could not be published, from which Lambda
/// goes on: everything before it is done, everything after it would be out of order.
pub async fn handle(deps: &Deps, event: Event) -> Result<DynamoDbEventResponse, Error> {
    let mut changes = Vec::new();
    let mut failed = None;
    for record in &event.records {
        match Change::read(record, &deps.cdn) {
            Ok(change) => changes.push(change),
            Err(error) => {
                tracing::error!(event_id = record.event_id, cause = chain(&error), "record cannot be read");
                if changes.is_empty() && event.records.len() > 1 {
                    // a failed call is halved until the record stands alone; a reported one would take all others along
                    return Err(error.into());
                }
                failed = Some(record);
                break;
            }
        }
    }
    let events: Vec<_> = changes.iter().filter_map(|change| change.event.clone()).collect();
    if let Err(error) = deps.bus.publish(&events).await {
        tracing::error!(cause = error.cause, "events could not be published");
        let place = changes.iter().enumerate().filter(|(_, change)| change.event.is_some()).nth(error.first_failed);
        let place = place.map_or(0, |(place, _)| place);
        failed = event.records.get(place);
        changes.truncate(place);
    }
    for measure in changes.iter().flat_map(|change| &change.measures) {
        deps.metrics.take(measure);
    }
    let mut response = DynamoDbEventResponse::default();
    if let Some(record) = failed {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier.clone_from(&record.change.sequence_number);
        response.batch_item_failures.push(failure);
    }
    Ok(response)
}

/// What a record of the stream means.
struct Change {
    event: Option<ProfileEvent>,
    measures: Vec<Measure>,
}

impl Change {
    fn read(record: &EventRecord, cdn: &Cdn) -> Result<Self, TableError> {
        let (old, new) = (image(&record.change.old_image)?, image(&record.change.new_image)?);
        let written_at = Time::from_seconds(record.change.approximate_creation_date_time.timestamp());
        Ok(Self {
            event: change(old.as_ref(), new.as_ref(), &record.event_id, written_at, cdn),
            measures: measures::of(old.as_ref(), new.as_ref()),
        })
    }
}

fn image(item: &serde_dynamo::Item) -> Result<Option<Profile>, TableError> {
    if item.is_empty() { Ok(None) } else { profile_from_item(item.clone()).map(Some) }
}

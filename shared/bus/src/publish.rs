//! Putting events on the bus.

use std::{collections::BTreeSet, time::Duration};

use aws_sdk_eventbridge::{Client, types::PutEventsRequestEntry};
use domain::event::ProfileEvent;
use runtime::{Aws, ConfigError, chain};

/// The `source` of every event of this service.
const SOURCE: &str = "profile-svc";
/// `PutEvents` takes no more at once.
const MAX_ENTRIES: usize = 10;
/// Nor more bytes than this; what an entry has beside its detail is far below what is left of the 256 KiB.
const MAX_BYTES: usize = 224 * 1024;
/// How often entries that the bus refused are sent, all in all.
const TRIES: u32 = 5;

/// The bus, `EVENT_BUS_NAME`.
#[derive(Clone, Debug)]
pub struct Bus {
    client: Client,
    name: String,
}

/// Not all events could be published; those before `first_failed` were.
#[derive(Debug, thiserror::Error)]
#[error("event {first_failed} could not be published: {cause}")]
pub struct PublishError {
    /// The place, in what was given, of the first event that was not published.
    pub first_failed: usize,
    /// Why.
    pub cause: String,
}

impl Bus {
    /// The bus that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { client: Client::new(&aws.sdk), name: aws.env.required("EVENT_BUS_NAME")? })
    }

    /// Publishes `events`, those of one user in order: none is sent before the bus has taken the one before it. Of a call
    /// that the bus took in part, only the refused entries are sent again.
    pub async fn publish(&self, events: &[ProfileEvent]) -> Result<(), PublishError> {
        let details = events.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
        let details = details.map_err(|error| PublishError { first_failed: 0, cause: error.to_string() })?;
        let mut start = 0;
        while start < events.len() {
            let end = start + together(&events[start..], &details[start..]);
            self.put(&events[start..end], &details[start..end])
                .await
                .map_err(|error| PublishError { first_failed: start + error.first_failed, cause: error.cause })?;
            start = end;
        }
        Ok(())
    }

    async fn put(&self, events: &[ProfileEvent], details: &[String]) -> Result<(), PublishError> {
        let mut waiting: Vec<usize> = (0..events.len()).collect();
        for attempt in 0..TRIES {
            tokio::time::sleep(pause(attempt)).await;
            let entries = waiting.iter().map(|at| self.entry(&events[*at], &details[*at])).collect();
            let output = self.client.put_events().set_entries(Some(entries)).send().await;
            let output = output.map_err(|error| PublishError { first_failed: waiting[0], cause: chain(&error) })?;
            // a call that succeeds may hold entries that did not
            let results = output.entries();
            let refused: Vec<usize> = (waiting.iter().enumerate())
                .filter(|(place, _)| results.get(*place).is_none_or(|result| result.error_code().is_some()))
                .map(|(_, at)| *at)
                .collect();
            if refused.is_empty() {
                return Ok(());
            }
            waiting = refused;
        }
        Err(PublishError { first_failed: waiting[0], cause: format!("refused {TRIES} times") })
    }

    fn entry(&self, event: &ProfileEvent, detail: &str) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(SOURCE)
            .detail_type(event.event_type.name())
            .detail(detail)
            .build()
    }
}

/// How many of `events` one call may hold: as many as fit, and no two of one user, as the second of them could be taken
/// and the first refused.
fn together(events: &[ProfileEvent], details: &[String]) -> usize {
    let (mut users, mut bytes) = (BTreeSet::new(), 0);
    let fitting = events.iter().zip(details).take(MAX_ENTRIES).take_while(|(event, detail)| {
        bytes += detail.len();
        users.insert(&event.user_id) && bytes <= MAX_BYTES
    });
    // one that does not fit into a call alone is for the bus to refuse
    fitting.count().max(1)
}

/// None before the first attempt, then longer each time.
fn pause(attempt: u32) -> Duration {
    if attempt == 0 { Duration::ZERO } else { Duration::from_millis(10 << attempt) }
}

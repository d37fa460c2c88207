//! Putting events on the bus.

use std::time::Duration;

use aws_sdk_eventbridge::{Client, types::PutEventsRequestEntry};
use domain::event::ProfileEvent;
use runtime::{Aws, ConfigError, chain};

/// The `source` of every event of this service.
const SOURCE: &str = "profile-svc";
/// `PutEvents` takes no more at once.
const MAX_ENTRIES: usize = 10;
/// How often entries that the bus refused are sent, all in all.
const TRIES: u32 = 4;

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

    /// Publishes `events` in order. Of a call that the bus took in part, only the refused entries are sent again.
    pub async fn publish(&self, events: &[ProfileEvent]) -> Result<(), PublishError> {
        for (at, chunk) in events.chunks(MAX_ENTRIES).enumerate() {
            self.put(chunk).await.map_err(|error| PublishError {
                first_failed: at * MAX_ENTRIES + error.first_failed,
                cause: error.cause,
            })?;
        }
        Ok(())
    }

    async fn put(&self, events: &[ProfileEvent]) -> Result<(), PublishError> {
        let mut waiting: Vec<usize> = (0..events.len()).collect();
        for attempt in 0..TRIES {
            tokio::time::sleep(pause(attempt)).await;
            let entries = waiting.iter().map(|at| self.entry(&events[*at])).collect::<Result<Vec<_>, _>>();
            let failed = |cause: String| PublishError { first_failed: waiting[0], cause };
            let entries = entries.map_err(|error| failed(error.to_string()))?;
            let output = self.client.put_events().set_entries(Some(entries)).send().await;
            let output = output.map_err(|error| failed(chain(&error)))?;
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

    fn entry(&self, event: &ProfileEvent) -> Result<PutEventsRequestEntry, serde_json::Error> {
        Ok(PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(SOURCE)
            .detail_type(event.event_type.name())
            .detail(serde_json::to_string(event)?)
            .build())
    }
}

/// None before the first attempt, then longer each time.
fn pause(attempt: u32) -> Duration {
    if attempt == 0 { Duration::ZERO } else { Duration::from_millis(50 << attempt) }
}

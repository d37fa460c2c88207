//! The queue of what a target did not take.

use std::time::Duration;

use aws_lambda_events::sqs::SqsMessage;
use aws_sdk_sqs::Client;
use runtime::{Aws, ConfigError};
use serde_json::{Value, json};

/// How long the first retry waits.
const FIRST_WAIT: i32 = 10;
/// How long the second one waits, and each further one four times as long, up to the longest.
const SECOND_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_hours(6);

/// The queue at `FANOUT_RETRY_QUEUE_URL`. After eight receives it moves a message to the dead letters.
#[derive(Clone, Debug)]
pub(crate) struct Retries {
    client: Client,
    url: String,
}

/// The queue did not take a message, or not what was said about one.
#[derive(Debug, thiserror::Error)]
#[error("the retry queue failed")]
pub(crate) struct QueueError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl Retries {
    /// The queue that the environment names.
    pub(crate) fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { client: Client::new(&aws.sdk), url: aws.env.required("FANOUT_RETRY_QUEUE_URL")? })
    }

    /// Queues the event with `detail` for the target called `target`.
    pub(crate) async fn later(&self, target: &str, detail: &Value) -> Result<(), QueueError> {
        let body = json!({ "target": target, "detail": detail }).to_string();
        let sent = self.client.send_message().queue_url(&self.url).message_body(body).delay_seconds(FIRST_WAIT);
        sent.send().await.map_err(|error| QueueError(error.into()))?;
        Ok(())
    }

    /// Lets `message`, which failed again, wait before it comes back: longer each time, and at least for `asked`.
    pub(crate) async fn postpone(&self, message: &SqsMessage, asked: Duration) -> Result<(), QueueError> {
        let received = message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok());
        let wait = wait(received.unwrap_or(1)).max(asked).min(LONGEST_WAIT);
        let change = self.client.change_message_visibility().queue_url(&self.url);
        let change = change.set_receipt_handle(message.receipt_handle.clone());
        let change = change.visibility_timeout(i32::try_from(wait.as_secs()).unwrap_or(i32::MAX));
        change.send().await.map_err(|error| QueueError(error.into()))?;
        Ok(())
    }
}

/// How long a message waits that was received for the `received`th time.
fn wait(received: u32) -> Duration {
    SECOND_WAIT.saturating_mul(4_u32.saturating_pow(received.saturating_sub(1))).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_longer_up_to_the_longest() {
        let waits: Vec<_> = [0, 1, 2, 3, 4, 5, 6, 7, 100].map(|received| wait(received).as_secs()).into();
        assert_eq!(waits, [30, 30, 120, 480, 1920, 7680, 21_600, 21_600, 21_600]);
    }
}

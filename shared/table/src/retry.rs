//! Waits between tries, and why there has to be another.

use std::time::Duration;

use aws_sdk_dynamodb::types::CancellationReason;

/// A random wait, longer from try to try, so that writers who met do not meet again.
pub(crate) fn backoff(attempt: u32) -> Duration {
    let ceiling = 10_u64 << attempt.min(5);
    Duration::from_millis(uuid::Uuid::new_v4().as_u64_pair().0 % ceiling)
}

/// Whether a transaction was cancelled for `reasons` because the table had too much to do.
pub(crate) fn is_throttled(reasons: &[CancellationReason]) -> bool {
    let busy = ["ProvisionedThroughputExceeded", "ThrottlingError"];
    reasons.iter().filter_map(CancellationReason::code).any(|code| busy.contains(&code))
}

/// Whether the condition of the transaction's item at `place` did not hold.
pub(crate) fn has_failed(reasons: &[CancellationReason], place: usize) -> bool {
    reasons.get(place).and_then(CancellationReason::code) == Some("ConditionalCheckFailed")
}

//! Waits between tries.

use std::time::Duration;

/// A random wait, longer from try to try, so that writers who met do not meet again.
pub(crate) fn backoff(attempt: u32) -> Duration {
    let ceiling = 10_u64 << attempt.min(5);
    Duration::from_millis(uuid::Uuid::new_v4().as_u64_pair().0 % ceiling)
}

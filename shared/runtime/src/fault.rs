//! Failures of the services that this one is built on.

/// An error of a service behind this one: ours to log, and a client's to hear of only as "later" or "broken".
pub trait Fault: std::error::Error + Send + Sync {
    /// Whether the same call may go through later.
    fn is_passing(&self) -> bool;
}

/// `error` and everything that caused it, on one line.
#[must_use]
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

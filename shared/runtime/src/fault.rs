//! Failures of the services that this one is built on.

/// What an error of a service behind this one means to whoever called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The same call may go through later.
    Passing,
    /// A fault of ours, which a later call meets again.
    Broken,
    /// What the call is about is not there.
    Missing,
    /// Whoever calls was erased after their token was issued.
    Erased,
    /// The same call is under way already.
    UnderWay,
    /// What stands for this call stood for another one before.
    AnotherRequest,
    /// What the call is about is at another version than the caller saw.
    Stale {
        /// The version it is at.
        version: u64,
        /// Its entity tag.
        tag: String,
    },
}

/// An error of a service behind this one: its text is for the log, its meaning for the client.
pub trait Fault: std::error::Error + Send + Sync {
    /// What the error means to whoever called.
    fn meaning(&self) -> Meaning;
}

/// `error` and everything that caused it, on one line.
#[must_use]
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

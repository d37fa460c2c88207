//! Why an erasure could not be begun or brought to its end.

use runtime::{Fault, Meaning};
use table::TableError;

/// The erasure could not be noted, or the profile could not be removed. Nothing is lost: erase again.
#[derive(Debug, thiserror::Error)]
pub enum ErasureError {
    /// A table failed.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Fault for ErasureError {
    fn meaning(&self) -> Meaning {
        let Self::Table(error) = self;
        error.meaning()
    }
}

//! Faults of ours on the way of a picture: worth another try, unlike a picture that cannot be used.

use bucket::BucketError;
use runtime::{Fault, Meaning};
use table::{EditError, TableError};

/// The picture could not be processed now; nothing is known against it.
#[derive(Debug, thiserror::Error)]
pub enum AvatarError {
    /// A table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A profile could not be changed.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// Objects that were to be copied are not there any more.
    #[error("the picture is gone")]
    Gone,
    /// The pictures could not be made.
    #[error("the pictures could not be made: {0}")]
    Render(String),
}

impl Fault for AvatarError {
    fn meaning(&self) -> Meaning {
        match self {
            Self::Table(error) => error.meaning(),
            Self::Edit(error) => error.meaning(),
            Self::Bucket(error) => error.meaning(),
            Self::Gone => Meaning::Passing,
            Self::Render(_) => Meaning::Broken,
        }
    }
}

//! Faults of ours on the way of a picture: worth another try, unlike a picture that cannot be used.

use bucket::BucketError;
use table::TableError;

/// The picture could not be processed now; nothing is known against it.
#[derive(Debug, thiserror::Error)]
pub enum AvatarError {
    /// A table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// The pictures could not be made.
    #[error("the pictures could not be made: {0}")]
    Render(String),
}

impl runtime::Fault for AvatarError {
    fn is_passing(&self) -> bool {
        match self {
            Self::Table(error) => error.is_passing(),
            Self::Bucket(error) => error.is_passing(),
            Self::Render(_) => false,
        }
    }
}

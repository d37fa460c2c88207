//! What can go wrong with a table.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use runtime::{Fault, Meaning};

/// A table could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// DynamoDB is throttling, out of reach or failing; the same call may go through later.
    #[error("the table is busy")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row does not hold what its readers need.
    #[error("the row {key} cannot be read")]
    Corrupt {
        /// The row's key.
        key: String,
        /// What is wrong with it.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The user was erased, and what the caller knows of them is from before.
    #[error("the user was erased since")]
    Erased,
    /// DynamoDB refused the call; the same call will be refused again.
    #[error("the table refused the call")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Codes of answers that a later try may not get again.
const PASSING: [&str; 8] = [
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

impl<E, R> From<SdkError<E, R>> for TableError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        let passing = match &error {
            SdkError::ServiceError(context) => context.err().code().is_some_and(|code| PASSING.contains(&code)),
            SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => true,
            _ => false,
        };
        if passing { Self::Busy(error.into()) } else { Self::Refused(error.into()) }
    }
}

impl Fault for TableError {
    fn meaning(&self) -> Meaning {
        match self {
            Self::Busy(_) => Meaning::Passing,
            Self::Erased => Meaning::Erased,
            Self::Corrupt { .. } | Self::Refused(_) => Meaning::Broken,
        }
    }
}

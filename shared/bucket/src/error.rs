//! What can go wrong with the bucket.

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use runtime::{Fault, Meaning};

/// The bucket could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// S3 asks for patience, is out of reach or failing; the same call may go through later.
    #[error("the bucket is busy")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// S3 refused the call; the same call will be refused again.
    #[error("the bucket refused the call")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Codes of answers that a later try may not get again.
const PASSING: [&str; 5] = ["InternalError", "RequestTimeout", "ServiceUnavailable", "SlowDown", "ThrottlingException"];

impl<E, R> From<SdkError<E, R>> for BucketError
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

impl Fault for BucketError {
    fn meaning(&self) -> Meaning {
        if matches!(self, Self::Busy(_)) { Meaning::Passing } else { Meaning::Broken }
    }
}

//! Waits between tries, and why there has to be another.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client, config::Builder, error::ProvideErrorMetadata, operation::update_item::UpdateItemError,
    types::CancellationReason,
};
use aws_smithy_runtime_api::client::{
    interceptors::context::InterceptorContext,
    retries::classifiers::{ClassifyRetry, RetryAction},
};
use runtime::Aws;

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

/// A client for a table whose rows are written by transactions too: an update that meets one is tried again when that is
/// over, which the SDK does not do of itself.
pub(crate) fn patient_client(aws: &Aws) -> Client {
    Client::from_conf(Builder::from(&aws.sdk).retry_classifier(MetTransaction).build())
}

/// Finds answers that say that a transaction had the row, and nothing is written.
#[derive(Debug)]
struct MetTransaction;

impl ClassifyRetry for MetTransaction {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let error = context.output_or_error().and_then(Result::err).and_then(|error| error.as_operation_error());
        match error.and_then(|error| error.downcast_ref().and_then(UpdateItemError::code)) {
            Some("TransactionConflictException") => RetryAction::transient_error(),
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "met a transaction"
    }
}

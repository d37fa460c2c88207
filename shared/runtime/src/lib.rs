//! Every function's first lines: configuration from the environment, logging, and the AWS SDK's own configuration.

mod aws;
mod env;
mod fault;
mod log;
mod metrics;

pub use aws::{Aws, init};
pub use env::{ConfigError, Env};
pub use fault::{Fault, Meaning, chain};
pub use lambda_runtime::Error;
pub use metrics::{Measure, Metrics, NAMESPACE, Unit};

/// The time now, for functions to hand to the domain, which has no clock.
#[must_use]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Serves an event function: calls `handler` for each event that Lambda hands over, until the environment ends.
pub async fn run<E, R, F, Fut>(handler: F) -> Result<(), Error>
where
    E: for<'de> serde::Deserialize<'de> + Send + 'static,
    R: serde::Serialize + Send + Sync + 'static,
    F: Fn(E) -> Fut + Send + Sync + Clone + 'static,
    Fut: Future<Output = Result<R, Error>> + Send + 'static,
{
    lambda_runtime::run(lambda_runtime::service_fn(move |event: lambda_runtime::LambdaEvent<E>| handler(event.payload)))
        .await
}

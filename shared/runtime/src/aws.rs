//! The AWS SDK's configuration, from the process on Lambda or from a given environment on one machine.

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use std::time::Duration;

use crate::{ConfigError, Env, Metrics};

/// What adapters are made from: the environment's variables and the SDK's configuration.
#[derive(Clone, Debug)]
pub struct Aws {
    /// The function's environment variables.
    pub env: Env,
    /// Region, credentials, endpoints, timeouts.
    pub sdk: SdkConfig,
    /// Where measures go.
    pub metrics: Metrics,
}

/// Starts a function: logging first, so that every later failure is logged, then the SDK's configuration.
pub async fn init() -> Result<Aws, ConfigError> {
    let env = Env::from_process();
    crate::log::init(&env)?;
    let sdk =
        aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts()).retry_config(retries()).load().await;
    let metrics = Metrics::printed(&env);
    Ok(Aws { env, sdk, metrics })
}

impl Aws {
    /// Configuration from `env` alone: `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and the SDK's own
    /// `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`. The endpoints
    /// must be plain HTTP. Measures are kept instead of printed.
    pub fn with_env(env: Env) -> Result<Self, ConfigError> {
        let region = Region::new(env.required::<String>("AWS_REGION")?);
        let credentials = Credentials::new(
            env.required::<String>("AWS_ACCESS_KEY_ID")?,
            env.required::<String>("AWS_SECRET_ACCESS_KEY")?,
            env.get("AWS_SESSION_TOKEN").map(str::to_owned),
            None,
            "environment",
        );
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(region)
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .service_config(Endpoints(env.clone()))
            // not the default client, which would take a proxy from the process's environment
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .timeout_config(timeouts())
            .retry_config(retries())
            .build();
        let metrics = Metrics::kept(&env);
        Ok(Self { env, sdk, metrics })
    }

    /// Whether `service` (`S3`, `DYNAMODB`, `EVENTBRIDGE`) is reached at an endpoint of somebody's choosing.
    #[must_use]
    pub fn has_own_endpoint(&self, service: &str) -> bool {
        self.env.get(&format!("AWS_ENDPOINT_URL_{service}")).or(self.env.get("AWS_ENDPOINT_URL")).is_some()
    }
}

/// Far below API Gateway's 29 s, so that a stuck call is retried while somebody still waits for the answer.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(Duration::from_secs(10))
        .build()
}

/// Sooner than the SDK's usual second, as somebody waits for the answer.
fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(4).with_initial_backoff(Duration::from_millis(50))
}

/// Answers the SDK's questions for endpoints from an [`Env`].
#[derive(Debug)]
struct Endpoints(Env);

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        self.0.get(&format!("{}_{service}", key.env())).or(self.0.get(key.env())).map(str::to_owned)
    }
}

//! Logs: one JSON object a line, as Lambda's log filter and CloudWatch Insights read them.

use tracing_subscriber::{EnvFilter, filter::LevelFilter};

use crate::{ConfigError, Env};

/// Installs the process's logger at the level of `LOG_LEVEL` (default `info`).
pub(crate) fn init(env: &Env) -> Result<(), ConfigError> {
    let level = env.optional("LOG_LEVEL", LevelFilter::INFO)?;
    // the SDK's own debug lines hold requests, and so people's data
    let filter = EnvFilter::new(format!("{level},aws=warn,hyper=warn,h2=warn,rustls=warn"));
    // an error means that a logger is there already, which then serves
    let _already = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .try_init();
    Ok(())
}

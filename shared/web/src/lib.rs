//! The HTTP kit: who calls, what a body may be, and how every answer looks. A function is an axum router; [`serve`] runs
//! it on Lambda, and whatever else serves it wraps it in [`app`] to the same effect.

mod caller;
mod cors;
mod envelope;
mod error;
pub mod etag;
mod json;
mod measures;
mod once;
#[cfg(feature = "openapi")]
pub mod openapi;
mod strict;
mod token;

use axum::{Router, middleware};

pub use caller::{Caller, Visitor};
pub use envelope::Success;
pub use error::{ApiError, Code};
pub use json::{JsonObject, MAX_JSON_BYTES};
pub use once::IdempotencyKey;
use runtime::{Aws, ConfigError};

pub use runtime::Error;
pub use token::Verifier;

/// `router` with what every route has: the envelope around every failure, a request id, measures of time and failures,
/// one log line for each 5xx, and leave for the pages of `ALLOWED_ORIGINS` to read the answers.
pub fn app(router: Router, aws: &Aws) -> Result<Router, ConfigError> {
    let origins = aws.env.optional("ALLOWED_ORIGINS", cors::Origins::default())?;
    Ok(enveloped(router)
        .layer(middleware::from_fn_with_state(aws.metrics.clone(), measures::take))
        .layer(middleware::from_fn_with_state(origins, cors::allow)))
}

/// `router` with the envelope and a request id alone, for answers that no function gave.
pub fn enveloped(router: Router) -> Router {
    router.layer(middleware::from_fn(envelope::wrap))
}

/// Serves `router` on Lambda.
pub async fn serve(router: Router, aws: &Aws) -> Result<(), Error> {
    lambda_http::run(app(router, aws)?).await
}

//! `DELETE /v1/profile`: erases the caller everywhere and says what was removed and what remains until when.

use axum::{
    Router,
    extract::{FromRef, State},
    http::header,
    response::{IntoResponse, Response},
    routing::delete,
};
use erasure::Erasure;
use runtime::{Aws, ConfigError};
use web::{ApiError, Caller, Success, Verifier};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    erasure: Erasure,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { erasure: Erasure::from_env(aws)?, verifier: Verifier::from_env(aws)? })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(delete_profile))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile", delete(delete_profile)).with_state(deps)
}

/// Erases the caller everywhere.
///
/// Again and again, if asked: with the same token, nothing more is removed. While `complete` is false, ask again. Tokens
/// that were issued before bring nothing back; after signing in again, a new profile begins.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        delete,
        path = "/v1/profile",
        tag = "Profile",
        responses((status = 200, description = "What was removed, and what remains until when.", body = erasure::Receipt)),
    )
)]
async fn delete_profile(State(erasure): State<Erasure>, caller: Caller) -> Result<Response, ApiError> {
    let receipt = erasure.erase_known(&caller.user, caller.issued_at, runtime::now().into()).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Success(receipt)).into_response())
}

//! `GET /v1/profile/preferences`: how the caller likes things.

use axum::{
    Router,
    extract::{FromRef, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use runtime::{Aws, ConfigError};
use table::Members;
use web::{ApiError, Caller, Verifier, etag};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    members: Members,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { members: Members::from_env(aws)?, verifier: Verifier::from_env(aws)? })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(get_preferences))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/preferences", get(get_preferences)).with_state(deps)
}

/// How the caller likes things.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/profile/preferences",
        tag = "Preferences",
        params(web::openapi::IfNoneMatch),
        responses(
            (status = 200, description = "The preferences.", body = domain::preferences::Preferences, headers(("ETag"))),
            web::openapi::NotModified,
        ),
    )
)]
async fn get_preferences(
    State(members): State<Members>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let profile =
        members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, runtime::now().into()).await?;
    Ok(etag::respond(&headers, &etag::of_profile(&profile), etag::OWNER_CACHE, profile.preferences))
}

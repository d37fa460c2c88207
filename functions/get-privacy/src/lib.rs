//! `GET /v1/profile/privacy`: who may see which of the caller's fields.

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
#[openapi(paths(get_privacy))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/privacy", get(get_privacy)).with_state(deps)
}

/// Who may see which of the own fields.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/profile/privacy",
        tag = "Privacy",
        params(web::openapi::IfNoneMatch),
        responses(
            (status = 200, description = "The settings.", body = domain::privacy::Privacy, headers(("ETag"))),
            web::openapi::NotModified,
        ),
    )
)]
async fn get_privacy(State(members): State<Members>, caller: Caller, headers: HeaderMap) -> Result<Response, ApiError> {
    let profile =
        members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, runtime::now().into()).await?;
    Ok(etag::respond(&headers, &etag::of_profile(&profile), etag::OWNER_CACHE, profile.privacy))
}

//! `GET /v1/profile`: the caller's own profile, whole; made at the first call.

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
#[openapi(paths(get_profile))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile", get(get_profile)).with_state(deps)
}

/// The own profile, whole.
///
/// It is made at the first call.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/profile",
        tag = "Profile",
        params(web::openapi::IfNoneMatch),
        responses(
            (status = 200, description = "The profile.", body = domain::OwnerView, headers(("ETag")), links(("public" = (operation_id = "get_public_profile", parameters(("userId" = "$response.body#/data/userId")))))),
            web::openapi::NotModified,
        ),
    )
)]
async fn get_profile(State(members): State<Members>, caller: Caller, headers: HeaderMap) -> Result<Response, ApiError> {
    let profile =
        members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, runtime::now().into()).await?;
    let tag = etag::of_profile(&profile);
    Ok(etag::respond(&headers, &tag, etag::OWNER_CACHE, profile.owner_view(members.cdn())))
}

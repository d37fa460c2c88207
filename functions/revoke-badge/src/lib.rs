//! `DELETE /v1/profile/{userId}/badges/{badge}`: takes a badge from somebody; for administrators.

use axum::{
    Router,
    extract::{FromRef, Path, State},
    http::header,
    response::{IntoResponse, Response},
    routing::delete,
};
use domain::UserId;
use runtime::{Aws, ConfigError};
use serde::Serialize;
use table::Profiles;
use web::{ApiError, Caller, Success, Verifier, etag::OWNER_CACHE};

/// What a token must allow.
const SCOPE: &str = "profiles:admin";

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    profiles: Profiles,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { profiles: Profiles::from_env(aws)?, verifier: Verifier::from_env(aws)? })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(revoke_badge))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/{userId}/badges/{badge}", delete(revoke_badge)).with_state(deps)
}

/// The badges that somebody has now.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
struct Badges {
    user_id: UserId,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<domain::openapi::BadgeId>))]
    badges: Vec<String>,
}

/// Takes a badge from somebody.
///
/// For tokens with the scope `profiles:admin`; again and again, if asked.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        delete,
        path = "/v1/profile/{userId}/badges/{badge}",
        tag = "Badges",
        security(("bearer" = ["profiles:admin"])),
        params(
            ("userId" = domain::UserId, Path, description = "Whose profile."),
            ("badge" = String, Path, description = "Which badge; also one that is not given any more."),
        ),
        responses(
            (status = 200, description = "The badges that the person has now.", body = Badges),
            web::openapi::BadRequest,
            web::openapi::Forbidden,
            web::openapi::NotFound,
        ),
    )
)]
async fn revoke_badge(
    State(profiles): State<Profiles>,
    caller: Caller,
    Path((user, badge)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    caller.require_scope(SCOPE)?;
    let user: UserId = user.parse().map_err(|error| ApiError::parameter("userId", error))?;
    let profile = profiles.revoke_badge(&user, &badge).await?;
    let badges = Badges { user_id: profile.user_id, badges: profile.badges };
    Ok(([(header::CACHE_CONTROL, OWNER_CACHE)], Success(badges)).into_response())
}

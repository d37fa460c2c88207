//! `DELETE /v1/profile/avatar`: takes the picture away, from the profile and from the bucket; again and again, if asked.

use avatars::Sets;
use axum::{
    Router,
    extract::{FromRef, State},
    response::Response,
    routing::delete,
};
use runtime::{Aws, ConfigError};
use serde::Serialize;
use table::{Members, Profiles};
use web::{ApiError, Caller, Verifier, etag};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    members: Members,
    profiles: Profiles,
    sets: Sets,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            members: Members::from_env(aws)?,
            profiles: Profiles::from_env(aws)?,
            sets: Sets::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
        })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(delete_avatar))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/avatar", delete(delete_avatar)).with_state(deps)
}

/// What stands in for the picture now.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RemovedAvatar))]
struct Removed {
    /// URL of the generated picture.
    #[cfg_attr(feature = "openapi", schema(value_type = domain::openapi::PictureUrl))]
    avatar: String,
}

/// Takes the own picture away.
///
/// Again and again, if asked: without a picture, nothing changes.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        delete,
        path = "/v1/profile/avatar",
        tag = "Avatar",
        responses((status = 200, description = "What stands in for the picture now.", body = Removed, headers(("ETag")))),
    )
)]
async fn delete_avatar(State(deps): State<Deps>, caller: Caller) -> Result<Response, ApiError> {
    let now = runtime::now().into();
    deps.members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, now).await?;
    let profile = deps.sets.remove(&caller.user, now).await?;
    let removed = Removed { avatar: profile.avatar_url(deps.profiles.cdn()) };
    Ok(etag::respond_changed(&etag::of_profile(&profile), removed))
}

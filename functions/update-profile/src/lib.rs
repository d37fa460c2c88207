//! `PUT /v1/profile`: changes the fields that the body names and leaves the others.

use avatars::Sets;
use axum::{
    Router,
    extract::{FromRef, State},
    response::Response,
    routing::put,
};
use domain::edit::ProfileEdit;
use runtime::{Aws, ConfigError};
use table::{Members, Profiles};
use uuid::Uuid;
use web::{
    ApiError, Caller, JsonObject, Verifier,
    etag::{self, IfMatch},
};

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
#[openapi(paths(update_profile))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile", put(update_profile)).with_state(deps)
}

/// Changes the own profile.
///
/// The fields that the body names change, the others stay.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        put,
        path = "/v1/profile",
        tag = "Profile",
        params(web::openapi::IfMatch),
        request_body = ProfileEdit,
        responses(
            (status = 200, description = "The profile as it is now.", body = domain::OwnerView, headers(("ETag"))),
            web::openapi::NotFound,
            web::openapi::PreconditionFailed,
        ),
    )
)]
async fn update_profile(
    State(deps): State<Deps>,
    caller: Caller,
    IfMatch(versions): IfMatch,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let edit = ProfileEdit::parse(&body).map_err(ApiError::invalid)?;
    let now = runtime::now().into();
    deps.members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, now).await?;
    let random = Uuid::new_v4().into_bytes();
    let profile = deps.sets.edit(&caller.user, &edit, versions.as_deref(), random, now).await?;
    Ok(etag::respond_changed(&etag::of_profile(&profile), profile.owner_view(deps.profiles.cdn())))
}

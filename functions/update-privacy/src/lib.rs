//! `PUT /v1/profile/privacy`: changes the settings that the body names and leaves the others. When fewer people may see
//! the picture than before, it moves to URLs that nobody has seen.

use avatars::Sets;
use axum::{
    Router,
    extract::{FromRef, State},
    response::Response,
    routing::put,
};
use domain::edit::{PrivacyEdit, ProfileEdit};
use runtime::{Aws, ConfigError};
use table::Members;
use uuid::Uuid;
use web::{
    ApiError, Caller, JsonObject, Verifier,
    etag::{self, IfMatch},
};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    members: Members,
    sets: Sets,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { members: Members::from_env(aws)?, sets: Sets::from_env(aws)?, verifier: Verifier::from_env(aws)? })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(update_privacy))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/privacy", put(update_privacy)).with_state(deps)
}

/// Changes who may see which of the own fields.
///
/// When fewer people may see the picture than before, it moves to other URLs.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        put,
        path = "/v1/profile/privacy",
        tag = "Privacy",
        params(web::openapi::IfMatch),
        request_body = PrivacyEdit,
        responses(
            (status = 200, description = "The settings as they are now.", body = domain::privacy::Privacy, headers(("ETag"))),
            web::openapi::NotFound,
            web::openapi::PreconditionFailed,
        ),
    )
)]
async fn update_privacy(
    State(deps): State<Deps>,
    caller: Caller,
    IfMatch(versions): IfMatch,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let privacy = PrivacyEdit::parse(&body).map_err(ApiError::invalid)?;
    let edit = ProfileEdit { privacy, ..ProfileEdit::default() };
    let now = runtime::now().into();
    deps.members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, now).await?;
    let random = Uuid::new_v4().into_bytes();
    let profile = deps.sets.edit(&caller.user, &edit, versions.as_deref(), random, now).await?;
    Ok(etag::respond_changed(&etag::of_profile(&profile), profile.privacy))
}

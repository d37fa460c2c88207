//! `PUT /v1/profile/preferences`: changes the preferences that the body names and leaves the others.

use axum::{
    Router,
    extract::{FromRef, State},
    response::Response,
    routing::put,
};
use domain::edit::{PreferencesEdit, ProfileEdit};
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
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            members: Members::from_env(aws)?,
            profiles: Profiles::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
        })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(update_preferences))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/preferences", put(update_preferences)).with_state(deps)
}

/// Changes how the caller likes things.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        put,
        path = "/v1/profile/preferences",
        tag = "Preferences",
        params(web::openapi::IfMatch),
        request_body = PreferencesEdit,
        responses(
            (status = 200, description = "The preferences as they are now.", body = domain::preferences::Preferences, headers(("ETag"))),
            web::openapi::NotFound,
            web::openapi::PreconditionFailed,
        ),
    )
)]
async fn update_preferences(
    State(members): State<Members>,
    State(profiles): State<Profiles>,
    caller: Caller,
    IfMatch(versions): IfMatch,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let preferences = PreferencesEdit::parse(&body).map_err(ApiError::invalid)?;
    let edit = ProfileEdit { preferences, ..ProfileEdit::default() };
    let now = runtime::now().into();
    members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, now).await?;
    let edit_id = Uuid::new_v4().simple().to_string();
    let profile = profiles.edit(&caller.user, &edit, versions.as_deref(), &edit_id, now).await?;
    Ok(etag::respond_changed(&etag::of_profile(&profile), profile.preferences))
}

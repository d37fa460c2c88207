//! `PUT /v1/profile`: changes the fields that the body names and leaves the others.

use axum::{
    Router,
    extract::{FromRef, State},
    response::Response,
    routing::put,
};
use domain::edit::ProfileEdit;
use runtime::{Aws, ConfigError};
use table::{EditError, Profiles};
use uuid::Uuid;
use web::{
    ApiError, Caller, JsonObject, Verifier,
    etag::{self, IfMatch},
};

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

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile", put(update_profile)).with_state(deps)
}

async fn update_profile(
    State(profiles): State<Profiles>,
    caller: Caller,
    IfMatch(versions): IfMatch,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let edit = ProfileEdit::parse(&body).map_err(ApiError::invalid)?;
    let now = runtime::now().into();
    profiles.get_or_create(&caller.user, caller.name.as_deref(), now).await?;
    let edit_id = Uuid::new_v4().simple().to_string();
    let profile = match profiles.edit(&caller.user, &edit, versions.as_deref(), &edit_id, now).await {
        Ok(profile) => profile,
        Err(EditError::Missing) => return Err(ApiError::not_found()),
        Err(EditError::Conflict(current)) => return Err(etag::precondition_failed(&current)),
        Err(EditError::Table(error)) => return Err(error.into()),
    };
    Ok(etag::respond_changed(&etag::of_profile(&profile), profile.owner_view(profiles.cdn())))
}

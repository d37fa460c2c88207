//! `GET /v1/profile/alias`: who the caller is in a context where nobody may know who they are; made at the first call.

use axum::{
    Router,
    extract::{FromRef, Query, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Time, alias::Context};
use runtime::{Aws, ConfigError};
use serde::Deserialize;
use table::Aliases;
use web::{ApiError, Success, Verifier, Visitor, etag::OWNER_CACHE};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    aliases: Aliases,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { aliases: Aliases::from_env(aws)?, verifier: Verifier::from_env(aws)? })
    }
}

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/alias", get(get_alias)).with_state(deps)
}

/// Where the caller asks to be anonymous.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    context: Option<String>,
    context_type: Option<String>,
}

async fn get_alias(
    State(aliases): State<Aliases>,
    Visitor(caller): Visitor,
    Query(place): Query<Place>,
) -> Result<Response, ApiError> {
    let context = Context::parse(place.context.as_deref(), place.context_type.as_deref(), "");
    let context = context.map_err(ApiError::invalid)?;
    let now: Time = runtime::now().into();
    let alias = aliases.current(&caller.user, &context, now).await?;
    Ok(([(header::CACHE_CONTROL, OWNER_CACHE)], Success(alias.own_view(aliases.cdn(), now))).into_response())
}

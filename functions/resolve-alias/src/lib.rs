//! `GET /v1/aliases/{aliasId}`: the anonymous face, without an owner in it; for services that moderate, a handle besides.

mod moderation;
#[cfg(feature = "openapi")]
mod schema;

use axum::{
    Router,
    extract::{FromRef, Path, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    Time,
    alias::{AliasId, AliasView},
};
use runtime::{Aws, ConfigError};
use serde::Serialize;
use table::AliasRows;
use web::{ApiError, Caller, Success, Verifier};

use moderation::Moderation;

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    aliases: AliasRows,
    verifier: Verifier,
    moderation: Moderation,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            aliases: AliasRows::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
            moderation: Moderation::from_env(aws)?,
        })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(resolve_alias))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/aliases/{aliasId}", get(resolve_alias)).with_state(deps)
}

/// The face, and what only services that moderate see.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Face {
    #[serde(flatten)]
    view: AliasView,
    #[serde(skip_serializing_if = "Option::is_none")]
    moderation_handle: Option<String>,
}

/// The same for every alias, so that not even a copy's age tells one from another.
const CACHE: &str = "private, max-age=60";

/// The anonymous face: an alias as everybody sees it, without an owner in it.
///
/// Tokens with the scope `aliases:moderate` also get a handle that is the same for every alias of one person in one place.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/aliases/{aliasId}",
        tag = "Aliases",
        security((), ("bearer" = [])),
        params(("aliasId" = AliasId, Path, description = "Which alias.")),
        responses(
            (status = 200, description = "The face.", body = schema::Face),
            web::openapi::NotFound,
        ),
    )
)]
async fn resolve_alias(
    State(deps): State<Deps>,
    caller: Option<Caller>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id: AliasId = id.parse().map_err(|_| ApiError::not_found())?;
    let now: Time = runtime::now().into();
    let alias = deps.aliases.get(&id, now).await?.ok_or_else(ApiError::not_found)?;
    let moderates = caller.is_some_and(|caller| caller.require_scope(moderation::SCOPE).is_ok());
    let face = Face {
        view: alias.view(deps.aliases.cdn(), now),
        moderation_handle: moderates.then(|| deps.moderation.handle(&alias)),
    };
    let cache = if moderates { "no-store" } else { CACHE };
    Ok(([(header::CACHE_CONTROL, cache), (header::VARY, "Authorization")], Success(face)).into_response())
}

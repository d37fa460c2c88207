//! `GET /v1/profile/alias`: who the caller is in a context where nobody may know who they are; made at the first call.

use axum::{
    Router,
    extract::{FromRef, Query, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Time, alias::Context};
use runtime::{Aws, ConfigError, Measure, Metrics};
use serde::Deserialize;
use table::Aliases;
use web::{ApiError, Success, Verifier, Visitor, etag::OWNER_CACHE};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    aliases: Aliases,
    verifier: Verifier,
    metrics: Metrics,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { aliases: Aliases::from_env(aws)?, verifier: Verifier::from_env(aws)?, metrics: aws.metrics.clone() })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(get_alias))]
pub struct Docs;

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

/// Who the caller is in a place where nobody may know who they are.
///
/// The alias is made at the first call; every call counts as a use of it. Guests may have one too.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/profile/alias",
        tag = "Aliases",
        security(("bearer" = [])),
        params(
            ("context" = domain::alias::ContextId, Query, description = "Which place."),
            ("contextType" = domain::alias::ContextType, Query, description = "What kind of place it is."),
        ),
        responses(
            (status = 200, description = "The alias.", body = domain::alias::OwnAlias, links(("face" = (operation_id = "resolve_alias", parameters(("aliasId" = "$response.body#/data/aliasId")))))),
            web::openapi::BadRequest,
        ),
    )
)]
async fn get_alias(
    State(deps): State<Deps>,
    Visitor(caller): Visitor,
    Query(place): Query<Place>,
) -> Result<Response, ApiError> {
    let context = Context::parse(place.context.as_deref(), place.context_type.as_deref(), "");
    let context = context.map_err(ApiError::invalid)?;
    let now: Time = runtime::now().into();
    let alias = deps.aliases.current(&caller.user, &context, caller.issued_at, now).await?;
    let kind = alias.context.kind.name();
    // made by this very call
    if alias.created_at == now {
        deps.metrics.take(&Measure::one("AliasesGenerated").by("ContextType", kind).by("Reason", "new"));
    }
    deps.metrics.take(&Measure::one("AliasUses").by("ContextType", kind));
    Ok(([(header::CACHE_CONTROL, OWNER_CACHE)], Success(alias.own_view(deps.aliases.cdn(), now))).into_response())
}

//! `POST /v1/profile/alias/regenerate`: another alias in place of the one that the caller has in a context.

use axum::{
    Router,
    extract::{FromRef, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::post,
};
use domain::{
    Problems, Time,
    alias::{Alias, AliasId, Context},
};
use runtime::{Aws, ConfigError, Measure, Metrics};
use serde_json::{Map, Value};
use table::{Aliases, Allowed, Once, OnceRequest, Rates};
use web::{ApiError, Caller, Code, IdempotencyKey, JsonObject, Success, Verifier, Visitor, etag::OWNER_CACHE};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    aliases: Aliases,
    rates: Rates,
    once: Once,
    verifier: Verifier,
    metrics: Metrics,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            aliases: Aliases::from_env(aws)?,
            rates: Rates::from_env(aws)?,
            once: Once::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
            metrics: aws.metrics.clone(),
        })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(regenerate_alias))]
pub struct Docs;

/// Where to take another alias.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "stands for the body in the document")]
struct AliasPlace {
    context: domain::alias::ContextId,
    context_type: domain::alias::ContextType,
}

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/alias/regenerate", post(regenerate_alias)).with_state(deps)
}

/// Another alias in place of the one that the caller has in a context.
///
/// Five times in any hour for each place. The old one still resolves, until it expires.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        post,
        path = "/v1/profile/alias/regenerate",
        tag = "Aliases",
        security(("bearer" = [])),
        params(web::openapi::IdempotencyKey),
        request_body = AliasPlace,
        responses((status = 200, description = "The new alias.", body = domain::alias::OwnAlias, links(("face" = (operation_id = "resolve_alias", parameters(("aliasId" = "$response.body#/data/aliasId")))))), web::openapi::Conflict, web::openapi::IdempotencyMismatch),
    )
)]
async fn regenerate_alias(
    State(deps): State<Deps>,
    Visitor(caller): Visitor,
    IdempotencyKey(key): IdempotencyKey,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let context = place(&body)?;
    let now: Time = runtime::now().into();
    let sent = serde_json::Value::Object(body).to_string();
    let operation = "regenerate_alias";
    let request = key.as_deref().map(|key| OnceRequest { user: &caller.user, operation, key, body: &sent });
    let act = Box::pin(regenerate(&deps, &caller, &context, now));
    let again = async |id: String| taken_before(&deps, &caller, &id, now).await;
    let alias = deps.once.run(request, now, act, |alias| alias.id.to_string(), again).await?;
    Ok(([(header::CACHE_CONTROL, OWNER_CACHE)], Success(alias.own_view(deps.aliases.cdn(), now))).into_response())
}

async fn regenerate(deps: &Deps, caller: &Caller, context: &Context, now: Time) -> Result<Alias, ApiError> {
    // counted before anything is made: whoever cannot be counted gets nothing
    let allowed = deps.rates.take(&deps.aliases.rate_key(&caller.user, context), now).await?;
    if let Allowed::After(seconds) = allowed {
        return Err(ApiError::new(Code::RateLimited, "A new alias may be taken five times in an hour.")
            .with_header(header::RETRY_AFTER, HeaderValue::from(seconds)));
    }
    let alias = deps.aliases.regenerate(&caller.user, context, caller.issued_at, now).await?;
    let kind = alias.context.kind.name();
    deps.metrics.take(&Measure::one("AliasesGenerated").by("ContextType", kind).by("Reason", "regenerated"));
    Ok(alias)
}

/// The alias that an earlier request with the same key took, unless it has expired.
async fn taken_before(deps: &Deps, caller: &Caller, id: &str, now: Time) -> Result<Alias, ApiError> {
    let id: AliasId = id.parse().map_err(|_| ApiError::not_found())?;
    deps.aliases.get(&caller.user, &id, now).await?.ok_or_else(ApiError::not_found)
}

/// The context that the body names.
fn place(body: &Map<String, Value>) -> Result<Context, ApiError> {
    let mut problems = Problems::default();
    for key in body.keys().filter(|key| *key != "context" && *key != "contextType") {
        problems.add(format!("/{key}"), "is no field of this body; known are context, contextType");
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    match Context::parse(text("context"), text("contextType"), "/") {
        Ok(context) => problems.or(context).map_err(ApiError::invalid),
        Err(more) => {
            for problem in more.into_vec() {
                problems.add(problem.path, problem.message);
            }
            Err(ApiError::invalid(problems))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(body: &Value) -> Result<Context, ApiError> {
        place(body.as_object().unwrap())
    }

    #[test]
    fn the_seeds_body_names_a_context() {
        let context = parse(&json!({"context": "chat_room_123", "contextType": "chat_room"})).unwrap();
        assert_eq!((context.id.as_str(), context.kind.name()), ("chat_room_123", "chat_room"));
    }

    #[test]
    fn anything_else_is_refused() {
        for body in [
            json!({}),
            json!({"context": "a"}),
            json!({"context": 1, "contextType": "post"}),
            json!({"context": "a", "contextType": "post", "name": "Panda"}),
        ] {
            assert!(parse(&body).is_err(), "{body}");
        }
    }
}

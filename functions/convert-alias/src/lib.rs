//! `POST /v1/profile/alias/convert`: a guest became a member and keeps their aliases. For the auth service alone.

use axum::{
    Router,
    extract::{FromRef, State},
    http::header,
    response::{IntoResponse, Response},
    routing::post,
};
use domain::{Problems, UserId};
use runtime::{Aws, ConfigError, Measure, Metrics};
use serde::Serialize;
use serde_json::{Map, Value};
use table::Aliases;
use web::{ApiError, Caller, JsonObject, Success, Verifier};

/// What a token needs for this.
const SCOPE: &str = "aliases:convert";

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
#[openapi(paths(convert_alias))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/alias/convert", post(convert_alias)).with_state(deps)
}

/// Who became whom.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "stands for the body in the document")]
struct GuestAndMember {
    /// A guest's id; it begins with `anon_`.
    guest_id: domain::openapi::GuestId,
    /// A member's id.
    user_id: domain::openapi::MemberId,
}

/// How many aliases went over; which they are is nobody's business.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Converted {
    converted: usize,
}

/// Makes a guest's aliases a member's.
///
/// For tokens with the scope `aliases:convert`; again and again, if asked. Ids and names stay as they are.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        post,
        path = "/v1/profile/alias/convert",
        tag = "Aliases",
        security(("bearer" = ["aliases:convert"])),
        request_body = GuestAndMember,
        responses(
            (status = 200, description = "How many aliases went over.", body = Converted),
            web::openapi::Forbidden,
        ),
    )
)]
async fn convert_alias(
    State(deps): State<Deps>,
    caller: Caller,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    caller.require_scope(SCOPE)?;
    let (guest, member) = both(&body).map_err(ApiError::invalid)?;
    let converted = deps.aliases.convert(&guest, &member, caller.issued_at, runtime::now().into()).await?;
    if converted > 0 {
        deps.metrics.take(&Measure::one("AliasConversions"));
    }
    tracing::info!(converted, "a guest's aliases became a member's");
    Ok(([(header::CACHE_CONTROL, "no-store")], Success(Converted { converted })).into_response())
}

/// The guest and the member whom the body names.
fn both(body: &Map<String, Value>) -> Result<(UserId, UserId), Problems> {
    let mut problems = Problems::default();
    for key in body.keys().filter(|key| *key != "guestId" && *key != "userId") {
        problems.add(format!("/{key}"), "is no field of this body; known are guestId, userId");
    }
    let id = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().parse::<UserId>();
    let guest = problems.take("/guestId", id("guestId"));
    let member = problems.take("/userId", id("userId"));
    if guest.as_ref().is_some_and(|guest| !guest.is_guest()) {
        problems.add("/guestId", "must be a guest's id");
    }
    if member.as_ref().is_some_and(UserId::is_guest) {
        problems.add("/userId", "must be a member's id");
    }
    match (guest, member) {
        (Some(guest), Some(member)) => problems.or((guest, member)),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(body: &Value) -> Vec<String> {
        let problems = both(body.as_object().unwrap()).err().unwrap_or_default();
        problems.into_vec().into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn a_guest_becomes_a_member_and_nothing_else() {
        // L9
        assert!(paths(&json!({"guestId": "anon_1", "userId": "usr_1"})).is_empty());
        assert_eq!(paths(&json!({})), ["/guestId", "/userId"]);
        assert_eq!(paths(&json!({"guestId": "usr_2", "userId": "usr_1"})), ["/guestId"]);
        assert_eq!(paths(&json!({"guestId": "anon_1", "userId": "anon_2"})), ["/userId"]);
        assert_eq!(paths(&json!({"guestId": "anon_1", "userId": "usr_1", "x": 1})), ["/x"]);
    }
}

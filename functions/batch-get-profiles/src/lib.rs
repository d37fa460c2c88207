//! `POST /v1/profiles/batch-get`: up to 100 profiles at once, each exactly as a single read would show it to the caller.

use axum::{
    Router,
    extract::{FromRef, State},
    http::header,
    response::{IntoResponse, Response},
    routing::post,
};
use domain::{Problems, PublicView, UserId};
use runtime::{Aws, ConfigError};
use serde::Serialize;
use serde_json::{Map, Value};
use table::{MAX_BATCH, Profiles};
use web::{ApiError, Caller, JsonObject, Success, Verifier};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    profiles: Profiles,
    verifier: Verifier,
    public_read: PublicRead,
}

/// Whether anybody may read without a token (`PUBLIC_PROFILE_READ`).
#[derive(Clone, Copy, Debug)]
struct PublicRead(bool);

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            profiles: Profiles::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
            public_read: PublicRead(aws.env.optional("PUBLIC_PROFILE_READ", true)?),
        })
    }
}

/// Whose profiles to read.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "stands for the body in the document")]
struct BatchRequest {
    /// The ids; one that is named twice is answered twice.
    #[schema(min_items = 1, max_items = 100)]
    user_ids: Vec<UserId>,
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(batch_get_profiles))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profiles/batch-get", post(batch_get_profiles)).with_state(deps)
}

/// What was found, in the order of the request.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct BatchResult {
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
    profiles: Vec<BatchItem>,
}

/// One profile, or that there is none to be seen.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
struct BatchItem {
    user_id: UserId,
    /// The status that a single read would have: 200 or 404.
    #[cfg_attr(feature = "openapi", schema(minimum = 200, maximum = 404))]
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    profile: Option<PublicView>,
}

/// Up to 100 profiles at once, each as the caller may see it.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        post,
        path = "/v1/profiles/batch-get",
        tag = "Profile",
        security((), ("bearer" = [])),
        request_body = BatchRequest,
        responses((status = 200, description = "What was found, in the order of the request.", body = BatchResult)),
    )
)]
async fn batch_get_profiles(
    State(deps): State<Deps>,
    caller: Option<Caller>,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    if caller.is_none() && !deps.public_read.0 {
        return Err(ApiError::unauthorized("Profiles can be read with a token only."));
    }
    let users = user_ids(&body).map_err(ApiError::invalid)?;
    let found = deps.profiles.batch_get(&users).await?;
    let viewer = Caller::viewer(caller.as_ref());
    let profiles = users.into_iter().map(|user_id| {
        let profile = found.get(&user_id).and_then(|profile| profile.view_for(viewer, deps.profiles.cdn()));
        BatchItem { user_id, status: if profile.is_some() { 200 } else { 404 }, profile }
    });
    let found = BatchResult { profiles: profiles.collect() };
    let headers = [(header::CACHE_CONTROL, "private, no-store"), (header::VARY, "Authorization")];
    Ok((headers, Success(found)).into_response())
}

/// The ids of the body `{"userIds": [...]}`.
fn user_ids(body: &Map<String, Value>) -> Result<Vec<UserId>, Problems> {
    let mut problems = Problems::default();
    for key in body.keys().filter(|key| *key != "userIds") {
        problems.add(format!("/{key}"), "is no field of this body; known is userIds");
    }
    let ids = body.get("userIds").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if ids.is_empty() || ids.len() > MAX_BATCH {
        problems.add("/userIds", format!("must be a list of 1 to {MAX_BATCH} user ids"));
        return problems.or(Vec::new());
    }
    let parse =
        |(at, id): (usize, &Value)| problems.take(&format!("/userIds/{at}"), id.as_str().unwrap_or_default().parse());
    let users = ids.iter().enumerate().filter_map(parse).collect();
    problems.or(users)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(body: &Value) -> Vec<String> {
        let problems = user_ids(body.as_object().unwrap()).unwrap_err();
        problems.into_vec().into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn ids_are_read_in_their_order() {
        let body = json!({"userIds": ["b", "a", "b"]});
        let users = user_ids(body.as_object().unwrap()).unwrap();
        assert_eq!(users.iter().map(UserId::as_str).collect::<Vec<_>>(), ["b", "a", "b"]);
    }

    #[test]
    fn every_bad_id_is_named() {
        assert_eq!(paths(&json!({"userIds": ["a", "..", 7], "x": 1})), ["/x", "/userIds/1", "/userIds/2"]);
        for body in [json!({}), json!({"userIds": []}), json!({"userIds": "a"}), json!({"userIds": vec!["a"; 101]})] {
            assert_eq!(paths(&body), ["/userIds"]);
        }
    }
}

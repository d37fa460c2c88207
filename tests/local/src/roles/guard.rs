//! What stands before the services that speak JSON: a request that its caller's role does not allow goes no further.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::{Action, Roles};

/// No service takes a larger request.
const MOST_BYTES: usize = 16 << 20;

/// What an operation with a body needs a role to allow.
pub(crate) type Needs = fn(&str, &Value) -> Vec<Action>;

#[derive(Clone)]
struct Guard {
    roles: Roles,
    needs: Needs,
}

/// `service`, for functions as far as their `roles` allow.
pub(crate) fn guarded(service: Router, roles: &Roles, needs: Needs) -> Router {
    service.layer(from_fn_with_state(Guard { roles: roles.clone(), needs }, check))
}

async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let Some(caller) = caller(request.headers()).filter(|caller| guard.roles.binds(caller)).map(str::to_owned) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MOST_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default();
    // what is no JSON is for the service to refuse
    if let Ok(request) = serde_json::from_slice(&body)
        && let Err(denied) = guard.roles.check_all(&caller, &(guard.needs)(operation, &request))
    {
        return denied.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// The id of the access key that a request was signed with.
fn caller(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (_, credential) = authorization.split_once("Credential=")?;
    credential.split('/').next()
}

//! The shape of every answer: `{"success":true,"data"}` or `{"success":false,"error"}`.

use axum::{
    Json,
    extract::{MatchedPath, Request},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use lambda_http::{RequestExt, request::RequestContext};
use serde::Serialize;
use serde_json::json;

use crate::{ApiError, Code};

/// A success with its data.
#[derive(Clone, Debug)]
pub struct Success<T>(pub T);

impl<T: Serialize> IntoResponse for Success<T> {
    fn into_response(self) -> Response {
        Json(json!({"success": true, "data": self.0})).into_response()
    }
}

/// Gives the request an id, and every failed answer the envelope and its place in the log.
pub(crate) async fn wrap(request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let mut response = next.run(request).await;
    if response.status().is_client_error() || response.status().is_server_error() {
        let error = response.extensions_mut().remove::<ApiError>().unwrap_or_else(|| foreign(&response));
        if error.code.status().is_server_error() {
            let cause = error.cause.as_deref().unwrap_or_default();
            tracing::error!(request_id = id, %method, route, code = ?error.code, cause, "request failed");
        }
        let body = json!({
            "success": false,
            "error": {"code": error.code, "message": error.message, "details": error.details, "requestId": id},
        });
        let (mut parts, _) = response.into_parts();
        parts.headers.remove(header::CONTENT_LENGTH);
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        response = (parts.status, parts.headers, Json(body)).into_response();
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// API Gateway's id for the request, or one of our own where there is no gateway.
fn request_id(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV1(context)) => context.request_id.clone(),
        _ => None,
    }
    .unwrap_or_else(|| uuid::Uuid::new_v4().to_string())
}

/// A failure that the router found by itself.
fn foreign(response: &Response) -> ApiError {
    let code = Code::for_status(response.status());
    let message = match code {
        Code::NotFound => return ApiError::not_found(),
        Code::MethodNotAllowed => "This path does not take this method; Allow lists those that it takes.",
        Code::Internal => "Something went wrong on our side.",
        _ => "The request cannot be read.",
    };
    ApiError::new(code, message)
}

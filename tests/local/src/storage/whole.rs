//! Uploads are read to their end before anything is said about them: a server that refuses one at its beginning ends the
//! connection under its client, which then hears of a broken pipe and not of the reason.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};

/// More than any upload may have.
const MOST: usize = 64 << 20;

/// Passes `request` on with its whole body.
pub(super) async fn bodies(request: Request, next: Next) -> Response {
    if *request.method() != Method::POST && *request.method() != Method::PUT {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, MOST).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}

//! `GET /avatars/initials/v1/{name}.svg`, behind the CDN: the generated picture of somebody who has uploaded none.

mod drawing;

use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::initials::Generated;
use runtime::{Aws, ConfigError};
use web::ApiError;

/// The function works with nothing.
#[derive(Clone, Copy, Debug)]
pub struct Deps;

impl Deps {
    /// Nothing is needed of the environment.
    pub fn from_env(_: &Aws) -> Result<Self, ConfigError> {
        Ok(Self)
    }
}

/// The function's route.
pub fn router(_: Deps) -> Router {
    Router::new().route("/avatars/initials/v1/{name}", get(render_initials))
}

async fn render_initials(Path(name): Path<String>) -> Result<Response, ApiError> {
    let picture = name.strip_suffix(".svg").and_then(Generated::named).ok_or_else(ApiError::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    Ok((headers, drawing::svg(&picture)).into_response())
}

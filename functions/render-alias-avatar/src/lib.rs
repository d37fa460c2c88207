//! `GET /aliases/{name}.svg`, behind the CDN: the picture of an alias, the same for everybody who is called so.

mod animals;
mod backdrop;
mod drawing;
mod parts;

use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::alias::AliasName;
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
    Router::new().route("/aliases/{name}", get(render_alias_avatar))
}

async fn render_alias_avatar(Path(name): Path<String>) -> Result<Response, ApiError> {
    let name = name.strip_suffix(".svg").and_then(AliasName::of_picture).ok_or_else(ApiError::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    Ok((headers, drawing::svg(name)).into_response())
}

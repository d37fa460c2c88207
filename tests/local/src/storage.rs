//! S3: its protocol on a folder, with signatures verified, for functions as far as their roles allow, and a notification
//! for every new object.

mod access;
mod cors;
mod list;
mod objects;
mod signed;
#[cfg(test)]
mod tests;
mod whole;

use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::extract::DefaultBodyLimit;
use http::StatusCode;
use s3s::auth::{SecretKey, SimpleAuth};
use s3s::service::{S3Service, S3ServiceBuilder};
use std::path::Path;
use tower::ServiceBuilder;

use access::Access;
pub(crate) use objects::Created;
use objects::Objects;

use crate::StartError;
use crate::roles::Roles;
use crate::secrets::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use crate::template::Template;

/// The S3 server over the folder `root`, which has the template's buckets. `created` is told of every new object; pages
/// of `origins` may use the server besides those that the template allows.
pub(crate) fn router(
    root: &Path,
    template: &Template,
    roles: &Roles,
    origins: &[String],
    created: impl Fn(Created) + Send + Sync + 'static,
) -> Result<Router, StartError> {
    for bucket in template.buckets.values() {
        let folder = root.join(&bucket.name);
        std::fs::create_dir_all(&folder).map_err(|error| StartError::folder(&folder, error))?;
    }
    let cors = cors::layer(template.buckets.values().flat_map(|bucket| &bucket.cors), origins);
    let service = service(root, roles, created)?;
    let failed = HandleErrorLayer::new(|error: s3s::HttpError| async move {
        tracing::error!(?error, "the S3 server failed");
        StatusCode::INTERNAL_SERVER_ERROR
    });
    Ok(Router::new()
        .fallback_service(ServiceBuilder::new().layer(failed).service(service))
        .layer(axum::middleware::from_fn(signed::headers))
        .layer(axum::middleware::from_fn(whole::bodies))
        .layer(cors)
        .layer(DefaultBodyLimit::disable()))
}

fn service(
    root: &Path,
    roles: &Roles,
    created: impl Fn(Created) + Send + Sync + 'static,
) -> Result<S3Service, StartError> {
    let access = Access::new(roles.clone());
    let objects = Objects::open(root, access.clone(), created).map_err(|problem| StartError::part("S3", problem))?;
    let mut auth = SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
    for function in roles.functions() {
        auth.register(function.to_owned(), SecretKey::from(SECRET_ACCESS_KEY));
    }
    let mut builder = S3ServiceBuilder::new(objects);
    builder.set_auth(auth);
    builder.set_access(access);
    Ok(builder.build())
}

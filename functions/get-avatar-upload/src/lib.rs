//! `GET /v1/profile/avatar/uploads/{uploadId}`: how far one of the caller's uploads got, and why not further.

#[cfg(feature = "openapi")]
mod schema;

use axum::{
    Router,
    extract::{FromRef, Path, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    Time, UploadId,
    avatar::{AvatarRecord, Cdn, Variant},
    upload::{Failure, State as UploadState, Upload},
};
use runtime::{Aws, ConfigError};
use serde::Serialize;
use table::Uploads;
use web::{ApiError, Caller, Success, Verifier, etag::OWNER_CACHE};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    uploads: Uploads,
    verifier: Verifier,
    cdn: Cdn,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            uploads: Uploads::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
            cdn: aws.env.required("CLOUDFRONT_DOMAIN")?,
        })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(get_avatar_upload), components(schemas(Failure, AvatarRecord, Variant, Time)))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/avatar/uploads/{uploadId}", get(get_avatar_upload)).with_state(deps)
}

/// An upload's state as its owner sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    upload_id: UploadId,
    state: &'static str,
    created_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    ready: Option<Ready>,
}

/// Where a picture that is ready is loaded from, and its facts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    avatar_url: String,
    thumbnail_url: String,
    uploaded_at: Time,
    avatar_record: AvatarRecord,
    avatar_variants: Vec<Variant>,
}

/// How far one of the own uploads got.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/profile/avatar/uploads/{uploadId}",
        tag = "Avatar",
        params(("uploadId" = UploadId, Path, description = "Which upload.")),
        responses(
            (status = 200, description = "The upload.", body = schema::Upload),
            web::openapi::BadRequest,
            web::openapi::NotFound,
        ),
    )
)]
async fn get_avatar_upload(
    State(deps): State<Deps>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let id: UploadId = id.parse().map_err(|error| ApiError::parameter("uploadId", error))?;
    let upload = deps.uploads.get(&caller.user, &id).await?.ok_or_else(ApiError::not_found)?;
    Ok(([(header::CACHE_CONTROL, OWNER_CACHE)], Success(status(upload, &deps.cdn))).into_response())
}

fn status(upload: Upload, cdn: &Cdn) -> Status {
    let state = upload.state.name();
    let (ready, error) = match upload.state {
        UploadState::Ready(avatar) => {
            let avatar = avatar.rebased(cdn);
            let record = avatar.record;
            let ready = Ready {
                avatar_url: record.medium_url.clone(),
                thumbnail_url: record.thumbnail_url.clone(),
                uploaded_at: record.uploaded_at,
                avatar_record: record,
                avatar_variants: avatar.variants,
            };
            (Some(ready), None)
        }
        UploadState::Failed(failure) => (None, Some(failure)),
        UploadState::Pending | UploadState::Processing | UploadState::Superseded => (None, None),
    };
    Status { upload_id: upload.id, state, created_at: upload.created_at, error, ready }
}

//! `POST /v1/profile/avatar`: a picture in a form, processed before the answer. For pictures of up to 4 MiB, which is
//! what Lambda takes; larger ones go by ticket.

mod form;

use avatars::Avatars;
use axum::{
    Router,
    extract::{FromRef, Request, State},
    http::header,
    response::{IntoResponse, Response},
    routing::post,
};
use domain::{
    Time, UploadId,
    avatar::{Avatar, Variant},
    upload::{State as UploadState, Upload},
};
use runtime::{Aws, ConfigError};
use serde::Serialize;
use table::{Begun, Members, Profiles, Uploads};
use uuid::Uuid;
use web::{ApiError, Caller, Code, Success, Verifier, etag::OWNER_CACHE};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    members: Members,
    profiles: Profiles,
    uploads: Uploads,
    avatars: Avatars,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            members: Members::from_env(aws)?,
            profiles: Profiles::from_env(aws)?,
            uploads: Uploads::from_env(aws)?,
            avatars: Avatars::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
        })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(upload_avatar))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/avatar", post(upload_avatar)).with_state(deps)
}

/// Where the picture is loaded from.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UploadedAvatar, examples(domain::openapi::examples::picture)))]
#[serde(rename_all = "camelCase")]
struct Picture {
    #[cfg_attr(feature = "openapi", schema(value_type = domain::openapi::PictureUrl))]
    avatar_url: String,
    #[cfg_attr(feature = "openapi", schema(value_type = domain::openapi::PictureUrl))]
    thumbnail_url: String,
    uploaded_at: Time,
    #[cfg_attr(feature = "openapi", schema(min_items = 2, max_items = 6))]
    avatar_variants: Vec<Variant>,
}

/// Uploads a picture in a form's field `avatar`, of up to 4 MiB.
///
/// The answer comes when the picture is processed and shown.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        post,
        path = "/v1/profile/avatar",
        tag = "Avatar",
        request_body(content = form::AvatarForm, content_type = "multipart/form-data"),
        responses(
            (status = 200, description = "Where the picture is loaded from.", body = Picture),
            web::openapi::BadPicture,
            web::openapi::NotFound,
            web::openapi::Conflict,
        ),
    )
)]
async fn upload_avatar(State(deps): State<Deps>, caller: Caller, request: Request) -> Result<Response, ApiError> {
    let bytes = form::avatar(request, deps.avatars.max_bytes()).await?;
    let now: Time = runtime::now().into();
    deps.members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, now).await?;
    let seq = deps.profiles.next_avatar_seq(&caller.user).await?.ok_or_else(ApiError::not_found)?;
    let upload = Upload::issued(UploadId::new(seq, Uuid::new_v4().into_bytes()), caller.user, now);
    deps.uploads.issue(&upload).await?;
    let Begun::Process(upload) = deps.uploads.begin(&upload.user_id, &upload.id).await? else {
        return Err(replaced());
    };
    match deps.avatars.process(upload, bytes, now).await?.state {
        UploadState::Ready(avatar) => {
            Ok(([(header::CACHE_CONTROL, OWNER_CACHE)], Success(picture(*avatar))).into_response())
        }
        UploadState::Failed(failure) => Err(match failure.code.as_str() {
            "too_large" => ApiError::new(Code::TooLarge, failure.message),
            "unsupported_type" => ApiError::new(Code::UnsupportedMediaType, failure.message),
            code => ApiError::new(Code::UnusableImage, failure.message.clone()).with_detail("avatar", code),
        }),
        UploadState::Pending | UploadState::Processing | UploadState::Superseded => Err(replaced()),
    }
}

fn picture(avatar: Avatar) -> Picture {
    let record = avatar.record;
    Picture {
        avatar_url: record.medium_url,
        thumbnail_url: record.thumbnail_url,
        uploaded_at: record.uploaded_at,
        avatar_variants: avatar.variants,
    }
}

fn replaced() -> ApiError {
    ApiError::new(Code::Conflict, "A later upload or a deletion came first; this picture was dropped.")
}

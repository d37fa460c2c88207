//! `POST /v1/profile/avatar/uploads`: a ticket to put one picture straight into the bucket.

mod request;
#[cfg(feature = "openapi")]
mod schema;

use axum::{
    Router,
    extract::{FromRef, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use bucket::{Bucket, IncomingKey, Ticket};
use domain::{
    Time, UploadId,
    upload::{AllowedTypes, DEFAULT_MAX_BYTES, Upload},
};
use runtime::{Aws, ConfigError};
use serde::Serialize;
use table::{Members, Once, OnceRequest, Profiles, Uploads};
use uuid::Uuid;
use web::{ApiError, Caller, IdempotencyKey, JsonObject, Success, Verifier, etag::OWNER_CACHE};

use request::TicketRequest;

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    members: Members,
    profiles: Profiles,
    uploads: Uploads,
    once: Once,
    bucket: Bucket,
    verifier: Verifier,
    rules: Rules,
}

/// Which pictures may come.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) allowed: AllowedTypes,
    pub(crate) max_bytes: u64,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            members: Members::from_env(aws)?,
            profiles: Profiles::from_env(aws)?,
            uploads: Uploads::from_env(aws)?,
            once: Once::from_env(aws)?,
            bucket: Bucket::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
            rules: Rules {
                allowed: aws.env.optional("IMAGE_ALLOWED_TYPES", AllowedTypes::default())?,
                max_bytes: aws.env.in_range("IMAGE_MAX_SIZE", DEFAULT_MAX_BYTES, 1..=50 << 20)?,
            },
        })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(create_avatar_upload), components(schemas(domain::Time, domain::UploadId)))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/avatar/uploads", post(create_avatar_upload)).with_state(deps)
}

/// A ticket and where to ask what became of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issued {
    upload_id: UploadId,
    #[serde(flatten)]
    ticket: Ticket,
    max_bytes: u64,
    status_url: String,
}

/// A ticket to put one picture straight into the bucket.
///
/// It is good for 15 minutes and one use. A PUT must carry the ticket's `headers` exactly, a POST its `fields` and then
/// the file as `file`.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        post,
        path = "/v1/profile/avatar/uploads",
        tag = "Avatar",
        params(web::openapi::IdempotencyKey),
        request_body = schema::UploadOrder,
        responses(
            (status = 201, description = "The ticket.", body = schema::Ticket, headers(("Location")), links(("state" = (operation_id = "get_avatar_upload", parameters(("uploadId" = "$response.body#/data/uploadId")))))),
            web::openapi::NotFound,
            web::openapi::Conflict,
            web::openapi::IdempotencyMismatch,
        ),
    )
)]
async fn create_avatar_upload(
    State(deps): State<Deps>,
    caller: Caller,
    IdempotencyKey(key): IdempotencyKey,
    JsonObject(body): JsonObject,
) -> Result<Response, ApiError> {
    let TicketRequest { order, method } = TicketRequest::parse(&body, &deps.rules)?;
    let now: Time = runtime::now().into();
    let sent = serde_json::Value::Object(body).to_string();
    let operation = "create_avatar_upload";
    let request = key.as_deref().map(|key| OnceRequest { user: &caller.user, operation, key, body: &sent });
    let act = Box::pin(issue(&deps, &caller, now));
    let again = async |id: String| issued_before(&deps, &caller, &id).await;
    let upload = deps.once.run(request, now, act, |upload| upload.id.to_string(), again).await?;
    let place = IncomingKey { user: upload.user_id.clone(), upload: upload.id.clone() };
    // a ticket is made of its upload and nothing else, so that no secret has to be kept to give it out again
    let ticket = deps.bucket.ticket(method, &place, &order, upload.created_at).await?;
    let status_url = format!("/v1/profile/avatar/uploads/{}", upload.id);
    let headers = [(header::CACHE_CONTROL, OWNER_CACHE.to_owned()), (header::LOCATION, status_url.clone())];
    let issued = Issued { upload_id: upload.id, ticket, max_bytes: deps.rules.max_bytes, status_url };
    Ok((StatusCode::CREATED, headers, Success(issued)).into_response())
}

async fn issue(deps: &Deps, caller: &Caller, now: Time) -> Result<Upload, ApiError> {
    deps.members.get_or_create(&caller.user, caller.name.as_deref(), caller.issued_at, now).await?;
    let seq = deps.profiles.next_avatar_seq(&caller.user).await?.ok_or_else(ApiError::not_found)?;
    let upload = Upload::issued(UploadId::new(seq, Uuid::new_v4().into_bytes()), caller.user.clone(), now);
    deps.uploads.issue(&upload).await?;
    Ok(upload)
}

/// The upload that an earlier request with the same key was given.
async fn issued_before(deps: &Deps, caller: &Caller, id: &str) -> Result<Upload, ApiError> {
    let id: UploadId = id.parse().map_err(|_| ApiError::not_found())?;
    deps.uploads.get(&caller.user, &id).await?.ok_or_else(ApiError::not_found)
}

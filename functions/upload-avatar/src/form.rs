//! The form that a picture comes in.

use axum::{
    body::to_bytes,
    extract::Request,
    http::{HeaderMap, header},
};
use multer::{Constraints, Multipart, SizeLimit};
use web::{ApiError, Code};

/// Lambda takes 6 MB, in which base64 leaves room for a picture of this size
const MAX_PICTURE_BYTES: u64 = 4 << 20;
/// and for what a form has around it.
const MAX_BODY_BYTES: usize = (4 << 20) + (64 << 10);
const FIELD: &str = "avatar";

/// The form itself.
#[cfg(feature = "openapi")]
pub(crate) struct AvatarForm;

#[cfg(feature = "openapi")]
domain::schema_by_hand!(
    AvatarForm,
    domain::openapi::json!({
        "type": "object",
        "required": [FIELD],
        "properties": {FIELD: {"type": "string", "description": "The picture: JPEG, PNG, GIF or WebP.", "format": "binary"}},
    })
);

/// The bytes of the form's field `avatar`, which may be at most `max_bytes`.
pub(crate) async fn avatar(request: Request, max_bytes: u64) -> Result<Vec<u8>, ApiError> {
    let boundary = boundary(request.headers())?;
    let body = to_bytes(request.into_body(), MAX_BODY_BYTES).await.map_err(|_| too_large())?;
    let max_bytes = max_bytes.min(MAX_PICTURE_BYTES);
    let limits = SizeLimit::new().for_field(FIELD, max_bytes);
    let constraints = Constraints::new().allowed_fields(vec![FIELD]).size_limit(limits);
    let stream = futures::stream::iter([Ok::<_, std::io::Error>(body)]);
    let mut form = Multipart::with_constraints(stream, boundary, constraints);
    let field = form.next_field().await.map_err(|error| unreadable(&error, max_bytes))?;
    let field = field.ok_or_else(|| ApiError::parameter(FIELD, "the form must have this field, with the picture"))?;
    let bytes = field.bytes().await.map_err(|error| unreadable(&error, max_bytes))?;
    if form.next_field().await.map_err(|error| unreadable(&error, max_bytes))?.is_some() {
        return Err(ApiError::parameter(FIELD, "must stand in the form once"));
    }
    Ok(bytes.into())
}

fn boundary(headers: &HeaderMap) -> Result<String, ApiError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    multer::parse_boundary(content_type).map_err(|error| match error {
        multer::Error::NoBoundary => ApiError::new(Code::BadRequest, "The Content-Type names no boundary."),
        _ => ApiError::new(Code::UnsupportedMediaType, "The body must be multipart/form-data with a field `avatar`."),
    })
}

fn too_large() -> ApiError {
    ApiError::new(
        Code::TooLarge,
        "A form may have at most 4 MiB; larger pictures are uploaded with a ticket of POST /v1/profile/avatar/uploads.",
    )
}

fn unreadable(error: &multer::Error, max_bytes: u64) -> ApiError {
    match error {
        multer::Error::FieldSizeExceeded { .. } if max_bytes == MAX_PICTURE_BYTES => too_large(),
        multer::Error::FieldSizeExceeded { .. } => {
            ApiError::new(Code::TooLarge, format!("The picture may have at most {max_bytes} bytes."))
        }
        multer::Error::UnknownField { field_name } => ApiError::parameter(
            field_name.as_deref().unwrap_or_default(),
            format!("is no field of this form; only `{FIELD}` is"),
        ),
        _ => ApiError::new(Code::BadRequest, format!("The form cannot be read: {error}.")),
    }
}

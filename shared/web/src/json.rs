//! JSON bodies.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde_json::{Map, Value};

use crate::{ApiError, Code, strict};

/// How large a JSON body may be.
pub const MAX_JSON_BYTES: usize = 32 * 1024;

/// A body that is one JSON object.
#[derive(Clone, Debug)]
pub struct JsonObject(pub Map<String, Value>);

impl<S: Sync> FromRequest<S> for JsonObject {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::new(Code::UnsupportedMediaType, "The body must be application/json."));
        }
        let body = to_bytes(request.into_body(), MAX_JSON_BYTES).await.map_err(|_| {
            ApiError::new(Code::TooLarge, format!("The body must have at most {MAX_JSON_BYTES} bytes."))
        })?;
        match strict::parse(&body) {
            Ok(Value::Object(map)) => Ok(Self(map)),
            Ok(_) => Err(ApiError::new(Code::BadRequest, "The body must be a JSON object.")),
            Err(error) => Err(ApiError::new(Code::BadRequest, format!("The body is not JSON: {error}."))),
        }
    }
}

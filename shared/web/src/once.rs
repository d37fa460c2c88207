//! `Idempotency-Key`: the same key, the same effect.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{ApiError, Code};

const NAME: &str = "Idempotency-Key";
const MAX_LENGTH: usize = 255;

/// The key that a client made for a request, if it made one: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut values = parts.headers.get_all(NAME).iter();
        let Some(value) = values.next() else { return Ok(Self(None)) };
        let visible =
            |key: &&str| (1..=MAX_LENGTH).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        match value.to_str().ok().filter(visible).filter(|_| values.next().is_none()) {
            Some(key) => Ok(Self(Some(key.to_owned()))),
            None => Err(ApiError::new(
                Code::BadRequest,
                format!("{NAME} must be one key of 1 to {MAX_LENGTH} visible ASCII characters."),
            )),
        }
    }
}

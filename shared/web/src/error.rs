//! Failures as clients hear of them.

use std::sync::Arc;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Invalid, Problems};
use runtime::{Fault, Meaning};
use serde::Serialize;

/// What went wrong, for programs: a closed list, see docs/API.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The request cannot be read.
    BadRequest,
    /// The request can be read but holds values that are not allowed; `details` names each.
    Invalid,
    /// There is no token, or none that is good.
    Unauthorized,
    /// The token is good but does not allow this.
    Forbidden,
    /// There is nothing there, or nothing that the caller may know of.
    NotFound,
    /// The path is known but not with this method.
    MethodNotAllowed,
    /// The request does not fit what is stored.
    Conflict,
    /// `If-Match` names another version than the current one.
    PreconditionFailed,
    /// The `Idempotency-Key` was sent before, with another body.
    IdempotencyMismatch,
    /// The body is too large.
    TooLarge,
    /// The body is of a type that is not taken here.
    UnsupportedMediaType,
    /// The picture cannot be used.
    UnusableImage,
    /// Too many requests.
    RateLimited,
    /// A service behind this one is busy.
    Unavailable,
    /// A fault of ours.
    Internal,
}

impl Code {
    /// The status that goes with the code.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest | Self::Invalid | Self::UnusableImage => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Self::IdempotencyMismatch => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The code for an answer of `status` that did not come from here.
    pub(crate) fn for_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            status if status.is_client_error() => Self::BadRequest,
            _ => Self::Internal,
        }
    }
}

/// A failure: what the client hears, and what only the log does.
#[derive(Clone, Debug)]
pub struct ApiError {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) details: Vec<Invalid>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) cause: Option<Arc<str>>,
}

impl ApiError {
    /// A failure of kind `code`; `message` is for the client.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), details: Vec::new(), headers: Vec::new(), cause: None }
    }

    /// The same answer for what is not there and what the caller may not know of.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is nothing here.")
    }

    /// There is no good token; `message` says what is wrong with it.
    #[must_use]
    pub fn unauthorized(message: &str) -> Self {
        Self::new(Code::Unauthorized, message).with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    /// The request can be read, but `problems` are in it.
    #[must_use]
    pub fn invalid(problems: Problems) -> Self {
        let mut error = Self::new(Code::Invalid, "Some values are not allowed; details says which and why.");
        error.details = problems.into_vec();
        error
    }

    /// A parameter is wrong.
    #[must_use]
    pub fn parameter(name: &str, message: impl std::fmt::Display) -> Self {
        let mut problems = Problems::default();
        problems.add(name, message);
        Self::invalid(problems)
    }

    /// A fault of ours; `cause` goes to the log.
    #[must_use]
    pub fn internal(cause: &(dyn std::error::Error + 'static)) -> Self {
        let mut error = Self::new(Code::Internal, "Something went wrong on our side.");
        error.cause = Some(runtime::chain(cause).into());
        error
    }

    /// The same failure with what is wrong at `path`.
    #[must_use]
    pub fn with_detail(mut self, path: &str, message: &str) -> Self {
        self.details.push(Invalid { path: path.to_owned(), message: message.to_owned() });
        self
    }

    /// The same failure with one more header in its answer.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl<E: Fault + 'static> From<E> for ApiError {
    fn from(fault: E) -> Self {
        match fault.meaning() {
            Meaning::Passing => {
                let mut error = Self::new(Code::Unavailable, "The service is busy; try again in a moment.")
                    .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"));
                error.cause = Some(runtime::chain(&fault).into());
                error
            }
            Meaning::Broken => Self::internal(&fault),
            Meaning::Missing => Self::not_found(),
            Meaning::Erased => Self::unauthorized(
                "The profile was deleted after this token was issued; sign in again to begin a new one.",
            ),
            Meaning::UnderWay => Self::new(Code::Conflict, "A request with this Idempotency-Key is being carried out.")
                .with_header(header::RETRY_AFTER, HeaderValue::from_static("1")),
            Meaning::AnotherRequest => Self::new(
                Code::IdempotencyMismatch,
                "This Idempotency-Key was sent before with another body; make a key for each request.",
            ),
            Meaning::Stale { version, tag } => {
                let message = format!("The profile is at version {version}; read it again and repeat the change.");
                let error = Self::new(Code::PreconditionFailed, message);
                match HeaderValue::from_str(&format!("\"{tag}\"")) {
                    Ok(tag) => error.with_header(header::ETAG, tag),
                    Err(_) => error,
                }
            }
        }
    }
}

impl IntoResponse for ApiError {
    /// The status and headers; the envelope is put around it where the request's id is known.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.headers_mut().extend(self.headers.iter().cloned());
        response.extensions_mut().insert(self);
        response
    }
}

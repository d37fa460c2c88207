//! What a caller hears who may not do something.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;
use std::fmt;

use crate::template::ACCOUNT;

/// A role does not allow something.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Denied {
    /// Whose role.
    pub(crate) function: String,
    /// What.
    pub(crate) action: String,
    /// With what.
    pub(crate) resource: String,
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, action, resource } = self;
        write!(
            f,
            "User: arn:aws:sts::{ACCOUNT}:assumed-role/{function}/{function} is not authorized to perform: {action} on \
             resource: {resource} because no identity-based policy allows the {action} action"
        )
    }
}

impl IntoResponse for Denied {
    /// The answer of the services that speak JSON.
    fn into_response(self) -> Response {
        let body = json!({ "__type": "com.amazon.coral.service#AccessDeniedException", "Message": self.to_string() });
        (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, "application/x-amz-json-1.0")], body.to_string()).into_response()
    }
}

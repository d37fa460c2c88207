//! The failures, each a response of its own in the document.

use std::collections::BTreeMap;

use domain::openapi;
use serde_json::{Value, json};
use utoipa::{
    IntoResponses,
    openapi::{Content, Ref, RefOr, Response, Schema},
};

use super::{common_headers, headers};
use crate::Code;

/// Names the responses that a handler can list, and those that every operation has.
macro_rules! responses {
    ($($name:ident $status:literal $text:literal [$($code:ident),*] [$($header:literal),*];)*) => {
        $(
            #[doc = $text]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    let reference = Ref::from_response_name(stringify!($name));
                    BTreeMap::from([($status.to_string(), reference.into())])
                }
            }
        )*

        /// Every response that is named here.
        pub(super) fn responses() -> impl Iterator<Item = (String, RefOr<Response>)> {
            [$((
                stringify!($name).to_owned(),
                response($text, &[$(Code::$code),*], &[$($header),*]).into(),
            )),*].into_iter()
        }
    };
}

responses! {
    NotModified 304 "What the client has is current." [] ["ETag"];
    BadRequest 400 "The request cannot be read, or holds values that are not allowed; `details` names each." [BadRequest, Invalid] [];
    BadPicture 400 "The form cannot be read, or the picture cannot be used; `details` has the code." [BadRequest, Invalid, UnusableImage] [];
    Unauthorized 401 "There is no token, or none that is good." [Unauthorized] ["WWW-Authenticate"];
    Forbidden 403 "The token does not allow this." [Forbidden] [];
    NotFound 404 "There is nothing there, or nothing that the caller may know of." [NotFound] [];
    MethodNotAllowed 405 "The path does not take this method." [MethodNotAllowed] ["Allow"];
    Conflict 409 "The request does not fit what is stored, or is being carried out already." [Conflict] [];
    PreconditionFailed 412 "`If-Match` names another version; `ETag` has the current one." [PreconditionFailed] ["ETag"];
    TooLarge 413 "The body or the picture is too large." [TooLarge] [];
    UnsupportedMediaType 415 "A body of this type is not taken." [UnsupportedMediaType] [];
    IdempotencyMismatch 422 "The `Idempotency-Key` was sent before, with another body." [IdempotencyMismatch] [];
    RateLimited 429 "Too many requests." [RateLimited] ["Retry-After"];
    Internal 500 "A fault of ours." [Internal] [];
    Unavailable 503 "A service behind this one is busy." [Unavailable] ["Retry-After"];
}

fn response(text: &str, codes: &[Code], own_headers: &[&str]) -> Response {
    let mut response = Response::new(text);
    response.headers = headers(own_headers.iter().map(|name| (*name).to_owned()).chain(common_headers()));
    if !codes.is_empty() {
        let code = json!({"type": "string", "enum": codes});
        let error = json!({"type": "object", "properties": {"code": code}});
        let narrowed = json!({"type": "object", "properties": {"error": error}});
        let all = json!({"allOf": [{"$ref": "#/components/schemas/Failure"}, narrowed]});
        let content = Content::new(Some(openapi::schema(&all)));
        response.content.insert("application/json".to_owned(), content.into());
    }
    response
}

/// The schema of every failure.
pub(super) fn schema() -> RefOr<Schema> {
    let text = |description: &str, example: Value| json!({"type": "string", "description": description, "minLength": 1, "examples": [example]});
    openapi::schema(&json!({
        "type": "object",
        "description": "A failure.",
        "required": ["success", "error"],
        "properties": {
            "success": {"type": "boolean", "enum": [false]},
            "error": {
                "type": "object",
                "required": ["code", "message", "details", "requestId"],
                "properties": {
                    "code": {"$ref": "#/components/schemas/Code"},
                    "message": text("What went wrong, for a person to read.", json!("The token has expired.")),
                    "details": {
                        "type": "array",
                        "description": "Every value that is wrong.",
                        "items": {"$ref": "#/components/schemas/Invalid"},
                    },
                    "requestId": text("The request's id, which the log has too.", json!("c6af9ac6-7b61-11e6-9a41-93e8deadbeef")),
                },
            },
        },
    }))
}

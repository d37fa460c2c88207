//! CloudFront: pictures from the bucket, and those that a function draws.

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::{GetObjectError, GetObjectOutput};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use std::sync::Arc;

use crate::api;
use crate::template::Cdn;

/// The bucket as the CDN sees it.
struct Origin {
    client: Client,
    bucket: String,
}

/// What the template's distribution serves: `function` is the router of a function by logical id.
pub(crate) fn router(cdn: &Cdn, aws: &runtime::Aws, bucket: &str, function: impl Fn(&str) -> Option<Router>) -> Router {
    let config = aws_sdk_s3::config::Builder::from(&aws.sdk).force_path_style(true).build();
    let origin = Arc::new(Origin { client: Client::from_conf(config), bucket: bucket.to_owned() });
    // the bucket's policy lets the CDN read nothing else
    let mut router = Router::new().route("/avatars/{*key}", get(picture)).with_state(origin);
    for (pattern, id) in &cdn.functions {
        if let Some(function) = function(id) {
            router = router.route(&path(pattern), get(move |request| api::forward(function, request)));
        }
    }
    router.layer(axum::middleware::map_response(secured))
}

/// `avatars/initials/*` as a path of this server.
fn path(pattern: &str) -> String {
    match pattern.strip_suffix('*') {
        Some(start) => format!("/{start}{{*rest}}"),
        None => format!("/{pattern}"),
    }
}

/// The distribution's own headers: a picture opened as a page runs nothing and loads nothing.
async fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    response
}

async fn picture(State(origin): State<Arc<Origin>>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    if !is_plain(&key) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let object = origin.client.get_object().bucket(&origin.bucket).key(format!("avatars/{key}")).send().await;
    match object {
        Ok(object) => respond(object, &headers),
        Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
            StatusCode::NOT_FOUND.into_response()
        }
        Err(error) => {
            tracing::error!(error = %aws_sdk_s3::error::DisplayErrorContext(&error), "a picture cannot be read");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

/// Whether `key` stays below `avatars/`, however anybody reads it.
fn is_plain(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    key.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(plain))
}

fn respond(object: GetObjectOutput, request: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: Option<&str>| {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    };
    set(CACHE_CONTROL, object.cache_control());
    set(ETAG, object.e_tag());
    if is_current(object.e_tag(), request) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    set(CONTENT_TYPE, object.content_type());
    set(CONTENT_LENGTH, object.content_length().map(|length| length.to_string()).as_deref());
    let stream = futures::stream::unfold(object.body, |mut body| async move {
        let next = body.next().await?;
        Some((next, body))
    });
    (headers, Body::from_stream(stream)).into_response()
}

/// Whether the client has the picture with the entity tag `etag` already.
fn is_current(etag: Option<&str>, request: &HeaderMap) -> bool {
    let known = request.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == "*" || Some(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_keys_reach_the_bucket() {
        assert!(is_plain("usr_1/000001-ab/medium.jpg"));
        for key in ["../incoming/usr_1/a", "usr_1/../../secrets", "usr_1//a", "usr_1/.hidden", "a\\b", "a%2fb", ""] {
            assert!(!is_plain(key), "{key}");
        }
    }

    #[test]
    fn a_picture_is_current_by_its_entity_tag() {
        let request = |known: &str| HeaderMap::from_iter([(IF_NONE_MATCH, known.parse().unwrap())]);
        assert!(is_current(Some("\"a\""), &request("\"b\", W/\"a\"")));
        assert!(is_current(Some("\"a\""), &request("*")));
        assert!(!is_current(Some("\"a\""), &request("\"b\"")));
        assert!(!is_current(Some("\"a\""), &HeaderMap::new()));
    }

    #[test]
    fn a_pattern_is_a_path() {
        assert_eq!(path("avatars/initials/*"), "/avatars/initials/{*rest}");
    }
}

//! What S3 refuses and s3s does not: a signed URL with `x-amz-` headers that its signature does not cover.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

const REFUSAL: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>\
    <Message>There were headers present in the request which were not signed</Message></Error>";

/// Lets `request` through unless its URL is signed and it has `x-amz-` headers that are not.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    if is_covered(&request) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "application/xml")], REFUSAL).into_response()
}

fn is_covered(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let Some((_, signed)) = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name.eq_ignore_ascii_case("X-Amz-SignedHeaders"))
    else {
        return true;
    };
    request
        .headers()
        .keys()
        .map(http::HeaderName::as_str)
        .filter(|name| name.starts_with("x-amz-") && *name != "x-amz-content-sha256")
        .all(|name| signed.split(';').any(|signed| signed == name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn covered(query: &str, header: &str) -> bool {
        let request = Request::put(format!("/bucket/key?{query}")).header(header, "x");
        is_covered(&request.body(Body::empty()).unwrap())
    }

    #[test]
    fn a_signed_url_allows_no_header_that_it_does_not_sign() {
        let query = "X-Amz-Signature=0&X-Amz-SignedHeaders=host%3Bx-amz-checksum-sha256";
        assert!(covered(query, "x-amz-checksum-sha256"));
        assert!(covered(query, "user-agent"));
        assert!(!covered(query, "x-amz-copy-source"));
        assert!(!covered(query, "x-amz-meta-a"));
        assert!(covered("x-id=PutObject", "x-amz-meta-a"), "signed by its headers");
    }
}

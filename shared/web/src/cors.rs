//! Which pages may read answers: browsers keep them from every other. What a browser asks before, the gateway answers.

use std::{str::FromStr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// What pages may read of an answer beside its body.
const EXPOSED: &str = "Content-Disposition, ETag, Location, Retry-After, X-Request-Id";

/// The origins of `ALLOWED_ORIGINS`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins(Arc<[HeaderValue]>);

/// The list names something that is no origin.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must list origins such as https://example.com, separated by commas")]
pub(crate) struct InvalidOrigins;

impl FromStr for Origins {
    type Err = InvalidOrigins;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let origin = |text: &str| {
            let text = text.trim();
            let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
            let is_origin = !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']);
            if is_origin { HeaderValue::from_str(text).map_err(|_| InvalidOrigins) } else { Err(InvalidOrigins) }
        };
        text.split(',').map(origin).collect::<Result<_, _>>().map(Self)
    }
}

/// Tells the browser that the page may read the answer, if its origin is one of `origins`.
pub(crate) async fn allow(State(origins): State<Origins>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).filter(|origin| origins.0.contains(origin)).cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // also without an origin, or a copy for one page would be given to another
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_listed_whole() {
        let origins: Origins = "https://multitask.com, http://localhost:3000".parse().unwrap();
        assert_eq!(*origins.0, ["https://multitask.com", "http://localhost:3000"]);
        for bad in
            ["", "*", "multitask.com", "https://", "https://multitask.com/", "https://*.multitask.com", "https://a,"]
        {
            assert_eq!(bad.parse::<Origins>().err(), Some(InvalidOrigins), "{bad}");
        }
    }
}

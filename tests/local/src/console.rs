//! The console: a page for people, embedded in this binary, that uses the API as any other client would.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::HeaderName;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

use crate::environment::Ports;

/// A file of the page: its name, and what is in it.
macro_rules! files {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_bytes!(concat!("../console/", $name)))),+] };
}

/// All of them. The first is the page.
const FILES: &[(&str, &[u8])] = files![
    "index.html",
    "aliases.js",
    "api.js",
    "app.js",
    "card.js",
    "controls.css",
    "dom.js",
    "icon.svg",
    "layout.css",
    "own.js",
    "parts.css",
    "picture.js",
    "preferences.js",
    "privacy.js",
    "profile.js",
    "requests.js",
    "session.js",
    "tabs.js",
    "timeline.js",
    "tokens.css",
    "upload.js",
    "words.js",
];

/// The page at `/`, and its files below `/console`.
pub(crate) fn router(ports: Ports) -> Router {
    let policy = policy(ports);
    FILES.iter().fold(Router::new(), |router, (name, content)| {
        let headers: [(HeaderName, String); 6] = [
            (CONTENT_TYPE, media_type(name).to_owned()),
            (CONTENT_SECURITY_POLICY, policy.clone()),
            (CACHE_CONTROL, "no-store".to_owned()),
            (REFERRER_POLICY, "no-referrer".to_owned()),
            (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (X_FRAME_OPTIONS, "DENY".to_owned()),
        ];
        let file = get(move || std::future::ready((headers.clone(), *content).into_response()));
        router.route(&path(name), file)
    })
}

fn path(name: &str) -> String {
    if name == "index.html" { "/".to_owned() } else { format!("/console/{name}") }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// What the page may load, run and call: itself, this API with its pictures, and the bucket that uploads go to.
fn policy(ports: Ports) -> String {
    // the page may have been opened by the address instead of the name, but pictures and tickets have the name
    let (api, s3) = (format!("http://localhost:{}", ports.api), format!("http://localhost:{}", ports.s3));
    [
        "default-src 'none'".to_owned(),
        "script-src 'self'".to_owned(),
        "style-src 'self'".to_owned(),
        format!("img-src 'self' blob: {api}"),
        format!("connect-src 'self' {s3}"),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        "require-trusted-types-for 'script'".to_owned(),
        "trusted-types 'none'".to_owned(),
    ]
    .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::{HeaderMap, Request, StatusCode};
    use http_body_util::BodyExt;
    use std::collections::BTreeSet;
    use tower::ServiceExt;

    async fn get(path: &str) -> (StatusCode, HeaderMap, String) {
        let router = router(Ports { api: 1, s3: 2, dynamodb: 3 }).fallback(async || StatusCode::IM_A_TEAPOT);
        let response = router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn every_file_is_served_with_its_type_and_may_load_nothing_from_elsewhere() {
        for (name, content) in FILES {
            let (status, headers, body) = get(&path(name)).await;
            assert_eq!((status, body.as_bytes()), (StatusCode::OK, *content), "{name}");
            assert_ne!(headers[CONTENT_TYPE], "application/octet-stream", "{name}");
            let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
            assert!(policy.contains("connect-src 'self' http://localhost:2;"), "{policy}");
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff", "{name}");
            assert_eq!(headers[REFERRER_POLICY], "no-referrer", "{name}");
        }
    }

    #[tokio::test]
    async fn every_file_of_the_folder_is_embedded_and_every_file_that_is_named_exists() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("console");
        let there: BTreeSet<_> =
            folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let embedded: BTreeSet<_> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(there, embedded);
        let quote = |c| c == '"' || c == '\'';
        for (name, _) in FILES {
            let (_, _, text) = get(&path(name)).await;
            let named = text.split(quote).filter_map(|text| {
                text.strip_prefix("/console/").or_else(|| text.strip_prefix("./")).filter(|rest| rest.contains('.'))
            });
            for named in named {
                assert!(embedded.contains(named), "{name} names {named}");
            }
        }
    }

    #[tokio::test]
    async fn the_page_holds_no_script_or_style_of_its_own_and_nothing_from_elsewhere() {
        for (name, _) in FILES {
            let (_, _, text) = get(&path(name)).await;
            assert!(!text.contains("<style") && !text.contains(" style=") && !text.contains("innerHTML"), "{name}");
            assert!(!text.contains("<script>") && !text.contains("https://cdn"), "{name}");
        }
    }

    #[tokio::test]
    async fn what_is_no_file_of_the_console_is_left_to_the_api() {
        for path in ["/console", "/console/", "/console/nothing.js", "/console/../console.rs", "/index.html"] {
            assert_eq!(get(path).await.0, StatusCode::IM_A_TEAPOT, "{path}");
        }
    }
}

//! Which pages may use the buckets from a browser.

use http::{HeaderName, HeaderValue, Method};
use std::time::Duration;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

use crate::template::CorsRule;
use crate::wildcard::matches;

/// What `rules` allow, for the pages of `origins` too. One server has all buckets, so it allows what any of them does.
pub(super) fn layer<'a>(rules: impl Iterator<Item = &'a CorsRule>, origins: &[String]) -> CorsLayer {
    let mut patterns = origins.to_vec();
    let (mut methods, mut allowed, mut exposed) = (Vec::new(), Vec::new(), Vec::new());
    let mut max_age = None;
    for rule in rules {
        patterns.extend(rule.allowed_origins.iter().cloned());
        methods.extend(rule.allowed_methods.iter().filter_map(|method| Method::from_bytes(method.as_bytes()).ok()));
        allowed.extend(rule.allowed_headers.iter().cloned());
        exposed.extend(rule.exposed_headers.iter().filter_map(|name| HeaderName::from_bytes(name.as_bytes()).ok()));
        max_age = max_age.max(rule.max_age);
    }
    let headers = if allowed.iter().any(|name| name == "*") {
        AllowHeaders::mirror_request()
    } else {
        AllowHeaders::list(allowed.iter().filter_map(|name| HeaderName::from_bytes(name.as_bytes()).ok()))
    };
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin: &HeaderValue, _| {
            origin.to_str().is_ok_and(|origin| patterns.iter().any(|pattern| matches(pattern, origin)))
        }))
        .allow_methods(methods)
        .allow_headers(headers)
        .expose_headers(exposed)
        .max_age(Duration::from_secs(max_age.unwrap_or_default()))
}

//! Entity tags and the conditions made of them (RFC 9110).

use aws_lc_rs::hmac;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::Profile;
use runtime::{Aws, ConfigError};
use serde::Serialize;

use crate::{ApiError, Success};

/// The tag of a profile for its owner, in the quotes that the header has.
#[must_use]
pub fn of_profile(profile: &Profile) -> String {
    format!("\"{}\"", profile.tag())
}

/// The versions that `If-Match` names; `None` when any will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(pub Option<Vec<u64>>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let tags = tags(&parts.headers, header::IF_MATCH);
        // a header that cannot be read is a condition that cannot hold
        if !parts.headers.contains_key(header::IF_MATCH) || tags.contains(&"*") {
            return Ok(Self(None));
        }
        // writes of others do not bump the version and must not fail the owner's edit
        let version = |tag: &&str| tag.strip_prefix("\"v")?.strip_suffix('"')?.split('.').next()?.parse().ok();
        Ok(Self(Some(tags.iter().filter_map(version).collect())))
    }
}

/// Makes the tags of what others than the owner see: from its bytes alone, so that a tag tells nothing of hidden fields.
#[derive(Clone, Debug)]
pub struct ViewTagger(hmac::Key);

impl ViewTagger {
    /// The tagger with the key of `ETAG_KEY`; without the key, nobody can tell what a tag was made of.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &aws.env.key("ETAG_KEY")?)))
    }

    /// The tag of `view`.
    pub fn tag(&self, view: &impl Serialize) -> Result<String, ApiError> {
        let bytes = serde_json::to_vec(view).map_err(|error| ApiError::internal(&error))?;
        let sum = hmac::sign(&self.0, &bytes);
        Ok(format!("\"{}\"", hex::encode(&sum.as_ref()[..16])))
    }
}

/// The answer with `data` and its `tag`, or 304 when the client has it already.
pub fn respond(request: &HeaderMap, tag: &str, cache_control: &str, data: impl Serialize) -> Response {
    let known = tags(request, header::IF_NONE_MATCH);
    // RFC 9110, 13.1.2: the comparison is weak
    let fresh = known.iter().any(|known| *known == "*" || known.trim_start_matches("W/") == tag);
    let mut response = if fresh { StatusCode::NOT_MODIFIED.into_response() } else { Success(data).into_response() };
    for (name, value) in [(header::ETAG, tag), (header::CACHE_CONTROL, cache_control), (header::VARY, "Authorization")]
    {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn tags(headers: &HeaderMap, name: header::HeaderName) -> Vec<&str> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim).filter(|tag| !tag.is_empty()).collect()
}

/// What the owner's own data is served with: kept by nobody else, and asked about before each use.
pub const OWNER_CACHE: &str = "private, no-cache";

/// The answer to a write: `data` as it is now, with its `tag`.
pub fn respond_changed(tag: &str, data: impl Serialize) -> Response {
    respond(&HeaderMap::new(), tag, OWNER_CACHE, data)
}

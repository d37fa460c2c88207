//! What a token with a good signature says.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use domain::Time;
use serde_json::{Map, Value};

use crate::{Caller, strict};

/// The caller that `token` speaks of, unless a claim is of a wrong type, stands twice, or says that the token is for
/// something else than calls. Signature, times, issuer and audience were checked before.
pub(super) fn caller(token: &str) -> Option<Caller> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let Ok(Value::Object(claims)) = strict::parse(&bytes) else { return None };
    if !has_plain_types(&claims) || is_for_something_else(&claims) {
        return None;
    }
    let scopes = match claims.get("scope") {
        Some(Value::Array(scopes)) => scopes.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(scopes)) => scopes.split_whitespace().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let issued_at = claims.get("iat").and_then(Value::as_i64).map(Time::from_seconds);
    let name = claims.get("name").and_then(Value::as_str).map(str::to_owned);
    Some(Caller { user: claims.get("sub")?.as_str()?.parse().ok()?, name, issued_at, scopes })
}

/// Whether times are whole seconds and the issuer is one: `1e19` is a time in which no token ever expires.
fn has_plain_types(claims: &Map<String, Value>) -> bool {
    claims.get("exp").is_some_and(Value::is_u64)
        && ["nbf", "iat"].iter().all(|name| claims.get(*name).is_none_or(Value::is_u64))
        && claims.get("iss").is_none_or(Value::is_string)
}

/// RFC 8725, 3.11: an id token or a refresh token of the same issuer is not one for calls.
fn is_for_something_else(claims: &Map<String, Value>) -> bool {
    const OTHERS: [&str; 5] = ["id", "id_token", "refresh", "refresh_token", "offline"];
    ["token_use", "typ"].iter().any(|name| match claims.get(*name) {
        None | Some(Value::Null) => false,
        Some(Value::String(says)) => OTHERS.iter().any(|other| other.eq_ignore_ascii_case(says)),
        Some(_) => true,
    })
}

//! What a token says about itself before its signature is known to be good: nothing here is believed.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Map, Value};

use crate::strict;

/// Longer than the id of any key.
pub(super) const MAX_KID_BYTES: usize = 128;

/// What of a token's header is used. Keys and their addresses in it (`jwk`, `jku`, `x5c`, `x5u`) are not.
pub(super) struct Header {
    /// The name of the key that the token wants to be checked with.
    pub(super) kid: Option<String>,
}

/// The header of `token`, if it may be an access token's.
pub(super) fn read(token: &str) -> Option<Header> {
    let (header, rest) = token.split_once('.')?;
    let is_signed = rest.split('.').count() == 2;
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(header).ok()?;
    let Ok(Value::Object(header)) = strict::parse(&bytes) else { return None };
    if !is_signed || changes_the_rules(&header) || !is_access_token(&header) {
        return None;
    }
    let kid = match header.get("kid") {
        None => None,
        Some(Value::String(kid)) if (1..=MAX_KID_BYTES).contains(&kid.len()) => Some(kid.clone()),
        Some(_) => return None,
    };
    Some(Header { kid })
}

/// Whether the bytes mean something else than those of a plain signed token: RFC 7515 has `crit` refused by whoever does
/// not know what it names, and the others are for tokens that are encrypted, compressed or not encoded.
fn changes_the_rules(header: &Map<String, Value>) -> bool {
    ["crit", "b64", "zip", "enc"].iter().any(|name| header.contains_key(*name))
}

/// RFC 8725, 3.11, and RFC 9068.
fn is_access_token(header: &Map<String, Value>) -> bool {
    let is = |typ: &str| ["JWT", "at+jwt", "application/at+jwt"].iter().any(|known| known.eq_ignore_ascii_case(typ));
    header.get("typ").is_none_or(|typ| typ.as_str().is_some_and(is))
}

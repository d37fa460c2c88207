//! Access tokens as the auth service would issue them, for anybody who asks.

use jsonwebtoken::{EncodingKey, Header};
use serde::Serialize;

/// Who issues the tokens (`JWT_ISSUER`).
pub(crate) const ISSUER: &str = "profile-svc-local";
/// Whom the tokens are for (`JWT_AUDIENCE`).
pub(crate) const AUDIENCE: &str = "profile-svc";
/// For how many seconds a token is good if nobody says otherwise.
pub(crate) const LIFETIME: i64 = 12 * 60 * 60;
/// The users that the quick start speaks of, with their names.
pub(crate) const DEMO_USERS: [(&str, &str); 2] = [("usr_123456789", "John Doe"), ("usr_987654321", "Jane Developer")];

/// What a token says.
#[derive(Debug, Serialize)]
pub(crate) struct Claims<'a> {
    /// The user.
    pub(crate) sub: &'a str,
    /// What the user may do beyond the usual, words with spaces between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<&'a str>,
    /// The user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<&'a str>,
    iss: &'static str,
    aud: &'static str,
    iat: i64,
    exp: i64,
}

impl<'a> Claims<'a> {
    /// Claims of `sub` for `lifetime` seconds from now, which may be negative.
    pub(crate) fn new(sub: &'a str, lifetime: i64) -> Self {
        let now = jiff::Timestamp::now().as_second();
        let name = DEMO_USERS.iter().find(|(user, _)| *user == sub).map(|(_, name)| *name);
        Self { sub, scope: None, name, iss: ISSUER, aud: AUDIENCE, iat: now, exp: now.saturating_add(lifetime) }
    }

    /// The token, signed with `secret`.
    pub(crate) fn sign(&self, secret: &str) -> Result<String, jsonwebtoken::errors::Error> {
        // the default header says HS256
        jsonwebtoken::encode(&Header::default(), self, &EncodingKey::from_secret(secret.as_bytes()))
    }
}

/// An access token of the user `sub`, signed with `secret`.
///
/// # Panics
///
/// Never: HS256 takes every secret.
#[must_use]
#[expect(clippy::expect_used, reason = "HS256 takes every key, and claims of text and numbers are always JSON")]
pub fn token(sub: &str, scope: Option<&str>, secret: &str) -> String {
    let claims = Claims { scope, ..Claims::new(sub, LIFETIME) };
    claims.sign(secret).expect("claims can be signed")
}

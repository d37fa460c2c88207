//! Bearer tokens: JSON Web Tokens that the auth service signs.

mod jwks;

use std::sync::Arc;

use domain::UserId;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, errors::ErrorKind};
use runtime::{Aws, ConfigError};
use serde::Deserialize;
use serde_json::Value;

use crate::{ApiError, Caller};
use jwks::Jwks;

/// Longer than any token that the auth service makes.
const MAX_TOKEN_BYTES: usize = 8 * 1024;
const LEEWAY_SECONDS: u64 = 30;

/// Verifies tokens: with the key of `JWT_SECRET` if there is one, or else with the keys that the auth service publishes
/// under `AUTH_SERVICE_URL`; for the issuer `JWT_ISSUER` and the audience `JWT_AUDIENCE`.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    keys: Keys,
    issuer: Option<String>,
    audience: Option<String>,
}

enum Keys {
    Secret(DecodingKey),
    Published(Box<Jwks>),
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier")
    }
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    name: Value,
    #[serde(default)]
    scope: Value,
    #[serde(default)]
    token_use: Value,
    #[serde(default)]
    typ: Value,
}

impl Verifier {
    /// The verifier that the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        let env = &aws.env;
        let text = |name| env.get(name).map(str::to_owned);
        let inner = if env.get("JWT_SECRET").is_some() {
            let keys = Keys::Secret(DecodingKey::from_secret(&env.key("JWT_SECRET")?));
            Inner { keys, issuer: text("JWT_ISSUER"), audience: text("JWT_AUDIENCE") }
        } else {
            // whoever signs with a published key signs for others too
            Inner {
                issuer: Some(env.required("JWT_ISSUER")?),
                audience: Some(env.required("JWT_AUDIENCE")?),
                keys: Keys::Published(Box::new(Jwks::from_env(env)?)),
            }
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Who sends `token`.
    pub(crate) async fn verify(&self, token: &str) -> Result<Caller, ApiError> {
        let invalid = || ApiError::unauthorized("The token is not valid.");
        if token.len() > MAX_TOKEN_BYTES {
            return Err(invalid());
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| invalid())?;
        if !is_access_token(&header) {
            return Err(invalid());
        }
        let published;
        let (key, algorithm) = match &self.0.keys {
            Keys::Secret(key) => (key, Algorithm::HS256),
            Keys::Published(keys) => {
                published = keys.key(header.kid.as_deref().unwrap_or_default()).await?.ok_or_else(invalid)?;
                (&published.key, published.algorithm)
            }
        };
        let claims = jsonwebtoken::decode::<Claims>(token, key, &self.validation(algorithm))
            .map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => ApiError::unauthorized("The token has expired."),
                _ => invalid(),
            })?
            .claims;
        caller(&claims).ok_or_else(invalid)
    }

    /// What a token signed by `algorithm`, which is the key's and never the token's choice, must hold.
    fn validation(&self, algorithm: Algorithm) -> Validation {
        let mut validation = Validation::new(algorithm);
        let mut required = vec!["exp", "sub"];
        match &self.0.issuer {
            Some(issuer) => {
                validation.set_issuer(&[issuer]);
                required.push("iss");
            }
            None => validation.iss = None,
        }
        match &self.0.audience {
            Some(audience) => {
                validation.set_audience(&[audience]);
                required.push("aud");
            }
            None => validation.validate_aud = false,
        }
        validation.set_required_spec_claims(&required);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY_SECONDS;
        validation
    }
}

/// Whether `header` may be an access token's. RFC 7515: one that needs something that we do not know of must be refused.
fn is_access_token(header: &Header) -> bool {
    let typ = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
    header.crit.is_none() && matches!(typ.as_str(), "jwt" | "at+jwt" | "application/at+jwt")
}

/// The caller of `claims`, unless they say that the token is for something else than calls (RFC 8725, 3.11).
fn caller(claims: &Claims) -> Option<Caller> {
    let other_use = [&claims.token_use, &claims.typ]
        .into_iter()
        .any(|claim| matches!(claim.as_str().unwrap_or_default().to_ascii_lowercase().as_str(), "id" | "refresh"));
    if other_use {
        return None;
    }
    let scopes = match &claims.scope {
        Value::Array(scopes) => scopes.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        scope => scope.as_str().unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
    };
    Some(Caller { user: claims.sub.parse::<UserId>().ok()?, name: claims.name.as_str().map(str::to_owned), scopes })
}

#[cfg(test)]
mod tests;

//! Bearer tokens: JSON Web Tokens that the auth service signs.

mod claims;
mod fetch;
mod header;
mod jwks;
mod keys;

use std::{sync::Arc, time::SystemTime};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, errors::ErrorKind};
use runtime::{Aws, ConfigError};
use serde::de::IgnoredAny;

use crate::{ApiError, Caller};
use fetch::Source;
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
    Published(Arc<Jwks>),
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Verifier")
    }
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
                keys: Keys::Published(Arc::new(Jwks::new(Source::from_env(env)?, SystemTime::now))),
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
        let header = header::read(token).ok_or_else(invalid)?;
        let published;
        let (key, algorithm) = match &self.0.keys {
            Keys::Secret(key) => (key, Algorithm::HS256),
            Keys::Published(keys) => {
                let kid = header.kid.ok_or_else(invalid)?;
                published = keys.key(&kid).await?.ok_or_else(invalid)?;
                (&published.key, published.algorithm)
            }
        };
        jsonwebtoken::decode::<IgnoredAny>(token, key, &self.validation(algorithm)).map_err(|error| {
            match error.kind() {
                ErrorKind::ExpiredSignature => ApiError::unauthorized("The token has expired."),
                _ => invalid(),
            }
        })?;
        claims::caller(token).ok_or_else(invalid)
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

#[cfg(test)]
mod tests;

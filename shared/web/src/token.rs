//! Bearer tokens: JSON Web Tokens that the auth service signs.

use std::sync::Arc;

use domain::UserId;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, errors::ErrorKind};
use runtime::{Aws, ConfigError};
use serde::Deserialize;

use crate::{ApiError, Caller};

/// Longer than any token that the auth service makes.
const MAX_TOKEN_BYTES: usize = 8 * 1024;
const LEEWAY_SECONDS: u64 = 30;

/// Verifies tokens with the key of `JWT_SECRET`, for the issuer `JWT_ISSUER` and the audience `JWT_AUDIENCE`.
#[derive(Clone)]
pub struct Verifier(Arc<Keys>);

struct Keys {
    key: DecodingKey,
    validation: Validation,
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
    name: Option<String>,
    #[serde(default)]
    scope: Option<String>,
}

impl Verifier {
    /// The verifier that the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        let key = DecodingKey::from_secret(&aws.env.key("JWT_SECRET")?);
        // the algorithm is the key's and never the token's choice
        let mut validation = Validation::new(Algorithm::HS256);
        let mut required = vec!["exp", "sub"];
        match aws.env.get("JWT_ISSUER") {
            Some(issuer) => {
                validation.set_issuer(&[issuer]);
                required.push("iss");
            }
            None => validation.iss = None,
        }
        match aws.env.get("JWT_AUDIENCE") {
            Some(audience) => {
                validation.set_audience(&[audience]);
                required.push("aud");
            }
            None => validation.validate_aud = false,
        }
        validation.set_required_spec_claims(&required);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY_SECONDS;
        Ok(Self(Arc::new(Keys { key, validation })))
    }

    /// Who sends `token`.
    pub(crate) fn verify(&self, token: &str) -> Result<Caller, ApiError> {
        let invalid = || ApiError::unauthorized("The token is not valid.");
        if token.len() > MAX_TOKEN_BYTES {
            return Err(invalid());
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| invalid())?;
        // RFC 7515: a token that needs something that we do not know of must be refused
        if header.crit.is_some() {
            return Err(invalid());
        }
        let claims = jsonwebtoken::decode::<Claims>(token, &self.0.key, &self.0.validation)
            .map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => ApiError::unauthorized("The token has expired."),
                _ => invalid(),
            })?
            .claims;
        let user: UserId = claims.sub.parse().map_err(|_| invalid())?;
        let scopes = claims.scope.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
        Ok(Caller { user, name: claims.name, scopes })
    }
}

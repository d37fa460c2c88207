//! The keys that the auth service publishes (RFC 7517), fetched when needed and kept.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use axum::http::{HeaderValue, header};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use runtime::{ConfigError, Env};
use tokio::sync::Mutex;
use url::Url;

use crate::{ApiError, Code};

/// After this long the keys are fetched again.
const FRESH: Duration = Duration::from_mins(10);
/// While the auth service is out of reach, its keys serve for so long.
const USABLE: Duration = Duration::from_hours(24);
/// Fetches are at least so far apart, whatever tokens ask for.
const PAUSE: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(1);
const MAX_BYTES: usize = 64 * 1024;
const MAX_KID_BYTES: usize = 128;
const MIN_RSA_BYTES: usize = 2048 / 8;

/// A key and the one algorithm that it is for.
pub(super) struct Key {
    pub(super) key: DecodingKey,
    pub(super) algorithm: Algorithm,
}

/// The published keys.
pub(super) struct Jwks {
    url: String,
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    clock: Box<dyn Fn() -> Instant + Send + Sync>,
    known: RwLock<Arc<Known>>,
    /// When a fetch was last begun; whoever holds it fetches.
    tried: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, Arc<Key>>,
    fetched: Option<Instant>,
}

impl Jwks {
    /// The keys at `/.well-known/jwks.json` under `AUTH_SERVICE_URL`.
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        const NAME: &str = "AUTH_SERVICE_URL";
        let base: Url = env.required(NAME)?;
        let invalid = |reason: &str| ConfigError::Invalid {
            name: NAME.to_owned(),
            value: base.to_string(),
            reason: reason.to_owned(),
        };
        let loopback = matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if base.scheme() != "https" && !(base.scheme() == "http" && loopback) {
            return Err(invalid("must be https"));
        }
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|_| invalid("no root certificates are there to check it with"))?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            url: format!("{}/.well-known/jwks.json", base.as_str().trim_end_matches('/')),
            client: Client::builder(TokioExecutor::new()).build(connector),
            clock: Box::new(Instant::now),
            known: RwLock::default(),
            tried: Mutex::default(),
        })
    }

    /// The same keys by another clock.
    #[cfg(test)]
    pub(super) fn with_clock(self, clock: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        Self { clock: Box::new(clock), ..self }
    }

    /// The key called `kid`, if there is one; an error when no keys could be had.
    pub(super) async fn key(&self, kid: &str) -> Result<Option<Arc<Key>>, ApiError> {
        if kid.len() > MAX_KID_BYTES {
            return Ok(None);
        }
        let (key, age) = self.look_up(kid);
        match (&key, age) {
            (Some(_), Some(age)) if age < FRESH => return Ok(key),
            // one caller fetches; the others go on with what is known
            (Some(_), Some(age)) if age < USABLE => {
                if let Ok(tried) = self.tried.try_lock() {
                    self.refresh(tried).await;
                }
            }
            _ => self.refresh(self.tried.lock().await).await,
        }
        match self.look_up(kid) {
            (key, Some(age)) if age < USABLE => Ok(key),
            _ => Err(ApiError::new(Code::Unavailable, "Tokens cannot be checked now; try again in a moment.")
                .with_header(header::RETRY_AFTER, HeaderValue::from_static("10"))),
        }
    }

    /// The key called `kid`, and how long ago the keys were fetched.
    fn look_up(&self, kid: &str) -> (Option<Arc<Key>>, Option<Duration>) {
        let known = Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner));
        let age = known.fetched.map(|fetched| (self.clock)().saturating_duration_since(fetched));
        (known.keys.get(kid).cloned(), age)
    }

    /// Fetches the keys, unless that was tried a moment ago.
    async fn refresh(&self, mut tried: tokio::sync::MutexGuard<'_, Option<Instant>>) {
        let now = (self.clock)();
        if tried.is_some_and(|tried| now.saturating_duration_since(tried) < PAUSE) {
            return;
        }
        *tried = Some(now);
        match tokio::time::timeout(TIMEOUT, self.fetch()).await {
            Ok(Ok(keys)) => {
                let known = Arc::new(Known { keys, fetched: Some(now) });
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
            }
            Ok(Err(cause)) => tracing::error!(url = self.url, cause, "the auth service's keys were not fetched"),
            Err(_) => tracing::error!(url = self.url, cause = "too slow", "the auth service's keys were not fetched"),
        }
    }

    async fn fetch(&self) -> Result<HashMap<String, Arc<Key>>, String> {
        let url = self.url.parse().map_err(|_| "the URL is no URI".to_owned())?;
        let response = self.client.get(url).await.map_err(|error| runtime::chain(&error))?;
        if !response.status().is_success() {
            return Err(format!("answered {}", response.status()));
        }
        let body = Limited::new(response.into_body(), MAX_BYTES).collect().await.map_err(|error| error.to_string())?;
        let set: JwkSet = serde_json::from_slice(&body.to_bytes()).map_err(|error| error.to_string())?;
        Ok(set.keys.iter().filter_map(read).collect())
    }
}

/// A key that may sign tokens, by its id; others are passed over.
fn read(jwk: &Jwk) -> Option<(String, Arc<Key>)> {
    let kid = jwk.common.key_id.clone().filter(|kid| !kid.is_empty() && kid.len() <= MAX_KID_BYTES)?;
    if jwk.common.public_key_use.as_ref().is_some_and(|r#use| *r#use != PublicKeyUse::Signature) {
        return None;
    }
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) => {
            let modulus = BASE64_URL_SAFE_NO_PAD.decode(&rsa.n).ok()?;
            (modulus.len() >= MIN_RSA_BYTES).then_some(Algorithm::RS256)?
        }
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => Algorithm::ES256,
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
        _ => return None,
    };
    // a key that says what it is for is for nothing else
    let stated = jwk.common.key_algorithm.map(|stated| stated.to_string());
    if stated.is_some_and(|stated| stated != format!("{algorithm:?}")) {
        return None;
    }
    Some((kid, Arc::new(Key { key: DecodingKey::from_jwk(jwk).ok()?, algorithm })))
}

//! Where the auth service publishes its keys. Nothing that a token says changes the address.

use std::time::Duration;

use axum::http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use runtime::{ConfigError, Env};
use url::{Host, Url};

use super::keys::{self, Keys};

/// For connection, headers and body together, as somebody waits for the answer.
const TIMEOUT: Duration = Duration::from_secs(1);
const MAX_BYTES: usize = 64 * 1024;

/// The auth service's key set.
pub(super) struct Source {
    url: Uri,
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
}

/// The key set could not be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// The auth service answered with something else than success; a redirect is not followed.
    #[error("answered {0}")]
    Status(StatusCode),
    /// The answer was not there in time.
    #[error("did not answer within {} s", TIMEOUT.as_secs())]
    Timeout,
    /// The auth service could not be reached.
    #[error("could not be reached: {0}")]
    Unreachable(String),
    /// The answer broke off, or is larger than any set of keys.
    #[error("its answer could not be read: {0}")]
    Body(String),
    /// The answer is something else.
    #[error("its answer is no set of keys: {0}")]
    NoSet(#[from] serde_json::Error),
}

impl Source {
    /// The set at `/.well-known/jwks.json` under `AUTH_SERVICE_URL`.
    pub(super) fn from_env(env: &Env) -> Result<Self, ConfigError> {
        const NAME: &str = "AUTH_SERVICE_URL";
        let base: Url = env.required(NAME)?;
        let invalid = |reason: &str| ConfigError::Invalid {
            name: NAME.to_owned(),
            value: base.to_string(),
            reason: reason.to_owned(),
        };
        if base.scheme() != "https" && !(base.scheme() == "http" && is_loopback(&base)) {
            return Err(invalid("must be https"));
        }
        if base.query().is_some() || base.fragment().is_some() || base.authority().contains('@') {
            return Err(invalid("must be a host and a path alone"));
        }
        let url = format!("{}/.well-known/jwks.json", base.as_str().trim_end_matches('/'));
        let url = url.parse().map_err(|_| invalid("must be a URL"))?;
        let connector = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|_| invalid("no root certificates are there to check it with"))?
            .https_or_http()
            .enable_http1()
            .build();
        // ten minutes later, a connection that was kept is a dead one
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Ok(Self { url, client })
    }

    /// The keys that are published now.
    pub(super) async fn fetch(&self) -> Result<Keys, FetchError> {
        tokio::time::timeout(TIMEOUT, self.ask()).await.map_err(|_| FetchError::Timeout)?
    }

    async fn ask(&self) -> Result<Keys, FetchError> {
        let request = Request::get(&self.url).header(header::ACCEPT, "application/json").body(Empty::new());
        let request = request.map_err(|error| FetchError::Unreachable(error.to_string()))?;
        let answer = self.client.request(request).await;
        let response = answer.map_err(|error| FetchError::Unreachable(runtime::chain(&error)))?;
        if response.status() != StatusCode::OK {
            return Err(FetchError::Status(response.status()));
        }
        let body = Limited::new(response.into_body(), MAX_BYTES).collect().await;
        let body = body.map_err(|error| FetchError::Body(error.to_string()))?;
        Ok(keys::read(&body.to_bytes())?)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

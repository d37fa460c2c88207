//! Signed webhooks, as <https://www.standardwebhooks.com> describes them.

use std::{fmt, sync::Arc, time::Duration};

use aws_lc_rs::hmac;
use base64::prelude::{BASE64_STANDARD, Engine};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::GaiResolver},
    },
    rt::TokioExecutor,
};
use jiff::Timestamp;
use runtime::{Aws, ConfigError, chain};

use crate::{
    Target, Targets,
    address::{Networks, Resolver},
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(5);

/// Sends messages to the targets of `FANOUT_TARGETS`, signed with the keys of `WEBHOOK_SECRET`: `whsec_` and base64 of at
/// least 24 bytes, several of them with spaces in between while receivers change from one to the next.
#[derive(Clone)]
pub struct Webhooks {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    targets: Arc<Targets>,
    networks: Networks,
    keys: Arc<[hmac::Key]>,
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The same for every delivery of the same event.
    pub id: String,
    /// The JSON body.
    pub body: String,
}

/// A target did not take a message.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The target answered with something else than success; a redirect is not followed.
    #[error("answered {status}")]
    Status {
        /// What it answered.
        status: StatusCode,
        /// How long it asked to be left alone.
        retry_after: Option<Duration>,
    },
    /// The target did not answer in time.
    #[error("did not answer within {} s", TOTAL_TIMEOUT.as_secs())]
    Timeout,
    /// The target could not be reached.
    #[error("could not be reached: {0}")]
    Unreachable(String),
}

impl DeliveryError {
    /// How long the target asked to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            Self::Timeout | Self::Unreachable(_) => None,
        }
    }
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhooks")
    }
}

impl Webhooks {
    /// A sender as the environment describes it. Targets are on the internet and reached by HTTPS unless
    /// `FANOUT_PRIVATE_TARGETS` is true.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        let private = aws.env.optional("FANOUT_PRIVATE_TARGETS", false)?;
        let networks = if private { Networks::Private } else { Networks::Public };
        let targets = aws.env.optional("FANOUT_TARGETS", Targets::default())?;
        for Target { name, url } in &targets.0 {
            if let Some(refusal) = networks.refusal(url) {
                let (value, reason) = (format!("{name}={url}"), refusal.to_owned());
                return Err(ConfigError::Invalid { name: "FANOUT_TARGETS".to_owned(), value, reason });
            }
        }
        let keys = keys(&aws.env.required::<String>("WEBHOOK_SECRET")?)?;
        let mut http = HttpConnector::new_with_resolver(Resolver { networks, system: GaiResolver::new() });
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let https = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|_| refused("no root certificates are there to check targets with"))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        let client = Client::builder(TokioExecutor::new()).build(https);
        Ok(Self { client, targets: Arc::new(targets), networks, keys: keys.into() })
    }

    /// Who is told.
    #[must_use]
    pub fn targets(&self) -> &[Target] {
        &self.targets.0
    }

    /// Sends `message` to `target`; a success is any 2xx. The answer's body is not read.
    pub async fn send(&self, target: &Target, message: &Message) -> Result<(), DeliveryError> {
        // an address that stands in a URL is connected to without being looked up
        if let Some(refusal) = self.networks.refusal(&target.url) {
            return Err(DeliveryError::Unreachable(refusal.to_owned()));
        }
        let timestamp = Timestamp::now().as_second().to_string();
        let request = Request::post(target.url.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", &timestamp)
            .header("webhook-signature", self.sign(&message.id, &timestamp, &message.body))
            .body(Full::from(message.body.clone()))
            .map_err(|error| DeliveryError::Unreachable(error.to_string()))?;
        let answer = tokio::time::timeout(TOTAL_TIMEOUT, self.client.request(request)).await;
        let response =
            answer.map_err(|_| DeliveryError::Timeout)?.map_err(|error| DeliveryError::Unreachable(chain(&error)))?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        Err(DeliveryError::Status { status, retry_after: retry_after(response.headers()) })
    }

    /// A signature by each key, of which a receiver has to know one.
    fn sign(&self, id: &str, timestamp: &str, body: &str) -> String {
        let signatures = self.keys.iter().map(|key| {
            let sum = hmac::sign(key, format!("{id}.{timestamp}.{body}").as_bytes());
            format!("v1,{}", BASE64_STANDARD.encode(sum))
        });
        signatures.collect::<Vec<_>>().join(" ")
    }
}

/// The keys of `secret`.
fn keys(secret: &str) -> Result<Vec<hmac::Key>, ConfigError> {
    let key = |text: &str| {
        let encoded = text.strip_prefix("whsec_").ok_or_else(|| refused("it must begin with whsec_"))?;
        let key = BASE64_STANDARD.decode(encoded).map_err(|_| refused("base64 must follow whsec_"))?;
        if key.len() < 24 {
            return Err(refused("the key must have at least 24 bytes"));
        }
        Ok(hmac::Key::new(hmac::HMAC_SHA256, &key))
    };
    secret.split_whitespace().map(key).collect()
}

fn refused(reason: &str) -> ConfigError {
    ConfigError::InvalidSecret { name: "WEBHOOK_SECRET".to_owned(), reason: reason.to_owned() }
}

/// The seconds of `Retry-After`; a date there is taken as none.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::Env;

    fn webhooks(secret: &str, targets: &str) -> Result<Webhooks, ConfigError> {
        let pairs = [
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            ("FANOUT_TARGETS", targets),
            ("WEBHOOK_SECRET", secret),
        ];
        let env = Env::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        Webhooks::from_env(&Aws::with_env(env).unwrap())
    }

    #[test]
    fn the_specification_s_example_is_signed_the_same() {
        // https://github.com/standard-webhooks/standard-webhooks, libraries' common test vector
        let signed = |secret| {
            let webhooks = webhooks(secret, "").unwrap();
            webhooks.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", r#"{"test": 2432232314}"#)
        };
        let signature = signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let both = signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assert!(both.starts_with(&format!("{signature} v1,")) && both.len() == 2 * signature.len() + 1, "{both}");
    }

    #[test]
    fn a_bad_secret_is_refused_without_repeating_it() {
        for secret in ["hunter2", "whsec_hunter2", "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw hunter2"] {
            let error = webhooks(secret, "").unwrap_err().to_string();
            assert!(error.contains("WEBHOOK_SECRET") && !error.contains(secret), "{error}");
        }
    }

    #[test]
    fn a_target_that_must_not_be_reached_is_named_at_the_start() {
        for target in ["chat=http://chat.example.com/", "chat=https://169.254.169.254/", "chat=https://10.0.0.1/"] {
            let error = webhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", target).unwrap_err().to_string();
            assert!(error.contains("FANOUT_TARGETS") && error.contains(target), "{error}");
        }
    }
}

//! Signed webhooks, as <https://www.standardwebhooks.com> describes them.

use std::{fmt, sync::Arc, time::Duration};

use aws_lc_rs::hmac;
use base64::prelude::{BASE64_STANDARD, Engine};
use http::{Request, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use jiff::Timestamp;
use runtime::{Aws, ConfigError, chain};

use crate::Target;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(5);

/// Sends messages to targets, signed with the key of `WEBHOOK_SECRET` (`whsec_` and base64 of at least 24 bytes).
#[derive(Clone)]
pub struct Webhooks {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    key: Arc<hmac::Key>,
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
    #[error("answered {0}")]
    Status(StatusCode),
    /// The target did not answer in time.
    #[error("did not answer within {} s", TOTAL_TIMEOUT.as_secs())]
    Timeout,
    /// The target could not be reached.
    #[error("could not be reached: {0}")]
    Unreachable(String),
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhooks")
    }
}

impl Webhooks {
    /// A sender with the key that the environment holds.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        const NAME: &str = "WEBHOOK_SECRET";
        let refused = |reason: &str| ConfigError::InvalidSecret { name: NAME.to_owned(), reason: reason.to_owned() };
        let secret: String = aws.env.required(NAME)?;
        let encoded = secret.strip_prefix("whsec_").ok_or_else(|| refused("it must begin with whsec_"))?;
        let key = BASE64_STANDARD.decode(encoded).map_err(|_| refused("base64 must follow whsec_"))?;
        if key.len() < 24 {
            return Err(refused("the key must have at least 24 bytes"));
        }
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let https = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|_| refused("no root certificates are there to check targets with"))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(https),
            key: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &key)),
        })
    }

    /// Sends `message` to `target`; a success is any 2xx.
    pub async fn send(&self, target: &Target, message: &Message) -> Result<(), DeliveryError> {
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
        if response.status().is_success() { Ok(()) } else { Err(DeliveryError::Status(response.status())) }
    }

    fn sign(&self, id: &str, timestamp: &str, body: &str) -> String {
        let sum = hmac::sign(&self.key, format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::Env;

    fn webhooks(secret: &str) -> Result<Webhooks, ConfigError> {
        let pairs = [
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            ("WEBHOOK_SECRET", secret),
        ];
        let env = Env::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        Webhooks::from_env(&Aws::with_env(env).unwrap())
    }

    #[test]
    fn the_specification_s_example_is_signed_the_same() {
        // https://github.com/standard-webhooks/standard-webhooks, libraries' common test vector
        let webhooks = webhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = webhooks.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_bad_secret_is_refused_without_repeating_it() {
        for secret in ["hunter2", "whsec_hunter2", "whsec_c2hvcnQ="] {
            let error = webhooks(secret).unwrap_err().to_string();
            assert!(error.contains("WEBHOOK_SECRET") && !error.contains(secret), "{error}");
        }
    }
}

//! A receiver's check of a webhook, by the Standard Webhooks specification and nothing of this service's own code.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;

/// By how many seconds a webhook's clock may differ from ours.
const TOLERANCE: i64 = 5 * 60;

/// Why a webhook is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// A header is missing.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// It was sent too long ago, or in the future.
    #[error("the timestamp is not of now")]
    Stale,
    /// No signature is right.
    #[error("no signature fits")]
    Signature,
    /// The receiver has no key to check with.
    #[error("the receiver's secret is not of the form whsec_<base64>")]
    Secret,
}

/// Checks the signature of `body` with `secret` at the Unix time `now`; answers the webhook's id.
pub(crate) fn verify<'a>(secret: &str, headers: &'a HeaderMap, body: &[u8], now: i64) -> Result<&'a str, Refusal> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).ok_or(Refusal::Missing(name));
    let id = header("webhook-id")?;
    let timestamp = header("webhook-timestamp")?;
    let signatures = header("webhook-signature")?;
    let sent: i64 = timestamp.parse().map_err(|_| Refusal::Stale)?;
    if sent.abs_diff(now) > TOLERANCE.unsigned_abs() {
        return Err(Refusal::Stale);
    }
    let key = secret.strip_prefix("whsec_").and_then(|key| STANDARD.decode(key).ok()).ok_or(Refusal::Secret)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
    let fits = |signature: &str| {
        let tag = signature.strip_prefix("v1,").and_then(|tag| STANDARD.decode(tag).ok());
        tag.is_some_and(|tag| hmac::verify(&key, &signed, &tag).is_ok())
    };
    if signatures.split(' ').any(fits) { Ok(id) } else { Err(Refusal::Signature) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the specification's own libraries test with.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const SENT: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn headers(signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek".parse().unwrap());
        headers.insert("webhook-timestamp", SENT.to_string().parse().unwrap());
        headers.insert("webhook-signature", signature.parse().unwrap());
        headers
    }

    #[test]
    fn the_specifications_example_is_right() {
        let headers = headers("v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(verify(SECRET, &headers, BODY, SENT), Ok("msg_p5jXN8AQM9LWM0D4loKWxJek"));
    }

    #[test]
    fn anything_else_is_refused() {
        let right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(verify(SECRET, &headers(right), b"{}", SENT), Err(Refusal::Signature));
        assert_eq!(verify(SECRET, &headers("v1a,g0hM"), BODY, SENT), Err(Refusal::Signature));
        assert_eq!(verify("whsec_AAAA", &headers(right), BODY, SENT), Err(Refusal::Signature));
        assert_eq!(verify("AAAA", &headers(right), BODY, SENT), Err(Refusal::Secret));
        assert_eq!(verify(SECRET, &headers(right), BODY, SENT + 301), Err(Refusal::Stale));
        let mut missing = headers(right);
        missing.remove("webhook-id");
        assert_eq!(verify(SECRET, &missing, BODY, SENT), Err(Refusal::Missing("webhook-id")));
    }
}

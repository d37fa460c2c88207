//! Tickets: leave to put one object, of one size and type, at one key, once.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_s3::presigning::PresigningConfig;
use base64::prelude::{BASE64_STANDARD, Engine};
use domain::{Time, upload::TICKET_SECONDS};
use serde::Serialize;

use crate::{Bucket, BucketError, IncomingKey, form};

/// What a client asks leave to upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The media type, which the upload must declare.
    pub content_type: String,
    /// The size in bytes, which the upload must have (or, by form, may have at most).
    pub content_length: u64,
    /// The SHA-256 of the bytes, if the client knows it.
    pub sha256: Option<Checksum>,
}

/// A SHA-256 sum in base64, as S3 takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum(String);

impl std::str::FromStr for Checksum {
    type Err = &'static str;

    /// From base64 or hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = hex::decode(text).or_else(|_| BASE64_STANDARD.decode(text)).unwrap_or_default();
        if bytes.len() == 32 {
            Ok(Self(BASE64_STANDARD.encode(bytes)))
        } else {
            Err("must be a SHA-256 sum, in base64 or 64 hexadecimal digits")
        }
    }
}

/// How a client uploads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A PUT of the bytes; size, type, checksum and single use are part of the signature.
    Put,
    /// A POST of a form, for clients that cannot send headers of their own; the size is a limit.
    Post,
}

/// Leave to upload, for whoever holds it: the signature is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// `PUT` or `POST`.
    pub method: &'static str,
    /// Where to.
    pub upload_url: String,
    /// The headers that a PUT must carry, exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, String>>,
    /// The fields that a POST must carry before its `file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeMap<String, String>>,
    /// Until when.
    pub expires_at: Time,
}

impl Bucket {
    /// A ticket for `order` at `key`, good for [`TICKET_SECONDS`] from `now`.
    pub async fn ticket(
        &self,
        method: Method,
        key: &IncomingKey,
        order: &Order,
        now: Time,
    ) -> Result<Ticket, BucketError> {
        match method {
            Method::Put => self.put_ticket(key, order, now).await,
            Method::Post => {
                let put = self.put_ticket(key, order, now).await?;
                // the bucket's own address, in whichever style the SDK has chosen for it
                let (bucket_url, _) = put.upload_url.split_once(&format!("/{key}")).unwrap_or_default();
                let fields = form::fields(self, key, order, now).await?;
                Ok(Ticket {
                    method: "POST",
                    upload_url: bucket_url.to_owned(),
                    headers: None,
                    fields: Some(fields),
                    expires_at: put.expires_at,
                })
            }
        }
    }

    async fn put_ticket(&self, key: &IncomingKey, order: &Order, now: Time) -> Result<Ticket, BucketError> {
        let seconds = TICKET_SECONDS.unsigned_abs();
        let config = PresigningConfig::builder()
            .start_time(std::time::UNIX_EPOCH + Duration::from_secs(now.seconds().unsigned_abs()))
            .expires_in(Duration::from_secs(seconds))
            .build()
            .map_err(|error| BucketError::Refused(error.into()))?;
        let length = i64::try_from(order.content_length).map_err(|error| BucketError::Refused(error.into()))?;
        let request = self
            .client
            .put_object()
            .bucket(&*self.name)
            .key(key.to_string())
            .content_type(&order.content_type)
            .content_length(length)
            .if_none_match("*")
            .set_checksum_sha256(order.sha256.as_ref().map(|sum| sum.0.clone()))
            .customize()
            // on Lambda the SDK adds it to every request; in a ticket the client would have to send it
            .mutate_request(|request| drop(request.headers_mut().remove("x-amzn-trace-id")))
            .presigned(config)
            .await?;
        let headers = request.headers().map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
        Ok(Ticket {
            method: "PUT",
            upload_url: request.uri().to_owned(),
            headers: Some(headers),
            fields: None,
            expires_at: now.plus_seconds(TICKET_SECONDS),
        })
    }
}

impl Checksum {
    /// The sum in base64.
    #[must_use]
    pub fn as_base64(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::{Aws, Env};

    fn bucket() -> Bucket {
        let pairs = [
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_SESSION_TOKEN", "session"),
            ("S3_BUCKET_AVATARS", "multitask-avatars-dev"),
        ];
        let env = Env::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        Bucket::from_env(&Aws::with_env(env).unwrap()).unwrap()
    }

    async fn ticket(method: Method) -> Ticket {
        let key = "incoming/usr_1/0000000001abcdefghijklmnop".parse().unwrap();
        let order = Order {
            content_type: "image/jpeg".to_owned(),
            content_length: 123_456,
            sha256: Some("00".repeat(32).parse().unwrap()),
        };
        bucket().ticket(method, &key, &order, Time::from_seconds(1_700_000_000)).await.unwrap()
    }

    #[tokio::test]
    async fn a_put_ticket_signs_length_type_checksum_and_single_use() {
        // U3, A8, A17
        let ticket = ticket(Method::Put).await;
        assert!(
            ticket.upload_url.contains(
                "X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost%3Bif-none-match%3Bx-amz-checksum-sha256"
            ),
            "{}",
            ticket.upload_url
        );
        assert!(ticket.upload_url.contains("X-Amz-Expires=900"));
        assert!(!ticket.upload_url.contains("checksum-crc32"));
        let headers = ticket.headers.unwrap();
        assert_eq!(headers["content-length"], "123456");
        assert_eq!(headers["if-none-match"], "*");
        assert_eq!(headers["x-amz-checksum-sha256"], BASE64_STANDARD.encode([0; 32]));
        assert_eq!(ticket.expires_at.to_string(), "2023-11-14T22:28:20.000Z");
    }

    #[tokio::test]
    async fn a_form_ticket_has_the_bucket_s_own_address_and_a_policy() {
        let ticket = ticket(Method::Post).await;
        assert_eq!(ticket.upload_url, "https://multitask-avatars-dev.s3.us-east-1.amazonaws.com");
        let fields = ticket.fields.unwrap();
        assert_eq!(fields["x-amz-security-token"], "session");
        let policy = BASE64_STANDARD.decode(&fields["policy"]).unwrap();
        let policy: serde_json::Value = serde_json::from_slice(&policy).unwrap();
        let conditions = policy["conditions"].as_array().unwrap();
        assert!(conditions.contains(&serde_json::json!(["content-length-range", 1, 123_456])));
        assert!(conditions.contains(&serde_json::json!({"key": "incoming/usr_1/0000000001abcdefghijklmnop"})));
    }

    #[test]
    fn a_checksum_is_32_bytes_in_either_notation() {
        assert_eq!("ab".repeat(32).parse::<Checksum>(), BASE64_STANDARD.encode([0xab; 32]).parse());
        for bad in ["", "abc", "zz", &"ab".repeat(31)] {
            assert!(bad.parse::<Checksum>().is_err(), "{bad}");
        }
    }
}

//! The fields of a browser's form upload, signed. The SDK has no help for it; the steps are those of the AWS document
//! "Browser-Based Uploads Using POST (AWS Signature Version 4)".

use std::{
    collections::BTreeMap,
    time::{Duration, UNIX_EPOCH},
};

use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use base64::prelude::{BASE64_STANDARD, Engine};
use domain::{Time, upload::TICKET_SECONDS};
use serde_json::json;

use crate::{Bucket, BucketError, IncomingKey, Order};

/// The fields of a form that may put `order` at `key` from `now` on.
pub(crate) async fn fields(
    bucket: &Bucket,
    key: &IncomingKey,
    order: &Order,
    now: Time,
) -> Result<BTreeMap<String, String>, BucketError> {
    let provider = bucket.credentials.as_ref().ok_or_else(|| BucketError::Refused("no credentials".into()))?;
    let credentials = provider.provide_credentials().await.map_err(|error| BucketError::Busy(error.into()))?;
    // 2025-09-29T10:30:00.000Z -> 20250929T103000Z
    let mut date_time = now.to_string().replace(['-', ':'], "");
    date_time.truncate("20250929T103000".len());
    date_time.push('Z');
    let scope = format!("{}/{}/s3/aws4_request", &date_time[..8], bucket.region);
    let mut fields = BTreeMap::from([
        ("key".to_owned(), key.to_string()),
        ("content-type".to_owned(), order.content_type.clone()),
        ("x-amz-algorithm".to_owned(), "AWS4-HMAC-SHA256".to_owned()),
        ("x-amz-credential".to_owned(), format!("{}/{scope}", credentials.access_key_id())),
        ("x-amz-date".to_owned(), date_time),
    ]);
    // a role's credentials are temporary, and S3 knows them only together with their token
    if let Some(token) = credentials.session_token() {
        fields.insert("x-amz-security-token".to_owned(), token.to_owned());
    }
    let mut conditions: Vec<_> = fields.iter().map(|(name, value)| json!({ name: value })).collect();
    conditions.push(json!({"bucket": bucket.name}));
    conditions.push(json!(["content-length-range", 1, order.content_length]));
    let policy = json!({"expiration": now.plus_seconds(TICKET_SECONDS), "conditions": conditions});
    let policy = BASE64_STANDARD.encode(policy.to_string());
    let at = UNIX_EPOCH + Duration::from_secs(now.seconds().unsigned_abs());
    let signing_key = generate_signing_key(credentials.secret_access_key(), at, &bucket.region, "s3");
    fields.insert("x-amz-signature".to_owned(), calculate_signature(signing_key, policy.as_bytes()));
    fields.insert("policy".to_owned(), policy);
    Ok(fields)
}

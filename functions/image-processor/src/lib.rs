//! S3 `ObjectCreated` on `incoming/`: makes an uploaded picture the profile's.

use avatars::Avatars;
use aws_lambda_events::s3::{S3Event, S3EventRecord};
use bucket::{Bucket, IncomingKey};
use domain::Time;
use runtime::{Aws, ConfigError, Error, chain};

/// What the function works with.
#[derive(Clone, Debug)]
pub struct Deps {
    avatars: Avatars,
    bucket: Bucket,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { avatars: Avatars::from_env(aws)?, bucket: Bucket::from_env(aws)? })
    }
}

/// Processes every picture that `event` tells of; an error is a fault of ours and worth another call.
pub async fn handle(deps: &Deps, event: S3Event) -> Result<(), Error> {
    for record in event.records {
        if let Some(arrived) = Arrived::read(&record, deps.bucket.name()) {
            let received = deps.avatars.receive(&arrived.key, arrived.etag.as_deref(), arrived.at).await;
            received.inspect_err(|error| {
                tracing::error!(upload_id = %arrived.key.upload, cause = chain(error), "processing failed");
            })?;
        }
    }
    Ok(())
}

/// A picture that has arrived.
struct Arrived {
    key: IncomingKey,
    etag: Option<String>,
    at: Option<Time>,
}

impl Arrived {
    /// The upload that `record` tells of. Whatever else is written to a bucket, our own output first of all, is no upload.
    fn read(record: &S3EventRecord, bucket: &str) -> Option<Self> {
        let created = record.event_name.as_deref().is_some_and(|name| name.contains("ObjectCreated:"));
        if !created || record.s3.bucket.name.as_deref() != Some(bucket) {
            return None;
        }
        let key = record.s3.object.key.as_deref()?.replace('+', " ");
        Some(Self {
            key: urlencoding::decode(&key).ok()?.parse().ok()?,
            etag: record.s3.object.e_tag.clone(),
            at: Some(Time::from_milliseconds(record.event_time.timestamp_millis())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &str, bucket: &str, name: &str) -> Option<String> {
        let mut event: S3Event =
            serde_json::from_str(include_str!("../../../tests/events/image-processor.json")).unwrap();
        let record = &mut event.records[0];
        record.s3.object.key = Some(key.to_owned());
        record.s3.bucket.name = Some(bucket.to_owned());
        record.event_name = Some(name.to_owned());
        Arrived::read(record, "multitask-avatars-dev").map(|arrived| arrived.key.to_string())
    }

    #[test]
    fn only_uploads_to_our_bucket_are_processed() {
        // S6, U4
        let key = "incoming/usr_1/0000000001abcdefghijklmnop";
        assert_eq!(read(key, "multitask-avatars-dev", "ObjectCreated:Put").as_deref(), Some(key));
        assert_eq!(
            read("incoming%2Fusr_1/0000000001abcdefghijklmnop", "multitask-avatars-dev", "ObjectCreated:Post")
                .as_deref(),
            Some(key)
        );
        for (key, bucket, name) in [
            (key, "another-bucket", "ObjectCreated:Put"),
            (key, "multitask-avatars-dev", "ObjectRemoved:Delete"),
            ("avatars/usr_1/0000000001abcdefghijklmnop/medium.webp", "multitask-avatars-dev", "ObjectCreated:Put"),
            ("test/picture.jpg", "multitask-avatars-dev", "ObjectCreated:Put"),
            ("incoming/usr+1/0000000001abcdefghijklmnop", "multitask-avatars-dev", "ObjectCreated:Put"),
            ("incoming/%FF/0000000001abcdefghijklmnop", "multitask-avatars-dev", "ObjectCreated:Put"),
        ] {
            assert_eq!(read(key, bucket, name), None, "{key}");
        }
    }
}

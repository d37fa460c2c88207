//! Reading and writing objects.

use std::{collections::HashMap, sync::Arc};

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_s3::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::get_object::GetObjectError,
    primitives::ByteStream,
    types::{Delete, MetadataDirective, ObjectIdentifier},
};
use domain::{Time, UploadId, UserId};
use runtime::{Aws, ConfigError};

use crate::{BucketError, IncomingKey, ObjectKey};

/// Browsers and CDN may keep a picture for a year: another picture has another URL.
const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The bucket of pictures, `S3_BUCKET_AVATARS`.
#[derive(Clone, Debug)]
pub struct Bucket {
    pub(crate) client: Client,
    pub(crate) name: Arc<str>,
    pub(crate) region: Arc<str>,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
}

/// A picture as the client put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The file.
    pub bytes: Vec<u8>,
    /// When the client put it.
    pub uploaded_at: Time,
}

/// Why there is no picture to read.
#[derive(Debug, thiserror::Error)]
pub enum GetError {
    /// There is no such object.
    #[error("there is no such object")]
    Missing,
    /// There is another object now than the one that was meant.
    #[error("the object was replaced")]
    Replaced,
    /// The object is larger than the limit, so it was not read.
    #[error("the object has {0} bytes")]
    TooLarge(u64),
    /// The bucket failed.
    #[error(transparent)]
    Bucket(#[from] BucketError),
}

impl Bucket {
    /// The bucket that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        let config = aws_sdk_s3::config::Builder::from(&aws.sdk)
            // an endpoint of somebody's own rarely has a host name for every bucket
            .force_path_style(aws.has_own_endpoint("S3"))
            .build();
        let region = aws.sdk.region().ok_or_else(|| ConfigError::Missing("AWS_REGION".to_owned()))?;
        Ok(Self {
            client: Client::from_conf(config),
            name: aws.env.required::<String>("S3_BUCKET_AVATARS")?.into(),
            region: region.as_ref().into(),
            credentials: aws.sdk.credentials_provider(),
        })
    }

    /// The bucket's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The picture at `key`, which must have at most `max_bytes` and, when given, the entity tag `etag`.
    pub async fn incoming(&self, key: &IncomingKey, etag: Option<&str>, max_bytes: u64) -> Result<Incoming, GetError> {
        let got = self
            .client
            .get_object()
            .bucket(&*self.name)
            .key(key.to_string())
            .set_if_match(etag.map(|etag| format!("\"{}\"", etag.trim_matches('"'))))
            .send()
            .await;
        let object = match got {
            Ok(object) => object,
            Err(error) => return Err(refused(error)),
        };
        let size = object.content_length().unwrap_or_default().unsigned_abs();
        if size > max_bytes {
            return Err(GetError::TooLarge(size));
        }
        let uploaded_at = Time::from_seconds(object.last_modified().map_or(0, aws_sdk_s3::primitives::DateTime::secs));
        // straight into the one buffer that it is rendered from
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        let mut body = object.body;
        while let Some(chunk) = body.try_next().await.map_err(|error| BucketError::Busy(error.into()))? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(Incoming { bytes, uploaded_at })
    }

    /// Puts `bytes` at `key`, with `metadata` for readers of the bucket alone.
    pub async fn put(
        &self,
        key: &ObjectKey,
        content_type: &str,
        metadata: HashMap<String, String>,
        bytes: Vec<u8>,
    ) -> Result<(), BucketError> {
        self.client
            .put_object()
            .bucket(&*self.name)
            .key(key.to_string())
            .content_type(content_type)
            .cache_control(CACHE_CONTROL)
            .set_metadata(Some(metadata))
            .body(ByteStream::from(bytes))
            .send()
            .await?;
        Ok(())
    }

    /// Copies the object at `from` to `to`, with its own `metadata`; whether there was one.
    pub async fn copy(
        &self,
        from: &ObjectKey,
        to: &ObjectKey,
        content_type: &str,
        metadata: HashMap<String, String>,
    ) -> Result<bool, BucketError> {
        let copied = self
            .client
            .copy_object()
            .bucket(&*self.name)
            .copy_source(format!("{}/{from}", self.name))
            .key(to.to_string())
            .metadata_directive(MetadataDirective::Replace)
            .content_type(content_type)
            .cache_control(CACHE_CONTROL)
            .set_metadata(Some(metadata))
            .send()
            .await;
        match copied {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("NoSuchKey") => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes the objects that `upload` of `user` left.
    pub async fn delete_set(&self, user: &UserId, upload: &UploadId) -> Result<usize, BucketError> {
        self.delete_where(user, |key| key.upload == *upload).await
    }

    /// Deletes the pictures of `user` that an upload before number `seq` left, and says how many objects that were.
    pub async fn delete_before(&self, user: &UserId, seq: u64) -> Result<usize, BucketError> {
        self.delete_where(user, |key| key.upload.seq() < seq).await
    }

    /// Deletes every object of `user`, pictures and uploads that were not processed, and says how many there were.
    pub async fn delete_all(&self, user: &UserId) -> Result<usize, BucketError> {
        let mut deleted = 0;
        for prefix in [ObjectKey::prefix(user), IncomingKey::prefix(user)] {
            deleted += self.delete_below(prefix, |_| true).await?;
        }
        Ok(deleted)
    }

    async fn delete_where(&self, user: &UserId, stale: impl Fn(&ObjectKey) -> bool) -> Result<usize, BucketError> {
        self.delete_below(ObjectKey::prefix(user), |key| key.parse().is_ok_and(|key| stale(&key))).await
    }

    async fn delete_below(&self, prefix: String, stale: impl Fn(&str) -> bool) -> Result<usize, BucketError> {
        let mut pages = self.client.list_objects_v2().bucket(&*self.name).prefix(prefix).into_paginator().send();
        let mut deleted = 0;
        while let Some(page) = pages.next().await {
            let page = page?;
            let keys: Vec<_> =
                page.contents().iter().filter_map(|object| object.key()).filter(|key| stale(key)).collect();
            self.delete(&keys).await?;
            deleted += keys.len();
        }
        Ok(deleted)
    }

    /// Deletes the objects at `keys`, of which S3 takes [`PAGE`](crate::PAGE) at once.
    pub async fn delete(&self, keys: &[&str]) -> Result<(), BucketError> {
        if keys.is_empty() {
            return Ok(());
        }
        let objects = keys.iter().map(|key| ObjectIdentifier::builder().key(*key).build());
        let objects: Vec<_> = objects.collect::<Result<_, _>>().map_err(|error| BucketError::Refused(error.into()))?;
        let delete =
            Delete::builder().set_objects(Some(objects)).build().map_err(|error| BucketError::Refused(error.into()))?;
        let output = self.client.delete_objects().bucket(&*self.name).delete(delete).send().await?;
        // the call as a whole succeeds even when single objects stay
        match output.errors().first() {
            None => Ok(()),
            Some(error) => Err(BucketError::Busy(format!("{:?} stays: {:?}", error.key(), error.code()).into())),
        }
    }
}

/// What `error` says of the object.
fn refused(error: SdkError<GetObjectError>) -> GetError {
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some("NoSuchKey" | "NotFound") => GetError::Missing,
        Some("PreconditionFailed") => GetError::Replaced,
        _ => BucketError::from(error).into(),
    }
}

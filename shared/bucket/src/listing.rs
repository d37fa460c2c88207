//! What somebody has in the bucket.

use domain::{Time, UserId};

use crate::{Bucket, BucketError, IncomingKey, ObjectKey};

/// An object as a listing tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its key.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was written.
    pub written_at: Time,
}

impl Bucket {
    /// Every object of `user`: pictures, and uploads that were not processed.
    pub async fn list(&self, user: &UserId) -> Result<Vec<Stored>, BucketError> {
        let mut stored = Vec::new();
        for prefix in [ObjectKey::prefix(user), IncomingKey::prefix(user)] {
            let mut pages = self.client.list_objects_v2().bucket(&*self.name).prefix(prefix).into_paginator().send();
            while let Some(page) = pages.next().await {
                stored.extend(page?.contents().iter().map(|object| Stored {
                    key: object.key().unwrap_or_default().to_owned(),
                    size: object.size().unwrap_or_default().unsigned_abs(),
                    written_at: Time::from_seconds(object.last_modified().map_or(0, |time| time.secs())),
                }));
            }
        }
        Ok(stored)
    }
}

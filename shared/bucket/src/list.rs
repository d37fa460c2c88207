//! Listing what is in the bucket, a page at a time.

use domain::{Time, UserId};

use crate::{Bucket, BucketError, IncomingKey, ObjectKey};

/// What the keys of all uploaded pictures begin with, as long as they are not processed.
pub const INCOMING: &str = "incoming/";
/// What the keys of all processed pictures begin with.
pub const PICTURES: &str = "avatars/";
/// S3 lists no more objects in one call, and deletes no more.
pub const PAGE: usize = 1000;

/// Some objects of the bucket, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The objects.
    pub objects: Vec<Listed>,
    /// The key after which the next page begins; `None` on the last one.
    pub next: Option<String>,
}

/// An object as the bucket lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key, which need not be one of this service.
    pub key: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last put.
    pub modified: Time,
}

impl Bucket {
    /// At most `limit` objects, of [`PAGE`] or fewer, whose keys begin with `prefix` and come after `after`.
    pub async fn page(&self, prefix: &str, after: Option<&str>, limit: usize) -> Result<Page, BucketError> {
        let output = self
            .client
            .list_objects_v2()
            .bucket(&*self.name)
            .prefix(prefix)
            // not a continuation token, which nobody promises to be good for the next sweep
            .set_start_after(after.map(str::to_owned))
            .max_keys(i32::try_from(limit.min(PAGE)).unwrap_or(i32::MAX))
            .send()
            .await?;
        let more = output.is_truncated().unwrap_or_default();
        let objects: Vec<_> = output.contents.unwrap_or_default().into_iter().filter_map(listed).collect();
        let next = objects.last().filter(|_| more).map(|object| object.key.clone());
        Ok(Page { objects, next })
    }

    /// Every object of `user`: pictures, and uploads that were not processed.
    pub async fn list(&self, user: &UserId) -> Result<Vec<Listed>, BucketError> {
        let mut objects = Vec::new();
        for prefix in [ObjectKey::prefix(user), IncomingKey::prefix(user)] {
            let mut after = None;
            loop {
                let page = self.page(&prefix, after.as_deref(), PAGE).await?;
                objects.extend(page.objects);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(objects)
    }
}

fn listed(object: aws_sdk_s3::types::Object) -> Option<Listed> {
    let modified = object.last_modified.and_then(|time| time.to_millis().ok())?;
    let size = object.size.unwrap_or_default().unsigned_abs();
    Some(Listed { key: object.key?, size, modified: Time::from_milliseconds(modified) })
}

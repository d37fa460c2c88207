//! The seed's facts about a picture, on each of its objects.

use std::collections::HashMap;

use bucket::ObjectKey;
use domain::avatar::{Avatar, Variant};

/// The metadata of the object at `key`, which holds `variant` of `avatar`.
pub(crate) fn of(avatar: &Avatar, variant: &Variant, key: &ObjectKey) -> HashMap<String, String> {
    let record = &avatar.record;
    [
        ("user-id", record.user_id.clone()),
        ("original-url", record.original_url.clone()),
        ("thumbnail-url", record.thumbnail_url.clone()),
        ("medium-url", record.medium_url.clone()),
        ("content-type", variant.content_type.clone()),
        ("file-size", variant.bytes.to_string()),
        ("width", variant.width.to_string()),
        ("height", variant.height.to_string()),
        ("uploaded-at", record.uploaded_at.to_string()),
        ("s3-key", key.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

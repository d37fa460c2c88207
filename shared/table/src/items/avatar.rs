//! The facts of an uploaded picture inside a row.

use domain::{
    Time,
    avatar::{Avatar, AvatarRecord, Variant},
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct AvatarItem {
    user_id: String,
    original_url: String,
    thumbnail_url: String,
    medium_url: String,
    content_type: String,
    file_size: u64,
    width: u32,
    height: u32,
    uploaded_at: Time,
    s3_key: String,
    variants: Vec<VariantItem>,
}

#[derive(Serialize, Deserialize)]
struct VariantItem {
    size: String,
    content_type: String,
    url: String,
    width: u32,
    height: u32,
    bytes: u64,
}

impl From<&Avatar> for AvatarItem {
    fn from(avatar: &Avatar) -> Self {
        let record = avatar.record.clone();
        Self {
            user_id: record.user_id,
            original_url: record.original_url,
            thumbnail_url: record.thumbnail_url,
            medium_url: record.medium_url,
            content_type: record.content_type,
            file_size: record.file_size,
            width: record.width,
            height: record.height,
            uploaded_at: record.uploaded_at,
            s3_key: record.s3_key,
            variants: avatar.variants.iter().map(VariantItem::from).collect(),
        }
    }
}

impl From<AvatarItem> for Avatar {
    fn from(item: AvatarItem) -> Self {
        Self {
            record: AvatarRecord {
                user_id: item.user_id,
                original_url: item.original_url,
                thumbnail_url: item.thumbnail_url,
                medium_url: item.medium_url,
                content_type: item.content_type,
                file_size: item.file_size,
                width: item.width,
                height: item.height,
                uploaded_at: item.uploaded_at,
                s3_key: item.s3_key,
            },
            variants: item.variants.into_iter().map(Variant::from).collect(),
        }
    }
}

impl From<&Variant> for VariantItem {
    fn from(variant: &Variant) -> Self {
        let Variant { size, content_type, url, width, height, bytes } = variant.clone();
        Self { size, content_type, url, width, height, bytes }
    }
}

impl From<VariantItem> for Variant {
    fn from(item: VariantItem) -> Self {
        let VariantItem { size, content_type, url, width, height, bytes } = item;
        Self { size, content_type, url, width, height, bytes }
    }
}

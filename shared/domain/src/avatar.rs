//! Pictures: the record of an uploaded one, and where pictures are loaded from.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Time, UserId};

/// Where pictures are loaded from: a scheme and a host, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cdn(String);

/// The text is no host that pictures can be loaded from.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("is neither a host name such as cdn.example.com nor an origin such as http://localhost:8080")]
pub struct InvalidCdn;

impl Cdn {
    /// The URL of the object `key`.
    #[must_use]
    pub fn url(&self, key: &str) -> String {
        format!("{}/{key}", self.0)
    }

    /// `url` as loaded from here, so that stored URLs follow the CDN when it moves.
    #[must_use]
    pub fn rebase(&self, url: &str) -> String {
        let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or(url, |(_, path)| path);
        self.url(path)
    }
}

impl FromStr for Cdn {
    type Err = InvalidCdn;

    /// From a host name, which is meant with `https`, or from an origin with its scheme.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim_end_matches('/');
        let origin = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let url = url::Url::parse(&origin).map_err(|_| InvalidCdn)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if plain { Ok(Self(origin)) } else { Err(InvalidCdn) }
    }
}

/// An uploaded picture that is in use: the facts of its six objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avatar {
    /// The seed's facts about the original as it is stored, in JPEG.
    pub record: AvatarRecord,
    /// Every object there is of the picture.
    pub variants: Vec<Variant>,
}

/// What is known of the original in JPEG, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AvatarRecord {
    /// Whose picture it is.
    #[cfg_attr(feature = "openapi", schema(value_type = UserId))]
    pub user_id: String,
    /// Where the original is loaded from.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::PictureUrl))]
    pub original_url: String,
    /// Where the thumbnail is loaded from.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::PictureUrl))]
    pub thumbnail_url: String,
    /// Where the medium size is loaded from.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::PictureUrl))]
    pub medium_url: String,
    /// The object's media type.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::VariantType))]
    pub content_type: String,
    /// The object's size in bytes.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub file_size: u64,
    /// The picture's width in pixels.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub width: u32,
    /// The picture's height in pixels.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub height: u32,
    /// When the person uploaded it.
    pub uploaded_at: Time,
    /// The object's key in the bucket.
    #[cfg_attr(feature = "openapi", schema(pattern = "^avatars/"))]
    pub s3_key: String,
}

/// One object of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// `thumbnail`, `medium` or `original`.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::VariantSize))]
    pub size: String,
    /// `image/webp` or `image/jpeg`.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::VariantType))]
    pub content_type: String,
    /// Where it is loaded from.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::PictureUrl))]
    pub url: String,
    /// Width in pixels.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub width: u32,
    /// Height in pixels.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub height: u32,
    /// Size of the object in bytes.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub bytes: u64,
}

impl Avatar {
    /// The picture as loaded from `cdn`.
    #[must_use]
    pub fn rebased(mut self, cdn: &Cdn) -> Self {
        let record = &mut self.record;
        for url in [&mut record.original_url, &mut record.thumbnail_url, &mut record.medium_url]
            .into_iter()
            .chain(self.variants.iter_mut().map(|variant| &mut variant.url))
        {
            *url = cdn.rebase(url);
        }
        self
    }

    /// The picture whose objects are `variants`, which the bucket keeps under `s3_key` for the original in JPEG.
    ///
    /// Sizes that were not made fall back to the original. `None` when there is no original in JPEG.
    #[must_use]
    pub fn new(user: &UserId, variants: Vec<Variant>, s3_key: String, uploaded_at: Time) -> Option<Self> {
        let jpeg = |size: &str| variants.iter().find(|v| v.size == size && v.content_type == "image/jpeg");
        let original = jpeg("original")?;
        let record = AvatarRecord {
            user_id: user.to_string(),
            original_url: original.url.clone(),
            thumbnail_url: jpeg("thumbnail").unwrap_or(original).url.clone(),
            medium_url: jpeg("medium").unwrap_or(original).url.clone(),
            content_type: original.content_type.clone(),
            file_size: original.bytes,
            width: original.width,
            height: original.height,
            uploaded_at,
            s3_key,
        };
        Some(Self { record, variants })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cdn_is_a_host_or_an_origin() {
        // C5, A4
        for (given, url) in [
            ("d123456789.cloudfront.net", "https://d123456789.cloudfront.net/avatars/x.jpg"),
            ("cdn.multitask.com", "https://cdn.multitask.com/avatars/x.jpg"),
            ("http://localhost:8080/", "http://localhost:8080/avatars/x.jpg"),
        ] {
            assert_eq!(given.parse::<Cdn>().unwrap().url("avatars/x.jpg"), url);
        }
        for bad in ["", "ftp://x", "cdn.example.com/path", "https://a@b", "https://x?y", "a b"] {
            assert_eq!(bad.parse::<Cdn>(), Err(InvalidCdn), "{bad}");
        }
    }

    #[test]
    fn stored_urls_follow_the_cdn() {
        let cdn: Cdn = "cdn.multitask.com".parse().unwrap();
        assert_eq!(cdn.rebase("http://localhost:8080/avatars/a/b.jpg"), "https://cdn.multitask.com/avatars/a/b.jpg");
    }

    #[test]
    fn sizes_that_were_not_made_fall_back_to_the_original() {
        // A11
        let original = Variant {
            size: "original".to_owned(),
            content_type: "image/jpeg".to_owned(),
            url: "https://cdn/o.jpg".to_owned(),
            width: 9,
            height: 7,
            bytes: 99,
        };
        let user = "usr_1".parse().unwrap();
        let avatar = Avatar::new(&user, vec![original], "k".to_owned(), Time::from_seconds(0)).unwrap();
        assert_eq!(avatar.record.thumbnail_url, "https://cdn/o.jpg");
        assert_eq!(avatar.record.medium_url, "https://cdn/o.jpg");
        assert_eq!(Avatar::new(&user, vec![], "k".to_owned(), Time::from_seconds(0)), None);
    }
}

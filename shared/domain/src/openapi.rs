//! Schemas for docs/openapi.yml of what is plain text or a number in Rust and more in the API.
//!
//! `maxLength` counts code points and the service counts what a person would, so it stands at the most that can pass.

pub mod examples;

use utoipa::openapi::{RefOr, Schema};

use crate::{
    Time, Timezone, UploadId, UserId,
    badge::CATALOGUE,
    id::RESERVED,
    links::{MAX_LINKS, MAX_URL_BYTES, NETWORKS},
    preferences::LANGUAGES,
    text::DisplayName,
};

pub use serde_json::{Map, Value, json};

/// The schema that `json` describes.
///
/// # Panics
///
/// When it has a keyword that the document has no place for, which would otherwise vanish without a word.
#[must_use]
#[expect(clippy::expect_used, reason = "runs only to write the document, and there a fault has to be loud")]
pub fn schema(json: &Value) -> RefOr<Schema> {
    let schema: RefOr<Schema> = serde_json::from_value(json.clone()).expect("a schema");
    let kept = serde_json::to_value(&schema).expect("a schema is JSON");
    assert_eq!(*json, kept, "the document cannot say all of this");
    schema
}

/// Gives a type the schema that some JSON describes.
#[macro_export]
macro_rules! schema_by_hand {
    ($type:ty, $json:expr) => {
        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::openapi::schema(&$json)
            }
        }
        impl utoipa::ToSchema for $type {}
    };
}

/// Names the schemas of what has no type of its own in Rust.
macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident = $json:expr;)*) => {
        $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $name; schema_by_hand!($name, $json);)*
    };
}

schema_by_hand!(
    UserId,
    json!({
        "type": "string",
        "description": "A user's id, made by the auth service.",
        "pattern": format!("^(?!(?:{})$)[A-Za-z0-9_-]{{1,64}}$", RESERVED.join("|")),
        "minLength": 1,
        "maxLength": 64,
        "examples": ["usr_123456789"],
    })
);
schema_by_hand!(
    UploadId,
    json!({
        "type": "string",
        "description": "An avatar upload's id; of two uploads, the later has the greater one.",
        "pattern": "^[0-9]{10}[a-z2-7]{16}$",
        "examples": ["0000000003qwertyuiopasdfgh"],
    })
);
schema_by_hand!(
    DisplayName,
    json!({
        "type": "string",
        "description": "2 to 50 characters, counted as a person counts them, on one line and at most 200 bytes in UTF-8. \
            Characters that cannot be seen, and names that pass for an alias or for the service, are refused.",
        "format": "display-name",
        "minLength": 2,
        "maxLength": 200,
        "examples": ["John Doe"],
    })
);
schema_by_hand!(
    Time,
    json!({
        "type": "string",
        "description": "RFC 3339, in UTC, to the millisecond.",
        "format": "date-time",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$",
        "examples": ["2025-09-29T10:30:00.000Z"],
    })
);
schema_by_hand!(
    Timezone,
    json!({
        "type": "string",
        "description": "An IANA time zone id.",
        "format": "time-zone",
        "minLength": 2,
        "maxLength": 64,
        "examples": ["America/Los_Angeles"],
    })
);

plain! {
    /// The id of somebody with an account.
    MemberId = json!({
        "type": "string",
        "description": "The id of somebody with an account.",
        "pattern": format!("^(?!anon_|(?:{})$)[A-Za-z0-9_-]{{1,64}}$", RESERVED.join("|")),
        "minLength": 1,
        "maxLength": 64,
        "examples": ["usr_123456789"],
    });
    /// The id of a visitor without an account.
    GuestId = json!({
        "type": "string",
        "description": "The id of a visitor without an account.",
        "pattern": "^anon_[A-Za-z0-9_-]{0,59}$",
        "examples": ["anon_42"],
    });
    /// What a person says of themself.
    Bio = json!({
        "type": "string",
        "description": "Up to 500 characters, counted as a person counts them, and at most 4000 bytes in UTF-8. \
            Markup is text like any other.",
        "format": "text",
        "maxLength": 4000,
        "examples": ["Software developer passionate about open source"],
    });
    /// Where a person lives.
    Place = json!({
        "type": "string",
        "description": "Up to 100 characters, counted as a person counts them, on one line and at most 800 bytes in UTF-8.",
        "format": "line",
        "maxLength": 800,
        "examples": ["San Francisco, CA"],
    });
    /// An interest or a skill.
    Tag = json!({
        "type": "string",
        "description": "1 to 50 characters, counted as a person counts them, on one line and at most 400 bytes in UTF-8.",
        "format": "tag",
        "minLength": 1,
        "maxLength": 400,
        "examples": ["golang"],
    });
    /// A language that the pages speak, with or without a region.
    Language = json!({
        "type": "string",
        "description": "A BCP 47 tag of a language that the pages speak.",
        "pattern": format!("^(?:{})(?:-[A-Za-z0-9]{{2,8}})*$", LANGUAGES.join("|")),
        "maxLength": 35,
        "examples": ["en", "es-MX"],
    });
    /// The links of a profile.
    Links = json!({
        "type": "object",
        "description": "Links by network: URLs as browsers read them, which is more than RFC 3986 allows.",
        "additionalProperties": {"type": "string", "pattern": "^https://", "maxLength": MAX_URL_BYTES},
        "propertyNames": {"type": "string", "enum": NETWORKS.map(|(name, _)| name)},
        "maxProperties": MAX_LINKS,
        "examples": [{"github": "https://github.com/johndoe", "twitter": "https://twitter.com/johndoe"}],
    });
    /// The id of a badge.
    BadgeId = json!({
        "type": "string",
        "description": "A badge that administrators can give.",
        "enum": CATALOGUE.map(|badge| badge.id),
    });
    /// Where a picture is loaded from.
    PictureUrl = json!({
        "type": "string",
        "description": "Where a picture is loaded from.",
        "format": "uri",
        "pattern": "^https?://[^/]+/avatars/",
        "maxLength": 2048,
        "examples": ["https://cdn.multitask.com/avatars/usr_123456789/0000000003qwertyuiopasdfgh/medium.jpg"],
    });
    /// The size of a picture's object.
    VariantSize = json!({"type": "string", "enum": ["thumbnail", "medium", "original"]});
    /// The media type of a picture's object.
    VariantType = json!({"type": "string", "enum": ["image/webp", "image/jpeg"]});
    /// Why a picture cannot be used.
    FailureCode = json!({
        "type": "string",
        "enum": [
            "empty", "too_large", "unsupported_type", "corrupt", "too_many_pixels", "too_complex", "missing",
            "processing_failed", "expired",
        ],
    });
}

//! An avatar upload, from the ticket to the picture or to the reason why there is none.

use serde::{Deserialize, Serialize};

use crate::{Time, UploadId, UserId, avatar::Avatar};

/// How long a ticket can be used, in seconds.
pub const TICKET_SECONDS: i64 = 15 * 60;
/// How long an upload's state can be asked for, in seconds.
pub const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// What a picture may weigh when `IMAGE_MAX_SIZE` does not say, in bytes.
pub const DEFAULT_MAX_BYTES: u64 = 5_242_880;
/// How often a picture is decoded before it counts as one that cannot be: an event is handled up to three times, and the
/// third then says so instead of failing once more.
pub const MAX_ATTEMPTS: u32 = 2;
/// The code of the failure that is noted when every attempt ended unseen.
pub const GAVE_UP: &str = "processing_failed";
/// The code of the failure that is noted when a picture could not be processed in a day.
pub const EXPIRED: &str = "expired";

/// An upload and how far it got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Which upload it is.
    pub id: UploadId,
    /// Who asked for the ticket.
    pub user_id: UserId,
    /// How far it got.
    pub state: State,
    /// How many times processing was begun.
    pub attempts: u32,
    /// When the ticket was given.
    pub created_at: Time,
    /// From when on the row may vanish.
    pub expires_at: Time,
}

impl Upload {
    /// An upload whose ticket is given at `now`.
    #[must_use]
    pub fn issued(id: UploadId, user_id: UserId, now: Time) -> Self {
        let expires_at = now.plus_seconds(KEPT_SECONDS);
        Self { id, user_id, state: State::Pending, attempts: 0, created_at: now, expires_at }
    }

    /// Whether it is still to be processed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Pending | State::Processing)
    }
}

/// How far an upload got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The ticket is given; the picture has not been seen yet.
    Pending,
    /// The picture is being processed.
    Processing,
    /// The picture is processed and became the profile's.
    Ready(Box<Avatar>),
    /// A later upload or a deletion came first; the picture was dropped.
    Superseded,
    /// The picture cannot be used.
    Failed(Failure),
}

impl State {
    /// The state's name in the API and in the table.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Ready(_) => "ready",
            Self::Superseded => "superseded",
            Self::Failed(_) => "failed",
        }
    }
}

/// Why a picture cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = UploadFailure))]
pub struct Failure {
    /// A stable code, such as `unsupported_type`; docs/API.md lists them.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::FailureCode))]
    pub code: String,
    /// The reason in words.
    pub message: String,
}

/// A kind of picture that people may upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF, of which the first frame is kept.
    Gif,
    /// WebP, of which the first frame is kept.
    WebP,
}

impl ImageType {
    const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Gif, Self::WebP];

    /// The name in `IMAGE_ALLOWED_TYPES`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }

    /// The media type.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}

/// The kinds of pictures that people may upload, as `IMAGE_ALLOWED_TYPES` lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedTypes(Vec<ImageType>);

/// The list names a kind that is not known, or none.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must list some of jpeg, png, gif, webp, separated by commas")]
pub struct InvalidTypes;

impl AllowedTypes {
    /// The kinds, in the order of the list.
    #[must_use]
    pub fn types(&self) -> &[ImageType] {
        &self.0
    }

    /// The kind with the media type `content_type`, if it is allowed.
    #[must_use]
    pub fn with_content_type(&self, content_type: &str) -> Option<ImageType> {
        self.0.iter().copied().find(|kind| kind.content_type() == content_type)
    }

    /// The media types, for a person to read.
    #[must_use]
    pub fn content_types(&self) -> String {
        self.0.iter().map(|kind| kind.content_type()).collect::<Vec<_>>().join(", ")
    }
}

impl Default for AllowedTypes {
    fn default() -> Self {
        Self(vec![ImageType::Jpeg, ImageType::Png, ImageType::Gif])
    }
}

impl std::str::FromStr for AllowedTypes {
    type Err = InvalidTypes;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = |name: &str| {
            let name = name.trim().to_ascii_lowercase();
            let name = if name == "jpg" { "jpeg" } else { &name };
            ImageType::ALL.into_iter().find(|kind| kind.name() == name).ok_or(InvalidTypes)
        };
        text.split(',').map(named).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_types_tolerate_case_and_spaces_and_nothing_unknown() {
        // C9, N14
        let allowed: AllowedTypes = " JPEG, png ,WebP".parse().unwrap();
        assert_eq!(allowed.types(), [ImageType::Jpeg, ImageType::Png, ImageType::WebP]);
        assert_eq!(allowed.with_content_type("image/gif"), None);
        for bad in ["", "jpeg,", "svg", "jpeg,bmp"] {
            assert_eq!(bad.parse::<AllowedTypes>(), Err(InvalidTypes), "{bad}");
        }
        assert_eq!(AllowedTypes::default(), "jpeg,png,gif".parse().unwrap());
    }
}

//! The names of things: formats in, sizes and encodings out, and what an operator may set.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What may come in and what must come out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Accepted formats (`IMAGE_ALLOWED_TYPES`).
    pub allowed: Vec<Format>,
    /// Largest accepted upload in bytes (`IMAGE_MAX_SIZE`).
    pub max_bytes: u64,
    /// Side of the thumbnail in pixels: an exact square, cut from the centre, enlarged if the input is smaller.
    pub thumbnail_size: u32,
    /// Longest side of the medium variant in pixels; never enlarged.
    pub medium_size: u32,
    /// Longest side of the original variant in pixels; never enlarged.
    pub original_max_edge: u32,
    /// Whether thumbnail and medium are made at all (`GENERATE_THUMBNAILS`).
    pub variants: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            allowed: Format::ALL.to_vec(),
            max_bytes: 5 * 1024 * 1024,
            thumbnail_size: 150,
            medium_size: 512,
            original_max_edge: 2048,
            variants: true,
        }
    }
}

/// A picture format an upload may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG, of an animated one the default image.
    Png,
    /// GIF, its first frame.
    Gif,
    /// WebP, its first frame.
    WebP,
}

impl Format {
    /// Every format that can be read.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Gif, Self::WebP];

    /// The short lower-case name, as in `IMAGE_ALLOWED_TYPES`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }

    /// The media type, as in a `Content-Type` header.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    /// Reads a name in any case, with spaces around it; `jpg` means JPEG.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_ascii_lowercase();
        match name.as_str() {
            "jpg" => Ok(Self::Jpeg),
            _ => Self::ALL.into_iter().find(|format| format.name() == name).ok_or(UnknownFormat(name)),
        }
    }
}

/// A format name that is none of [`Format::ALL`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a picture format; known are jpeg, png, gif and webp")]
pub struct UnknownFormat(String);

/// One of the three sizes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Size {
    /// A small exact square.
    Thumbnail,
    /// The whole picture at the size of a profile page.
    Medium,
    /// The whole picture, as large as is kept.
    Original,
}

impl Size {
    /// Every size, smallest first.
    pub const ALL: [Self; 3] = [Self::Thumbnail, Self::Medium, Self::Original];

    /// The lower-case name, as in object keys.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumbnail",
            Self::Medium => "medium",
            Self::Original => "original",
        }
    }
}

/// How a variant is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Encoding {
    /// WebP at quality 80; keeps transparency.
    WebP,
    /// Baseline JPEG at quality 82, 4:2:0; transparency is laid on white.
    Jpeg,
}

impl Encoding {
    /// Every encoding, preferred first.
    pub const ALL: [Self; 2] = [Self::WebP, Self::Jpeg];

    /// The file name extension without its dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::WebP => "webp",
            Self::Jpeg => "jpg",
        }
    }

    /// The media type, as in a `Content-Type` header.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::WebP => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_write_them() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
            assert_eq!(format!(" {} ", format.name().to_uppercase()).parse(), Ok(format));
        }
        assert_eq!("jpg".parse(), Ok(Format::Jpeg));
        for unknown in ["", "svg", "image/png", "tiff"] {
            assert!(unknown.parse::<Format>().is_err(), "{unknown}");
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_service() {
        let settings = Settings::default();
        assert_eq!((settings.max_bytes, settings.allowed.len()), (5_242_880, 4));
        assert_eq!((settings.thumbnail_size, settings.medium_size, settings.original_max_edge), (150, 512, 2048));
    }
}

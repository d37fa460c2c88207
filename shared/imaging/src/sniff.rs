//! Which format the bytes have, told from their first dozen and never from a name.

use crate::{Format, ImageError, Settings};

impl Format {
    /// The format whose magic bytes `bytes` begin with; `None` for everything else, pictures inside of other files too.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(Self::Png),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }
}

/// Bytes of an upload.
pub(crate) fn size(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The format of an upload that is neither empty nor too large and of an accepted type.
pub(crate) fn accepted(bytes: &[u8], settings: &Settings) -> Result<Format, ImageError> {
    let size = size(bytes);
    if size == 0 {
        return Err(ImageError::Empty);
    }
    if size > settings.max_bytes {
        return Err(ImageError::TooLarge { size, limit: settings.max_bytes });
    }
    Format::sniff(bytes).filter(|format| settings.allowed.contains(format)).ok_or(ImageError::UnsupportedType)
}

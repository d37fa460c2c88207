//! Why a picture could not be used, in words a person understands and codes a client can switch on.

use std::borrow::Cow;
use std::panic::{self, AssertUnwindSafe};

use serde::{Deserialize, Serialize};

/// Why an upload was refused or could not be turned into variants.
///
/// Every variant but [`Internal`](ImageError::Internal) is a fact about the upload: trying again with the same bytes
/// gives the same answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ImageError {
    /// The upload has no bytes at all.
    #[error("The file is empty.")]
    Empty,
    /// The upload is larger than `IMAGE_MAX_SIZE`.
    #[error("The file is {size} bytes; at most {limit} bytes are accepted.")]
    TooLarge {
        /// Size of the upload in bytes.
        size: u64,
        /// The largest accepted size in bytes.
        limit: u64,
    },
    /// The bytes are not those of a picture format in `IMAGE_ALLOWED_TYPES`, whatever the file is called.
    #[error("The file is not a picture of an accepted type.")]
    UnsupportedType,
    /// The format is accepted, but the file uses a rare feature of it that cannot be read.
    #[error("The picture uses a feature that is not supported: {0}.")]
    UnsupportedFeature(Cow<'static, str>),
    /// The file is cut short or damaged.
    #[error("The picture is damaged or incomplete: {0}.")]
    Corrupt(String),
    /// Decoding would take more memory, or a longer side, than any real photo needs.
    #[error("The picture has too many pixels: {width} x {height}.")]
    TooManyPixels {
        /// Width in pixels as the file claims it.
        width: u32,
        /// Height in pixels as the file claims it.
        height: u32,
    },
    /// The file is built to keep a decoder busy, for example with hundreds of progressive scans.
    #[error("The picture is too complex: {0}.")]
    TooComplex(Cow<'static, str>),
    /// A step that works on our own pixels failed: a fault of ours, never of the upload.
    #[error("The picture could not be processed: {0}.")]
    Internal(String),
}

impl ImageError {
    /// The stable code of this error for clients, logs and metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::UnsupportedType | Self::UnsupportedFeature(_) => "unsupported_type",
            Self::Corrupt(_) => "corrupt",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::TooComplex(_) => "too_complex",
            Self::Internal(_) => "internal",
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "takes an error as map_err hands it over")]
    pub(crate) fn corrupt(why: impl ToString) -> Self {
        Self::Corrupt(why.to_string())
    }

    #[expect(clippy::needless_pass_by_value, reason = "takes an error as map_err hands it over")]
    pub(crate) fn internal(why: impl ToString) -> Self {
        Self::Internal(why.to_string())
    }
}

/// Runs a step over untrusted bytes; a panic in a decoder is one more way for a file to be corrupt.
pub(crate) fn catch<T>(step: impl FnOnce() -> Result<T, ImageError>) -> Result<T, ImageError> {
    panic::catch_unwind(AssertUnwindSafe(step))
        .unwrap_or_else(|_| Err(ImageError::corrupt("the decoder gave up on it")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_a_decoder_is_a_corrupt_file() {
        let caught = catch(|| -> Result<(), _> { std::panic::resume_unwind(Box::new("a decoder's own check")) });
        assert_eq!(caught.map_err(|error| error.code()), Err("corrupt"));
    }
}

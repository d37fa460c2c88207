//! What a picture may cost, decided from its header before anything is allocated for its pixels.

use crate::header::Header;
use crate::{ImageError, Settings, crop, resize};

/// Longest accepted side in pixels.
const MAX_SIDE: u32 = 16_384;

/// Bytes that the upload and the hungriest step may take together; with the process itself that is below 256 MB.
const MEMORY: u64 = 216 << 20;

/// Bytes per pixel of the original variant while six encodings are under way.
const ENCODING: u64 = 32;

/// Refuses a picture whose pixels would not fit into the memory of one invocation.
pub(crate) fn check(header: &Header<'_>, upload: u64, settings: &Settings) -> Result<(), ImageError> {
    let Header { width, height, channels, cost, .. } = *header;
    if width.max(height) > MAX_SIDE {
        return Err(ImageError::TooManyPixels { width, height });
    }
    let (small_width, small_height) = resize::fitting(width, height, settings.original_max_edge);
    let area = |width: u32, height: u32| u64::from(width) * u64::from(height);
    let frame = area(width, height) * channels;
    let shrinking = if (small_width, small_height) == (width, height) {
        frame
    } else {
        frame + (area(width, small_height) + area(small_width, small_height)) * channels
    };
    let cut = crop::early(width, height, settings.original_max_edge, settings.thumbnail_size).unwrap_or(0);
    let cutting = frame + 2 * area(cut, cut) * channels;
    let encoding = area(small_width, small_height) * ENCODING;
    // twice the upload: the PNG decoder reads a copy of what matters in it
    let peak = cost.max(cutting).max(shrinking).max(encoding).saturating_add(upload.saturating_mul(2));
    if peak > MEMORY {
        return Err(ImageError::TooManyPixels { width, height });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use image::metadata::Orientation;

    use super::*;
    use crate::header::Coding;

    const UPLOAD: u64 = 5 << 20;

    fn verdict(width: u32, height: u32, channels: u64, bytes_per_pixel: u64, settings: &Settings) -> bool {
        let cost = u64::from(width) * u64::from(height) * bytes_per_pixel;
        let orientation = Orientation::NoTransforms;
        let header = Header { width, height, channels, cost, orientation, coding: Coding::Gif(&[]) };
        check(&header, UPLOAD, settings).is_ok()
    }

    #[test]
    fn what_phones_take_is_accepted() {
        let settings = Settings::default();
        assert!(verdict(6000, 4000, 3, 3, &settings));
        assert!(verdict(6000, 4000, 3, 6, &settings), "progressive, 4:2:0");
        assert!(verdict(6000, 4000, 4, 8, &settings), "16 bits and alpha");
        assert!(verdict(8064, 6048, 3, 3, &settings), "48 megapixels");
        assert!(verdict(16_384, 2000, 3, 3, &settings), "a panorama");
    }

    #[test]
    fn nothing_beyond_the_memory_of_an_invocation_is_accepted() {
        let settings = Settings::default();
        assert!(!verdict(16_385, 1, 1, 1, &settings));
        assert!(!verdict(u32::MAX, u32::MAX, 1, 0, &settings));
        assert!(!verdict(9000, 8000, 3, 3, &settings));
        assert!(!verdict(6000, 4000, 3, 10, &settings));
        let unshrunk = Settings { original_max_edge: 16_383, ..settings };
        assert!(!verdict(6000, 4000, 3, 3, &unshrunk), "encoding at full size takes more than decoding");
    }
}

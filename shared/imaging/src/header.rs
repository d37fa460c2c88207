//! What a file says about itself, read to its very end without decoding a pixel.
//!
//! The walk proves that the file is whole, so a decoder that forgives a missing tail never sees one, and it counts
//! what decoding will cost before anything is allocated.

mod bytes;
mod gif;
mod jpeg;
mod png;
mod webp;

use image::metadata::Orientation;

use crate::{Format, ImageError};

/// The facts of a file that the later steps need.
pub(crate) struct Header<'a> {
    /// Width in pixels as stored, before orientation.
    pub(crate) width: u32,
    /// Height in pixels as stored, before orientation.
    pub(crate) height: u32,
    /// Bytes a decoded pixel takes once its samples are 8 bits wide.
    pub(crate) channels: u64,
    /// Bytes the decoder holds at its peak, the decoded picture included.
    pub(crate) cost: u64,
    /// How to turn the stored picture upright.
    pub(crate) orientation: Orientation,
    /// What to hand to the decoder.
    pub(crate) coding: Coding<'a>,
}

/// The part of a file that its decoder reads.
pub(crate) enum Coding<'a> {
    /// A JPEG, and what decides how its samples become colours.
    Jpeg {
        file: &'a [u8],
        progressive: bool,
        components: u8,
        /// Whether one scan holds all components.
        interleaved: bool,
        /// Whether an Adobe marker says that CMYK is stored as its negative.
        adobe: bool,
        profile: Option<Vec<u8>>,
    },
    /// A PNG rebuilt from the chunks that matter.
    Png(Vec<u8>),
    Gif(&'a [u8]),
    /// A WebP without what follows its RIFF container.
    WebP(&'a [u8]),
}

/// Walks the whole file; fails with `Corrupt` when it ends before its format says so.
pub(crate) fn read(file: &[u8], format: Format) -> Result<Header<'_>, ImageError> {
    match format {
        Format::Jpeg => jpeg::walk(file),
        Format::Png => png::walk(file),
        Format::Gif => gif::walk(file),
        Format::WebP => webp::walk(file),
    }
}

/// The orientation in an EXIF block, with or without the prefix JPEG gives it; upright when it says nothing usable.
fn orientation(exif: &[u8]) -> Orientation {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms)
}

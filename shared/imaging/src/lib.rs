//! An uploaded picture in, six variants out.
//!
//! Untrusted bytes are decoded by safe code only, within a memory budget that is counted from the file's header;
//! what comes out is encoded anew from pixels, so nothing else of the upload survives.

mod apart;
mod art;
mod color;
mod crop;
mod decode;
mod encode;
mod error;
mod header;
mod jpeg;
mod limits;
mod orient;
mod picture;
mod planes;
mod resize;
mod settings;
mod sizes;
mod sniff;

use serde::{Deserialize, Serialize};

use header::Header;

pub use apart::{hand_over, render_apart};
pub use error::ImageError;
pub use settings::{Encoding, Format, Settings, Size, UnknownFormat};

/// One encoded variant of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Which of the three sizes it is.
    pub size: Size,
    /// How `bytes` are encoded.
    pub encoding: Encoding,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The encoded file: pixels only, no metadata.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// What an upload became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    /// The format the upload had.
    pub format: Format,
    /// Width of the upright upload in pixels.
    pub width: u32,
    /// Height of the upright upload in pixels.
    pub height: u32,
    /// Each size in each encoding, smallest size first.
    pub variants: Vec<Variant>,
}

/// The format of an upload that would be decoded: accepted, whole, and within the budget by its header.
///
/// # Errors
///
/// Those of [`render`] that need no decoder.
pub fn check(bytes: &[u8], settings: &Settings) -> Result<Format, ImageError> {
    walked(bytes, settings).map(|(format, _)| format)
}

fn walked<'a>(bytes: &'a [u8], settings: &Settings) -> Result<(Format, Header<'a>), ImageError> {
    let format = sniff::accepted(bytes, settings)?;
    let header = header::read(bytes, format)?;
    limits::check(&header, sniff::size(bytes), settings)?;
    Ok((format, header))
}

/// Turns an uploaded file into its variants: upright, in sRGB, without metadata; equal bytes give equal variants.
///
/// # Errors
///
/// Every [`ImageError`] but `Internal` says what is wrong with the upload and will be so again. A file that is cut
/// short is `Corrupt` even where its decoder would show the rest in grey.
pub fn render(bytes: &[u8], settings: &Settings) -> Result<Rendered, ImageError> {
    let (format, header) = walked(bytes, settings)?;
    let (original, centre) = error::catch(|| sizes::original(&header, settings))?;
    let (width, height) = orient::upright_size(header.width, header.height, header.orientation);
    drop(header);
    Ok(Rendered { format, width, height, variants: encode::all(&original, centre.as_ref(), settings)? })
}

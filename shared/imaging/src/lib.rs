//! An uploaded picture in, six variants out.
//!
//! Untrusted bytes are decoded by safe code only, within a memory budget that is counted from the file's header;
//! what comes out is encoded anew from pixels, so nothing else of the upload survives.

mod color;
mod crop;
mod decode;
mod encode;
mod error;
mod header;
mod limits;
mod orient;
mod picture;
mod resize;
mod settings;
mod sniff;

use image::DynamicImage;

use decode::Decoded;
use header::Header;

pub use error::ImageError;
pub use settings::{Encoding, Format, Settings, Size, UnknownFormat};

/// One encoded variant of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub bytes: Vec<u8>,
}

/// What an upload became.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Turns an uploaded file into its variants: upright, in sRGB, without metadata; equal bytes give equal variants.
///
/// # Errors
///
/// Every [`ImageError`] but `Internal` says what is wrong with the upload and will be so again. A file that is cut
/// short is `Corrupt` even where its decoder would show the rest in grey.
pub fn render(bytes: &[u8], settings: &Settings) -> Result<Rendered, ImageError> {
    let format = sniff::accepted(bytes, settings)?;
    let header = header::read(bytes, format)?;
    limits::check(&header, sniff::size(bytes), settings)?;
    let sizes = error::catch(|| sizes(&header, settings))?;
    let (width, height) = orient::upright_size(header.width, header.height, header.orientation);
    Ok(Rendered { format, width, height, variants: encode::all(&sizes)? })
}

/// The picture in each size, smallest first.
fn sizes(header: &Header<'_>, settings: &Settings) -> Result<Vec<(Size, DynamicImage)>, ImageError> {
    let Decoded { picture, profile } = decode::first_frame(header)?;
    let finish = |picture| {
        let image = color::to_srgb(picture, profile.as_deref())?;
        Ok::<_, ImageError>(orient::upright(image, header.orientation))
    };
    let edge = settings.original_max_edge.clamp(1, encode::MAX_SIDE);
    if !settings.variants {
        return Ok(vec![(Size::Original, finish(resize::shrink(picture, edge)?)?)]);
    }
    let centre = crop::before_shrinking(&picture, edge, settings.thumbnail_size)?.map(finish).transpose()?;
    let original = finish(resize::shrink(picture, edge)?)?;
    let medium = resize::inside(&original, settings.medium_size)?;
    let thumbnail = crop::square(&[&medium, centre.as_ref().unwrap_or(&original)], settings.thumbnail_size)?;
    Ok(vec![(Size::Thumbnail, thumbnail), (Size::Medium, medium), (Size::Original, original)])
}

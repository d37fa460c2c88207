//! Bare files: pixels, what it takes to decode them, and nothing about where they came from.

mod webp;

use std::thread;

use crate::art::Art;
use crate::{Encoding, ImageError, Settings, Size, Variant, jpeg};

/// Longest side in pixels that both encodings can hold.
pub(crate) const MAX_SIDE: u32 = 16_383;

const JPEG_QUALITY: u16 = 82;

/// Each size in each encoding, smallest size first; `centre` stands in for an original that is too narrow for a
/// thumbnail.
///
/// The WebP of the original is most of the work: it is written on a thread of its own, and all the rest beside it.
pub(crate) fn all(original: &Art, centre: Option<&Art>, settings: &Settings) -> Result<Vec<Variant>, ImageError> {
    thread::scope(|scope| {
        let large = thread::Builder::new()
            .spawn_scoped(scope, || one(Size::Original, Encoding::WebP, original))
            .map_err(ImageError::internal)?;
        let mut variants = Vec::new();
        if settings.variants {
            let medium = original.inside(settings.medium_size)?;
            let thumbnail = Art::square(&[&medium, centre.unwrap_or(original)], settings.thumbnail_size)?;
            for (size, art) in [(Size::Thumbnail, thumbnail), (Size::Medium, medium)] {
                variants.push(one(size, Encoding::WebP, &art)?);
                variants.push(one(size, Encoding::Jpeg, &art)?);
            }
        }
        let small = one(Size::Original, Encoding::Jpeg, original)?;
        variants.push(large.join().map_err(|_| ImageError::internal("the WebP encoder panicked"))??);
        variants.push(small);
        Ok(variants)
    })
}

fn one(size: Size, encoding: Encoding, art: &Art) -> Result<Variant, ImageError> {
    let bytes = match (encoding, art) {
        (Encoding::WebP, Art::Opaque(planes)) => webp::opaque(planes),
        (Encoding::WebP, Art::Clear(image)) => webp::clear(image),
        (Encoding::Jpeg, Art::Opaque(planes)) => jpeg::encode(planes, JPEG_QUALITY),
        (Encoding::Jpeg, Art::Clear(image)) => jpeg::encode(&Art::on_white(image), JPEG_QUALITY),
    }?;
    let (width, height) = art.size()?;
    Ok(Variant { size, encoding, width, height, bytes })
}

//! Bare files: pixels, what it takes to decode them, and nothing about where they came from.

use std::borrow::Cow;
use std::thread::{self, Scope, ScopedJoinHandle};

use image::DynamicImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use webp::{PixelLayout, WebPConfig};

use crate::color::multiply;
use crate::{Encoding, ImageError, Size, Variant};

/// Longest side in pixels that both encodings can hold.
pub(crate) const MAX_SIDE: u32 = 16_383;

const WEBP_QUALITY: f32 = 80.0;
const WEBP_METHOD: i32 = 4;
const JPEG_QUALITY: u8 = 82;

/// Each picture in each encoding; the WebP of the last and largest is written on a thread of its own, being most of
/// the work.
pub(crate) fn all(pictures: &[(Size, DynamicImage)]) -> Result<Vec<Variant>, ImageError> {
    thread::scope(|scope| {
        let largest = pictures.last().map(|(size, image)| beside(scope, *size, image)).transpose()?;
        let mut variants = Vec::new();
        for (index, (size, image)) in pictures.iter().enumerate() {
            if index + 1 < pictures.len() {
                variants.push(one(*size, Encoding::WebP, image)?);
            }
            variants.push(one(*size, Encoding::Jpeg, image)?);
        }
        if let Some(largest) = largest {
            let webp = largest.join().map_err(|_| ImageError::internal("the WebP encoder panicked"))??;
            variants.insert(variants.len() - 1, webp);
        }
        Ok(variants)
    })
}

type Handle<'scope> = ScopedJoinHandle<'scope, Result<Variant, ImageError>>;

fn beside<'scope>(
    scope: &'scope Scope<'scope, '_>,
    size: Size,
    image: &'scope DynamicImage,
) -> Result<Handle<'scope>, ImageError> {
    thread::Builder::new().spawn_scoped(scope, move || one(size, Encoding::WebP, image)).map_err(ImageError::internal)
}

fn one(size: Size, encoding: Encoding, image: &DynamicImage) -> Result<Variant, ImageError> {
    let bytes = match encoding {
        Encoding::WebP => webp(image),
        Encoding::Jpeg => jpeg(image),
    }?;
    Ok(Variant { size, encoding, width: image.width(), height: image.height(), bytes })
}

fn webp(image: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let layout = if image.color().has_alpha() { PixelLayout::Rgba } else { PixelLayout::Rgb };
    let mut config = WebPConfig::new().map_err(|()| ImageError::internal("no WebP configuration"))?;
    config.quality = WEBP_QUALITY;
    config.method = WEBP_METHOD;
    let encoder = webp::Encoder::new(image.as_bytes(), layout, image.width(), image.height());
    let file = encoder.encode_advanced(&config).map_err(|error| ImageError::internal(format!("{error:?}")))?;
    Ok(file.to_vec())
}

fn jpeg(image: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let side = |pixels: u32| u16::try_from(pixels).map_err(ImageError::internal);
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, JPEG_QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // its optimised tables would mean a scan per component, which some decoders show in green
    encoder.set_optimized_huffman_tables(false);
    encoder
        .encode(&on_white(image), side(image.width())?, side(image.height())?, ColorType::Rgb)
        .map_err(ImageError::internal)?;
    Ok(file)
}

/// The picture as it looks on a white page.
fn on_white(image: &DynamicImage) -> Cow<'_, [u8]> {
    let DynamicImage::ImageRgba8(image) = image else {
        return Cow::Borrowed(image.as_bytes());
    };
    let flattened = image.pixels().flat_map(|pixel| {
        let [red, green, blue, alpha] = pixel.0;
        [red, green, blue].map(|light| multiply(light, alpha) + (u8::MAX - alpha))
    });
    Cow::Owned(flattened.collect())
}

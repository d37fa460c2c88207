//! Making pictures smaller, alpha premultiplied so that no hidden colour bleeds into an edge.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, MulDiv, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbaImage;

use crate::ImageError;
use crate::picture::{Layout, Picture};

/// Nearly as sharp as any for a picture that was decoded whole, and less to compute and to encode.
const FILTER: ResizeAlg = ResizeAlg::Convolution(FilterType::CatmullRom);

/// The size of a picture made to fit into a square of side `edge`, never larger than it is; no side is 0.
pub(crate) fn fitting(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let longest = width.max(height);
    let edge = edge.max(1);
    if longest <= edge {
        return (width, height);
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * u64::from(edge) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(rounded).unwrap_or(edge).max(1)
    };
    (scaled(width), scaled(height))
}

/// Shrinks a freshly decoded picture to fit, using its own memory where it can: it may be most of what there is.
pub(crate) fn shrink(picture: Picture, edge: u32) -> Result<Picture, ImageError> {
    let (width, height) = fitting(picture.width, picture.height, edge);
    if (width, height) == (picture.width, picture.height) {
        return Ok(picture);
    }
    let layout = picture.layout;
    let pixel_type = match layout {
        Layout::Grey => PixelType::U8,
        Layout::GreyAlpha => PixelType::U8x2,
        Layout::Rgb => PixelType::U8x3,
        Layout::Rgba | Layout::Cmyk => PixelType::U8x4,
    };
    let mut large =
        Image::from_vec_u8(picture.width, picture.height, picture.pixels, pixel_type).map_err(ImageError::internal)?;
    let mut small = Image::new(width, height, pixel_type);
    if layout.has_alpha() {
        MulDiv::new().multiply_alpha_inplace(&mut large).map_err(ImageError::internal)?;
    }
    let options = ResizeOptions::new().use_alpha(false).resize_alg(FILTER);
    Resizer::new().resize(&large, &mut small, &options).map_err(ImageError::internal)?;
    if layout.has_alpha() {
        MulDiv::new().divide_alpha_inplace(&mut small).map_err(ImageError::internal)?;
    }
    Ok(Picture { width, height, layout, pixels: small.into_vec() })
}

/// A copy that fits into a square of side `edge`, never larger than the picture.
pub(crate) fn inside(image: &RgbaImage, edge: u32) -> Result<RgbaImage, ImageError> {
    let (width, height) = fitting(image.width(), image.height(), edge);
    to(image, width, height)
}

/// A copy of exactly this size; where the shape differs, of the centre.
pub(crate) fn to(image: &RgbaImage, width: u32, height: u32) -> Result<RgbaImage, ImageError> {
    if image.dimensions() == (width, height) {
        return Ok(image.clone());
    }
    let mut resized = RgbaImage::new(width, height);
    let centred = ResizeOptions::new().fit_into_destination(None);
    Resizer::new().resize(image, &mut resized, &centred).map_err(ImageError::internal)?;
    Ok(resized)
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn fitting_never_enlarges_never_vanishes_and_keeps_the_shape() {
        for width in (1..5000).step_by(83) {
            for height in (1..5000).step_by(97) {
                for edge in [1, 150, 512, 2048] {
                    let (new_width, new_height) = fitting(width, height, edge);
                    assert!(new_width >= 1 && new_height >= 1 && new_width.max(new_height) <= edge.max(1));
                    assert!(new_width <= width && new_height <= height);
                    let skew = f64::from(new_width) * f64::from(height) - f64::from(new_height) * f64::from(width);
                    assert!(skew.abs() <= f64::from(width.max(height)), "{width}x{height} to {new_width}x{new_height}");
                }
            }
        }
    }
}

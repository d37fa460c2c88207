//! Pictures that show at a glance what was done to them, and ways to look at variants.

use image::{Rgb, RgbImage, RgbaImage};
use imaging::{Encoding, ImageError, Rendered, Settings, Size, Variant};

pub(crate) const RED: [u8; 3] = [220, 30, 30];
pub(crate) const GREEN: [u8; 3] = [30, 180, 40];
pub(crate) const BLUE: [u8; 3] = [40, 60, 220];
pub(crate) const GOLD: [u8; 3] = [230, 200, 40];

/// Four quarters: red and green above, blue and gold below.
pub(crate) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => GOLD,
        })
    })
}

pub(crate) fn flat(width: u32, height: u32, colour: [u8; 3]) -> RgbImage {
    RgbImage::from_pixel(width, height, Rgb(colour))
}

pub(crate) fn render(file: &[u8]) -> Result<Rendered, ImageError> {
    imaging::render(file, &Settings::default())
}

pub(crate) fn code(file: &[u8]) -> &'static str {
    match render(file) {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}

pub(crate) fn variant(rendered: &Rendered, size: Size, encoding: Encoding) -> &Variant {
    rendered.variants.iter().find(|variant| (variant.size, variant.encoding) == (size, encoding)).unwrap()
}

pub(crate) fn pixels(variant: &Variant) -> RgbaImage {
    let image = image::load_from_memory(&variant.bytes).unwrap().into_rgba8();
    assert_eq!(image.dimensions(), (variant.width, variant.height));
    image
}

/// The colour in the middle of the original, as JPEG shows it.
pub(crate) fn centre(file: &[u8]) -> [u8; 3] {
    let rendered = render(file).unwrap();
    let image = pixels(variant(&rendered, Size::Original, Encoding::Jpeg));
    let [red, green, blue, _] = image.get_pixel(image.width() / 2, image.height() / 2).0;
    [red, green, blue]
}

#[track_caller]
pub(crate) fn assert_close(found: [u8; 3], wanted: [u8; 3], tolerance: u8) {
    let near = found.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(wanted) <= tolerance);
    assert!(near, "{found:?} is not within {tolerance} of {wanted:?}");
}

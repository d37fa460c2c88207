//! Everything to sRGB: through the embedded ICC profile where there is one that fits, plainly otherwise.

use image::{DynamicImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, TransformOptions};

use crate::ImageError;
use crate::picture::{Layout, Picture};

/// Bytes of the largest ICC profile that is used; the picture of a larger one is taken as if it had none.
pub(crate) const MAX_PROFILE: usize = 1 << 20;

/// The picture in sRGB, with alpha if it has any.
///
/// A profile that cannot be read, or is made for other samples than these, is ignored, as browsers do.
pub(crate) fn to_srgb(picture: Picture, profile: Option<&[u8]>) -> Result<DynamicImage, ImageError> {
    let profile = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok());
    let picture = match profile {
        Some(profile) => through(&profile, picture),
        None => plain(picture),
    };
    let Picture { width, height, layout, pixels } = picture;
    match layout {
        Layout::Rgba => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        _ => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
    }
    .ok_or_else(|| ImageError::internal("pixels do not fill the picture"))
}

/// Whether the profile means, but for rounding, what is taken for sRGB anyway; so does one that is ignored.
pub(crate) fn leaves_alone(profile: &[u8], layout: Layout) -> bool {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return true };
    let steps = [0, 32, 64, 96, 128, 160, 192, 224, 255];
    let pixels: Vec<u8> = match layout {
        Layout::Grey => steps.into(),
        _ => steps
            .iter()
            .flat_map(|red| steps.map(|green| steps.map(|blue| [*red, green, blue])))
            .flatten()
            .flatten()
            .collect(),
    };
    let width = u32::try_from(pixels.len() / layout.channels()).unwrap_or_default();
    let samples = Picture { width, height: 1, layout, pixels };
    let converted = through(&profile, samples.clone());
    plain(samples).pixels.iter().zip(&converted.pixels).all(|(plain, converted)| plain.abs_diff(*converted) <= 2)
}

/// Converts by profile; falls back to the plain conversion where the two do not fit.
fn through(profile: &ColorProfile, picture: Picture) -> Picture {
    let picture = match profile.color_space {
        DataColorSpace::Rgb => plain_unless_cmyk(picture),
        DataColorSpace::Gray | DataColorSpace::Cmyk => picture,
        _ => return plain(picture),
    };
    let (from, to, layout) = match (profile.color_space, picture.layout) {
        (DataColorSpace::Gray, Layout::Grey) => (moxcms::Layout::Gray, moxcms::Layout::Rgb, Layout::Rgb),
        (DataColorSpace::Gray, Layout::GreyAlpha) => (moxcms::Layout::GrayAlpha, moxcms::Layout::Rgba, Layout::Rgba),
        (DataColorSpace::Rgb, Layout::Rgb) => (moxcms::Layout::Rgb, moxcms::Layout::Rgb, Layout::Rgb),
        (DataColorSpace::Rgb, Layout::Rgba) => (moxcms::Layout::Rgba, moxcms::Layout::Rgba, Layout::Rgba),
        (DataColorSpace::Cmyk, Layout::Cmyk) => (moxcms::Layout::Rgba, moxcms::Layout::Rgb, Layout::Rgb),
        _ => return plain(picture),
    };
    let mut pixels = vec![0; picture.pixels.len() / picture.layout.channels() * layout.channels()];
    let converted = profile
        .create_transform_8bit(from, &ColorProfile::new_srgb(), to, TransformOptions::default())
        .and_then(|transform| transform.transform(&picture.pixels, &mut pixels));
    match converted {
        Ok(()) => Picture { layout, pixels, ..picture },
        Err(_) => plain(picture),
    }
}

fn plain_unless_cmyk(picture: Picture) -> Picture {
    if picture.layout == Layout::Cmyk { picture } else { plain(picture) }
}

/// Takes the samples for sRGB, and ink for what it leaves of the light.
fn plain(picture: Picture) -> Picture {
    let Picture { layout, pixels, .. } = picture;
    let (layout, pixels) = match layout {
        Layout::Rgb | Layout::Rgba => (layout, pixels),
        Layout::Grey => (Layout::Rgb, pixels.into_iter().flat_map(|grey| [grey; 3]).collect()),
        Layout::GreyAlpha => {
            let pairs = pixels.chunks_exact(2);
            (Layout::Rgba, pairs.flat_map(|pair| [pair[0], pair[0], pair[0], pair[1]]).collect())
        }
        Layout::Cmyk => {
            let inks = pixels.chunks_exact(4);
            (Layout::Rgb, inks.flat_map(|ink| [0, 1, 2].map(|hue| light(ink[hue], ink[3]))).collect())
        }
    };
    Picture { layout, pixels, ..picture }
}

/// The light that two inks on each other leave.
fn light(ink: u8, black: u8) -> u8 {
    multiply(u8::MAX - ink, u8::MAX - black)
}

/// The rounded product of two fractions of 255.
pub(crate) fn multiply(one: u8, other: u8) -> u8 {
    let product = u16::from(one) * u16::from(other) + 128;
    let [high, _] = (product + (product >> 8)).to_be_bytes();
    high
}

/// Turns a negative into a positive.
pub(crate) fn negate(samples: &mut [u8]) {
    for sample in samples {
        *sample = u8::MAX - *sample;
    }
}

/// Undoes the YCC coding of CMY; black is stored as it is.
pub(crate) fn ycck_to_cmyk(pixels: &mut [u8]) {
    for pixel in pixels.chunks_exact_mut(4) {
        let [y, cb, cr] = [0, 1, 2].map(|channel| i32::from(pixel[channel]));
        let (cb, cr) = (cb - 128, cr - 128);
        // the JFIF factors in 16.16 fixed point
        let red = y + ((91_881 * cr + 32_768) >> 16);
        let green = y - ((22_554 * cb + 46_802 * cr + 32_768) >> 16);
        let blue = y + ((116_130 * cb + 32_768) >> 16);
        for (sample, light) in pixel.iter_mut().zip([red, green, blue]) {
            *sample = u8::MAX - u8::try_from(light.clamp(0, 255)).unwrap_or_default();
        }
    }
}

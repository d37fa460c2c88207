//! Planes of other sizes.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::{Chroma, Plane, Planes};
use crate::{ImageError, resize};

/// Sharp for brightness.
const LUMA: ResizeAlg = ResizeAlg::Convolution(FilterType::Lanczos3);

/// Smooth for colour, whose finest detail nobody sees but every encoder spends bytes on.
const CHROMA: ResizeAlg = ResizeAlg::Convolution(FilterType::Bilinear);

/// The middle part of a picture: how much of its width and height.
type Part = (f64, f64);

impl Planes {
    /// A copy of `width` x `height` of the whole picture.
    pub(crate) fn resized(&self, width: usize, height: usize, chroma: Chroma) -> Result<Self, ImageError> {
        self.part((1.0, 1.0), width, height, chroma)
    }

    /// A copy, ready to be encoded, that fits into a square of side `edge`; never larger than the picture.
    pub(crate) fn inside(&self, edge: u32) -> Result<Self, ImageError> {
        let side = |pixels: usize| u32::try_from(pixels).map_err(ImageError::internal);
        let (width, height) = resize::fitting(side(self.width)?, side(self.height)?, edge);
        self.resized(width as usize, height as usize, Chroma::Half)
    }

    /// The middle of the picture, ready to be encoded, as a square of exactly `side`.
    #[expect(clippy::cast_precision_loss, reason = "a side has 16 bits")]
    pub(crate) fn square(&self, side: usize) -> Result<Self, ImageError> {
        let shorter = self.width.min(self.height) as f64;
        self.part((shorter / self.width as f64, shorter / self.height as f64), side, side, Chroma::Half)
    }

    fn part(&self, part: Part, width: usize, height: usize, chroma: Chroma) -> Result<Self, ImageError> {
        let luma = self.luma.part(part, Plane::for_pixels(width, height, 1), LUMA)?;
        let colour = |plane: &Plane| plane.part(part, Plane::for_pixels(width, height, chroma.fewer()), CHROMA);
        let chroma = match &self.chroma {
            Some([blue, red]) => Some([colour(blue)?, colour(red)?]),
            None => None,
        };
        Ok(Self { width, height, luma, chroma })
    }
}

impl Plane {
    /// Fills `to` with the middle part of the plane.
    fn part(&self, part: Part, mut to: Self, filter: ResizeAlg) -> Result<Self, ImageError> {
        if part == (1.0, 1.0) && (self.width, self.height, self.extent) == (to.width, to.height, to.extent) {
            return Ok(self.clone());
        }
        let (left, width) = span(part.0, (self.width, self.extent.0), (to.width, to.extent.0));
        let (top, height) = span(part.1, (self.height, self.extent.1), (to.height, to.extent.1));
        let side = |samples: usize| u32::try_from(samples).map_err(ImageError::internal);
        let from = ImageRef::new(side(self.width)?, side(self.height)?, &self.samples, PixelType::U8)
            .map_err(ImageError::internal)?;
        let (across, down) = (side(to.width)?, side(to.height)?);
        let mut image =
            Image::from_slice_u8(across, down, &mut to.samples, PixelType::U8).map_err(ImageError::internal)?;
        let options = ResizeOptions::new().crop(left, top, width, height).resize_alg(filter);
        Resizer::new().resize(&from, &mut image, &options).map_err(ImageError::internal)?;
        Ok(to)
    }
}

/// Where the samples of the middle `part` begin, and how many they are, so that each of the new ones lies where it
/// belongs: the last may reach beyond the picture, but not beyond its samples.
#[expect(clippy::cast_precision_loss, reason = "a side has 16 bits")]
fn span(part: f64, (samples, extent): (usize, f64), (new_samples, new_extent): (usize, f64)) -> (f64, f64) {
    let start = extent * (1.0 - part) / 2.0;
    let length = extent * part * (new_samples as f64 / new_extent);
    (start, length.min(samples as f64 - start))
}

//! A picture that is ready for its variants: upright, in sRGB, with or without transparency.

use image::{DynamicImage, RgbImage, RgbaImage};

use crate::color::multiply;
use crate::planes::Planes;
use crate::{ImageError, resize};

/// What variants are made of.
pub(crate) enum Art {
    /// No transparency, and planes of the sizes that encoders take.
    Opaque(Planes),
    /// Some transparency.
    Clear(RgbaImage),
}

impl Art {
    pub(crate) fn new(image: DynamicImage) -> Self {
        match image {
            DynamicImage::ImageRgba8(image) => Self::Clear(image),
            image => Self::Opaque(Planes::from_rgb(&image.into_rgb8())),
        }
    }

    /// Width and height in pixels.
    pub(crate) fn size(&self) -> Result<(u32, u32), ImageError> {
        let side = |pixels: usize| u32::try_from(pixels).map_err(ImageError::internal);
        match self {
            Self::Opaque(planes) => Ok((side(planes.width)?, side(planes.height)?)),
            Self::Clear(image) => Ok(image.dimensions()),
        }
    }

    /// A copy that fits into a square of side `edge`, never larger than the picture.
    pub(crate) fn inside(&self, edge: u32) -> Result<Self, ImageError> {
        match self {
            Self::Opaque(planes) => planes.inside(edge).map(Self::Opaque),
            Self::Clear(image) => resize::inside(image, edge).map(Self::Clear),
        }
    }

    /// The square centre of `candidates`' first that is no smaller than `side`, or of their last, at exactly `side`.
    pub(crate) fn square(candidates: &[&Self], side: u32) -> Result<Self, ImageError> {
        let side = side.max(1);
        let fits = |art: &&&Self| art.size().is_ok_and(|(width, height)| width.min(height) >= side);
        match candidates.iter().find(fits).or(candidates.last()) {
            Some(Self::Opaque(planes)) => planes.square(side as usize).map(Self::Opaque),
            Some(Self::Clear(image)) => resize::to(image, side, side).map(Self::Clear),
            None => Err(ImageError::internal("nothing to cut a square from")),
        }
    }

    /// A transparent picture as it looks on a white page.
    pub(crate) fn on_white(image: &RgbaImage) -> Planes {
        let mut flat = RgbImage::new(image.width(), image.height());
        for (to, from) in flat.pixels_mut().zip(image.pixels()) {
            let [red, green, blue, alpha] = from.0;
            to.0 = [red, green, blue].map(|light| multiply(light, alpha) + (u8::MAX - alpha));
        }
        Planes::from_rgb(&flat)
    }
}

//! A decoded picture before it is sRGB: samples of one byte, row by row, without padding.

use image::RgbImage;

/// What the bytes of one pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
    /// Amounts of ink, 255 being all of it.
    Cmyk,
}

impl Layout {
    pub(crate) fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    /// The layout without its alpha; `None` where there is none to lose.
    fn opaque(self) -> Option<Self> {
        match self {
            Self::GreyAlpha => Some(Self::Grey),
            Self::Rgba => Some(Self::Rgb),
            Self::Grey | Self::Rgb | Self::Cmyk => None,
        }
    }

    pub(crate) fn has_alpha(self) -> bool {
        self.opaque().is_some()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) layout: Layout,
    pub(crate) pixels: Vec<u8>,
}

impl From<RgbImage> for Picture {
    fn from(image: RgbImage) -> Self {
        Self { width: image.width(), height: image.height(), layout: Layout::Rgb, pixels: image.into_raw() }
    }
}

impl Picture {
    /// Forgets, in place, an alpha channel that hides nothing.
    pub(crate) fn without_idle_alpha(mut self) -> Self {
        let Some(opaque) = self.layout.opaque() else {
            return self;
        };
        let (from, to) = (self.layout.channels(), opaque.channels());
        if self.pixels.chunks_exact(from).all(|pixel| pixel[to] == u8::MAX) {
            let count = self.pixels.len() / from;
            for index in 1..count {
                self.pixels.copy_within(index * from..index * from + to, index * to);
            }
            self.pixels.truncate(count * to);
            self.pixels.shrink_to_fit();
            self.layout = opaque;
        }
        self
    }
}

/// Brings 16-bit samples, in the machine's byte order, to 8 bits in place: no variant keeps more.
pub(crate) fn narrow(samples: &mut Vec<u8>) {
    let count = samples.len() / 2;
    for index in 0..count {
        let wide = u16::from_ne_bytes([samples[2 * index], samples[2 * index + 1]]);
        let [_, rounded, ..] = (u32::from(wide) * 255 + 32_895).to_be_bytes();
        samples[index] = rounded;
    }
    samples.truncate(count);
    samples.shrink_to_fit();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_round_to_eight() {
        for wide in 0..=u16::MAX {
            let mut samples = wide.to_ne_bytes().to_vec();
            narrow(&mut samples);
            assert_eq!(u32::from(samples[0]), (2 * u32::from(wide) + 257) / 514, "{wide}");
        }
    }

    #[test]
    fn only_an_idle_alpha_is_forgotten() {
        let picture = |layout, pixels: &[u8]| Picture { width: 2, height: 1, layout, pixels: pixels.to_vec() };
        let opaque = picture(Layout::Rgba, &[1, 2, 3, 255, 4, 5, 6, 255]).without_idle_alpha();
        assert_eq!((opaque.layout, opaque.pixels), (Layout::Rgb, vec![1, 2, 3, 4, 5, 6]));
        let grey = picture(Layout::GreyAlpha, &[1, 255, 2, 255]).without_idle_alpha();
        assert_eq!((grey.layout, grey.pixels), (Layout::Grey, vec![1, 2]));
        let holed = picture(Layout::Rgba, &[1, 2, 3, 255, 4, 5, 6, 254]).without_idle_alpha();
        assert_eq!(holed.layout, Layout::Rgba);
        let inks = picture(Layout::Cmyk, &[1, 2, 3, 255, 4, 5, 6, 255]).without_idle_alpha();
        assert_eq!(inks.layout, Layout::Cmyk);
    }
}

//! Between RGB and planes, by the factors of JFIF in 16.16 fixed point.

use image::RgbImage;

use super::{Plane, Planes};

const HALF: i32 = 1 << 15;
/// Half way up for a difference of colour, and rounding that keeps the ends in range.
const CENTRE: i32 = (128 << 16) + HALF - 1;

impl Planes {
    /// The planes of an RGB picture, each sample of colour for the mean of four pixels.
    pub(crate) fn from_rgb(image: &RgbImage) -> Self {
        let [width, height] = [image.width(), image.height()].map(|side| side as usize);
        let mut luma = Plane::for_pixels(width, height, 1);
        let [mut blue, mut red] = [0; 2].map(|_| Plane::for_pixels(width, height, 2));
        let rows = image.as_raw().chunks_exact(width * 3);
        for (row, samples) in rows.zip(luma.samples.chunks_exact_mut(width)) {
            for (pixel, sample) in row.as_chunks::<3>().0.iter().zip(samples) {
                *sample = brightness(pixel.map(i32::from));
            }
        }
        let pairs = image.as_raw().chunks(width * 6);
        let across = width.div_ceil(2);
        let blue_rows = blue.samples.chunks_exact_mut(across);
        for ((pair, blue), red) in pairs.zip(blue_rows).zip(red.samples.chunks_exact_mut(across)) {
            let (upper, lower) = pair.split_at(width * 3);
            // the last row of an odd height has none below it
            let lower = if lower.is_empty() { upper } else { lower };
            let columns = upper.chunks(6).zip(lower.chunks(6));
            for (((upper, lower), blue), red) in columns.zip(blue).zip(red) {
                let right = upper.len() - 3;
                let sum = |hue: usize| {
                    [upper[hue], upper[right + hue], lower[hue], lower[right + hue]].map(i32::from).iter().sum::<i32>()
                };
                (*blue, *red) = colour([sum(0), sum(1), sum(2)]);
            }
        }
        Self { width, height, luma, chroma: Some([blue, red]) }
    }

    /// The RGB picture; chroma must have a sample for each pixel.
    pub(crate) fn into_rgb(self) -> Option<RgbImage> {
        let [width, height] = [self.width, self.height].map(|side| u32::try_from(side).ok());
        let pixels = match &self.chroma {
            None => self.luma.samples.iter().flat_map(|grey| [*grey; 3]).collect(),
            Some([blue, red]) => {
                let colours = blue.samples.iter().zip(&red.samples);
                let mut pixels = vec![0; self.luma.samples.len() * 3];
                let places = pixels.as_chunks_mut::<3>().0;
                for ((place, light), (blue, red)) in places.iter_mut().zip(&self.luma.samples).zip(colours) {
                    *place = rgb([*light, *blue, *red].map(i32::from));
                }
                pixels
            }
        };
        RgbImage::from_raw(width?, height?, pixels)
    }
}

fn brightness([red, green, blue]: [i32; 3]) -> u8 {
    low_byte((19_595 * red + 38_470 * green + 7_471 * blue + HALF) >> 16)
}

/// The two differences of colour of four pixels' sum.
fn colour([red, green, blue]: [i32; 3]) -> (u8, u8) {
    let bluer = -11_059 * red - 21_709 * green + 32_768 * blue;
    let redder = 32_768 * red - 27_439 * green - 5_329 * blue;
    (low_byte((bluer / 4 + CENTRE) >> 16), low_byte((redder / 4 + CENTRE) >> 16))
}

fn rgb([light, blue, red]: [i32; 3]) -> [u8; 3] {
    let (blue, red) = (blue - 128, red - 128);
    [
        light + ((91_881 * red + HALF) >> 16),
        light - ((22_554 * blue + 46_802 * red + HALF) >> 16),
        light + ((116_130 * blue + HALF) >> 16),
    ]
    .map(|value| low_byte(value.clamp(0, 255)))
}

fn low_byte(value: i32) -> u8 {
    let [low, ..] = value.to_le_bytes();
    low
}

/// Samples of brightness as video has them, from 16 to 235.
pub(crate) fn video_luma(samples: &[u8]) -> Vec<u8> {
    // 219 / 255, in 1 / 65536
    samples.iter().map(|sample| low_byte((i32::from(*sample) * 56_284 + (16 << 16) + HALF) >> 16)).collect()
}

/// Samples of colour as video has them, from 16 to 240.
pub(crate) fn video_chroma(samples: &[u8]) -> Vec<u8> {
    // 224 / 255, in 1 / 65536, around the middle
    samples.iter().map(|sample| low_byte(((i32::from(*sample) - 128) * 57_569 + (128 << 16) + HALF) >> 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rgb_survives_the_way_there_and_back() {
        for colour in [[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [12, 200, 99]] {
            let planes = Planes::from_rgb(&RgbImage::from_pixel(1, 1, image::Rgb(colour)));
            let back = planes.into_rgb().unwrap();
            let near = back.as_raw().iter().zip(colour).all(|(found, wanted)| found.abs_diff(wanted) <= 2);
            assert!(near, "{colour:?} came back as {:?}", back.as_raw());
        }
    }

    #[test]
    fn the_ends_of_video_are_met() {
        assert_eq!(video_luma(&[0, 255]), [16, 235]);
        assert_eq!(video_chroma(&[0, 128, 255]), [16, 128, 240]);
    }

    #[test]
    fn colours_are_those_of_the_pixels_that_are_there() {
        let image =
            RgbImage::from_fn(3, 3, |x, y| image::Rgb(if x == 2 && y == 2 { [255, 0, 0] } else { [0, 0, 255] }));
        let [blue, red] = Planes::from_rgb(&image).chroma.unwrap();
        assert_eq!((blue.width, blue.height, red.samples[3]), (2, 2, 255));
        assert_eq!(blue.samples[0], 255);
    }
}

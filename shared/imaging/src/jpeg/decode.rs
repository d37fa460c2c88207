//! From a JPEG to its planes at the size they are wanted in, or a little larger.

use super::bits::Bits;
use super::coefficients::{self, Extent, Progress};
use super::markers::{Component, Markers, Scan};
use super::scaled::Scaler;
use crate::planes::{Chroma, Plane, Planes};

/// A plane on its way out of the file.
struct Channel {
    component: Component,
    scaler: Scaler,
    plane: Plane,
    /// Blocks that hold samples of the plane, side by side and one above the other.
    blocks: (usize, usize),
    /// Blocks a row of the kept coefficients has.
    stride: usize,
    /// All coefficients of a progressive picture.
    kept: Vec<i16>,
    seen: bool,
}

/// The planes of a JPEG, scaled down to no less than `width` x `height`.
///
/// `None` for every JPEG that is not brightness and two differences of colour, is damaged, or has a rare feature:
/// the general decoder decides about those.
pub(crate) fn decode(file: &[u8], (width, height): (usize, usize), chroma: Chroma) -> Option<Planes> {
    let mut markers = Markers::default();
    let (mut scan, mut at) = markers.next_scan(file, 2)?;
    if !markers.is_luminance() || markers.width < width || markers.height < height {
        return None;
    }
    let mut channels = channels(&markers, (width, height), chroma)?;
    loop {
        at = read(&markers, &scan, &mut channels, file, at)?;
        match markers.next_scan(file, at) {
            Some((next, data)) => (scan, at) = (next, data),
            None => break,
        }
    }
    for channel in &mut channels {
        channel.seen.then_some(())?;
        if markers.progressive {
            channel.develop(markers.quantisers(&channel.component)?);
        }
    }
    let mut planes = channels.into_iter().map(|channel| channel.plane);
    let luma = planes.next()?;
    let chroma = planes.next().zip(planes.next()).map(|(blue, red)| [blue, red]);
    Some(Planes { width: markers.width, height: markers.height, luma, chroma })
}

fn channels(markers: &Markers, wanted: (usize, usize), chroma: Chroma) -> Option<Vec<Channel>> {
    let (across, down) = markers.sampling();
    let units = (markers.width.div_ceil(8 * across), markers.height.div_ceil(8 * down));
    let made = markers.components.iter().enumerate().map(|(index, component)| {
        let fewer = if index > 0 { chroma.fewer() } else { 1 };
        let reaches = |side: usize, factor: usize, finest: usize, wanted: usize, size: usize| {
            side * factor * size * fewer >= wanted * 8 * finest
        };
        let enough = |size: &usize| {
            reaches(markers.width, component.across, across, wanted.0, *size)
                && reaches(markers.height, component.down, down, wanted.1, *size)
        };
        let size = (1..8).find(enough).unwrap_or(8);
        let extent = |side: usize, factor: usize, finest: usize| {
            #[expect(clippy::cast_precision_loss, reason = "a side has 16 bits")]
            let exact = (side * factor * size) as f64 / (8 * finest) as f64;
            exact
        };
        let blocks = |side: usize, factor: usize, finest: usize| (side * factor).div_ceil(finest).div_ceil(8);
        let stride = units.0 * component.across;
        Some(Channel {
            component: component.clone(),
            scaler: Scaler::new(size),
            plane: Plane::new(
                extent(markers.width, component.across, across),
                extent(markers.height, component.down, down),
            ),
            blocks: (blocks(markers.width, component.across, across), blocks(markers.height, component.down, down)),
            stride,
            kept: if markers.progressive { vec![0; stride * units.1 * component.down * 64] } else { Vec::new() },
            seen: false,
        })
    });
    made.collect()
}

/// Reads one scan; where the file goes on behind it.
fn read(markers: &Markers, scan: &Scan, channels: &mut [Channel], file: &[u8], at: usize) -> Option<usize> {
    let mut bits = Bits::new(file, at);
    let mut previous = vec![0; scan.parts.len()];
    let mut progress = Progress::default();
    let alone = scan.parts.len() == 1;
    let whole = scan.first == 0 && scan.last == 63 && scan.before == 0 && scan.left == 0;
    let banded = (scan.first == 0) == (scan.last == 0) && (scan.first == 0 || alone) && scan.left < 14;
    (if markers.progressive { banded } else { whole }).then_some(())?;
    let (columns, rows) = if alone {
        channels[scan.parts[0].0].blocks
    } else {
        let (across, down) = markers.sampling();
        (markers.width.div_ceil(8 * across), markers.height.div_ceil(8 * down))
    };
    for unit in 0..columns * rows {
        if markers.interval > 0 && unit > 0 && unit % markers.interval == 0 {
            bits.restart().then_some(())?;
            previous.fill(0);
            progress.idle = 0;
        }
        if bits.overran() {
            return None;
        }
        let (left, top) = (unit % columns, unit / columns);
        for (&(index, dc, ac), previous) in scan.parts.iter().zip(&mut previous) {
            let channel = &mut channels[index];
            let tables = (markers.dc.get(dc)?.as_ref(), markers.ac.get(ac)?.as_ref());
            let (across, down) =
                if alone { Component::LONE } else { (channel.component.across, channel.component.down) };
            for place in 0..across * down {
                let (x, y) = (left * across + place % across, top * down + place / across);
                if markers.progressive {
                    let block = channel.kept_block(x, y)?;
                    coefficients::progressive(&mut bits, tables, previous, scan, &mut progress, block)?;
                } else {
                    let mut block = [0.0; 64];
                    let tables = (tables.0?, tables.1?);
                    let quantisers = markers.quantisers(&channel.component)?;
                    let extent = coefficients::sequential(&mut bits, tables, previous, quantisers, &mut block)?;
                    channel.put(x, y, &block, extent);
                }
            }
            channel.seen = true;
        }
    }
    (!bits.overran()).then(|| bits.end())
}

impl Channel {
    fn kept_block(&mut self, x: usize, y: usize) -> Option<&mut [i16; 64]> {
        self.kept.as_chunks_mut().0.get_mut(y * self.stride + x)
    }

    /// Turns the coefficients of a progressive picture into samples.
    fn develop(&mut self, quantisers: &[f32; 64]) {
        let kept = std::mem::take(&mut self.kept);
        let (blocks, _) = kept.as_chunks::<64>();
        for y in 0..self.blocks.1 {
            for x in 0..self.blocks.0 {
                let coefficients = &blocks[y * self.stride + x];
                let mut block = [0.0; 64];
                for ((value, coefficient), quantiser) in block.iter_mut().zip(coefficients).zip(quantisers) {
                    *value = f32::from(*coefficient) * quantiser;
                }
                self.put(x, y, &block, Extent::of(coefficients));
            }
        }
    }

    /// Writes the samples of a block into the plane, as far as they lie in it.
    fn put(&mut self, x: usize, y: usize, block: &[f32; 64], extent: Extent) {
        let size = self.scaler.size;
        let (left, top) = (x * size, y * size);
        if left >= self.plane.width || top >= self.plane.height {
            return;
        }
        let mut samples = [[0; 8]; 8];
        self.scaler.samples(block, extent.rows, extent.columns, &mut samples);
        let count = size.min(self.plane.width - left);
        let rows = self.plane.samples[top * self.plane.width..].chunks_exact_mut(self.plane.width);
        for (row, samples) in rows.zip(&samples).take(size) {
            match row[left..left + count].first_chunk_mut::<8>() {
                Some(eight) => *eight = *samples,
                None => row[left..left + count].copy_from_slice(&samples[..count]),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_difference(one: &Plane, other: &Plane) -> f64 {
        assert_eq!((one.width, one.height), (other.width, other.height));
        let sum: f64 = one.samples.iter().zip(&other.samples).map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
        sum / f64::from(u32::try_from(one.samples.len()).unwrap())
    }

    #[test]
    fn photos_of_other_encoders_are_what_another_decoder_sees() {
        // one of them progressive by libjpeg, whose later scans refine what is there
        for name in ["progressive.jpg", "landscape.jpg", "test-avatar.jpg", "portrait.jpg"] {
            let file = std::fs::read(format!("{}/../../tests/photos/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            let seen = Planes::from_rgb(&image::load_from_memory(&file).unwrap().into_rgb8());
            let made = decode(&file, (seen.width, seen.height), Chroma::Half).unwrap();
            assert!(
                mean_difference(&made.luma, &seen.luma) < 0.6,
                "{name}: {}",
                mean_difference(&made.luma, &seen.luma)
            );
            for (made, seen) in made.chroma.iter().flatten().zip(seen.chroma.iter().flatten()) {
                assert!(mean_difference(made, seen) < 1.0, "{name}: {}", mean_difference(made, seen));
            }
        }
    }

    #[test]
    fn what_is_damaged_is_left_to_the_general_decoder() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/photos/landscape.jpg");
        let file = std::fs::read(path).unwrap();
        for cut in [20, 1000, file.len() / 2, file.len() - 200] {
            assert!(decode(&file[..cut], (1, 1), Chroma::Half).is_none(), "cut at {cut}");
        }
    }
}

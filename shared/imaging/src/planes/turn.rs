//! Turning planes the way their camera was held.

use image::metadata::Orientation;

use super::{Plane, Planes};

/// Side of the squares that are turned at once, so that rows read and rows written both stay in the cache.
const TILE: usize = 32;

impl Planes {
    /// The picture as it is meant to be seen.
    pub(crate) fn upright(self, orientation: Orientation) -> Self {
        let (turned, mirrored, flipped) = match orientation {
            Orientation::NoTransforms => return self,
            Orientation::FlipHorizontal => (false, true, false),
            Orientation::Rotate180 => (false, true, true),
            Orientation::FlipVertical => (false, false, true),
            Orientation::Rotate90FlipH => (true, false, false),
            Orientation::Rotate90 => (true, true, false),
            Orientation::Rotate270FlipH => (true, true, true),
            Orientation::Rotate270 => (true, false, true),
        };
        let (width, height) = if turned { (self.height, self.width) } else { (self.width, self.height) };
        let upright = |plane: Plane| {
            let mut plane = if turned { plane.transposed() } else { plane };
            if mirrored {
                plane.mirror();
            }
            if flipped {
                plane.flip();
            }
            plane
        };
        Self { width, height, luma: upright(self.luma), chroma: self.chroma.map(|planes| planes.map(upright)) }
    }
}

impl Plane {
    /// Columns become rows.
    fn transposed(&self) -> Self {
        let mut turned = vec![0; self.samples.len()];
        for top in (0..self.height).step_by(TILE) {
            for left in (0..self.width).step_by(TILE) {
                for x in left..self.width.min(left + TILE) {
                    let below = self.height.min(top + TILE);
                    let row = &mut turned[x * self.height + top..x * self.height + below];
                    let column = self.samples[top * self.width + x..].iter().step_by(self.width);
                    row.iter_mut().zip(column).for_each(|(to, from)| *to = *from);
                }
            }
        }
        Self { width: self.height, height: self.width, extent: (self.extent.1, self.extent.0), samples: turned }
    }

    /// Left becomes right.
    fn mirror(&mut self) {
        let shifted = outside(self.width, self.extent.0);
        for row in self.samples.chunks_exact_mut(self.width) {
            row.reverse();
            if shifted {
                for left in 1..row.len() {
                    row[left - 1] = mean(row[left - 1], row[left]);
                }
            }
        }
    }

    /// Up becomes down.
    fn flip(&mut self) {
        let (width, shifted) = (self.width, outside(self.height, self.extent.1));
        for y in 0..self.height / 2 {
            let (upper, lower) = self.samples.split_at_mut((self.height - 1 - y) * width);
            upper[y * width..(y + 1) * width].swap_with_slice(&mut lower[..width]);
        }
        if shifted {
            for at in width..self.samples.len() {
                self.samples[at - width] = mean(self.samples[at - width], self.samples[at]);
            }
        }
    }
}

/// Whether half of the last sample lies outside of the picture: after turning it would be the first one, and all of
/// them would lie half a sample aside of what they belong to.
fn outside(samples: usize, extent: f64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "a side has 16 bits")]
    let beyond = samples as f64 - extent;
    beyond > 0.25
}

fn mean(one: u8, other: u8) -> u8 {
    one.midpoint(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(orientation: u8) -> Vec<u8> {
        let luma = Plane { samples: vec![1, 2, 3, 4, 5, 6], ..Plane::for_pixels(3, 2, 1) };
        let planes = Planes { width: 3, height: 2, luma, chroma: None };
        planes.upright(Orientation::from_exif(orientation).unwrap()).luma.samples
    }

    #[test]
    fn each_orientation_is_undone() {
        let all: Vec<_> = (1..=8).map(turned).collect();
        assert_eq!(
            all,
            [
                [1, 2, 3, 4, 5, 6],
                [3, 2, 1, 6, 5, 4],
                [6, 5, 4, 3, 2, 1],
                [4, 5, 6, 1, 2, 3],
                [1, 4, 2, 5, 3, 6],
                [4, 1, 5, 2, 6, 3],
                [6, 3, 5, 2, 4, 1],
                [3, 6, 2, 5, 1, 4],
            ]
        );
    }

    #[test]
    fn a_half_sample_beyond_the_edge_stays_there() {
        let mut plane = Plane { samples: vec![10, 20, 30], ..Plane::for_pixels(5, 2, 2) };
        plane.mirror();
        assert_eq!(plane.samples, [25, 15, 10]);
        plane.flip();
        assert_eq!(plane.samples, [25, 15, 10]);
    }
}

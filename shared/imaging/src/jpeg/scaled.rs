//! From the frequencies of a block to its samples, at any number of eighths of its size.
//!
//! Everything is a sum of products in a fixed order, so that every machine gives the same samples.

use std::f64::consts::PI;

/// Samples per unit of coefficient: `cosines[k][x]` for frequency k and sample x, zero from `size` on.
pub(super) struct Scaler {
    pub(super) size: usize,
    cosines: [[f32; 8]; 8],
}

/// The coefficients of a block, row by row, times their quantisers.
pub(super) type Block = [f32; 64];

impl Scaler {
    /// Blocks of 8 x 8 to `size` x `size`, 1 to 8.
    pub(super) fn new(size: usize) -> Self {
        let mut cosines = [[0.0; 8]; 8];
        for (k, row) in cosines.iter_mut().enumerate().take(size) {
            for (x, cosine) in row.iter_mut().enumerate().take(size) {
                *cosine = cosine_of(k, x, size);
            }
        }
        Self { size, cosines }
    }

    /// Writes the samples into the first `size` places of `size` rows; `rows` and `columns` say how many of the
    /// coefficients' can be other than zero.
    pub(super) fn samples(&self, block: &Block, rows: usize, columns: usize, out: &mut [[u8; 8]; 8]) {
        match self.size {
            1 => self.sized::<1>(block, rows, columns, out),
            2 => self.sized::<2>(block, rows, columns, out),
            3 => self.sized::<3>(block, rows, columns, out),
            4 => self.sized::<4>(block, rows, columns, out),
            5 => self.sized::<5>(block, rows, columns, out),
            6 => self.sized::<6>(block, rows, columns, out),
            7 => self.sized::<7>(block, rows, columns, out),
            _ => self.sized::<8>(block, rows, columns, out),
        }
    }

    fn sized<const SIZE: usize>(&self, block: &Block, rows: usize, columns: usize, out: &mut [[u8; 8]; 8]) {
        let (coefficients, _) = block.as_chunks::<8>();
        let mut upright = [[0.0_f32; 8]; SIZE];
        for (k, row) in coefficients.iter().enumerate().take(rows.min(SIZE)) {
            for (x, sums) in upright.iter_mut().enumerate() {
                let cosine = self.cosines[k][x];
                for (sum, coefficient) in sums.iter_mut().zip(row) {
                    *sum += cosine * coefficient;
                }
            }
        }
        for (sums, samples) in upright.iter().zip(out.iter_mut()) {
            let mut light = [128.0_f32; 8];
            for (sum, cosines) in sums.iter().zip(&self.cosines).take(columns.min(SIZE)) {
                for (value, cosine) in light.iter_mut().zip(cosines) {
                    *value += sum * cosine;
                }
            }
            for (sample, value) in samples.iter_mut().zip(light) {
                *sample = rounded(value);
            }
        }
    }
}

/// The nearest whole number from 0 to 255.
#[inline]
fn rounded(value: f32) -> u8 {
    // unlike `clamp`, an instruction each
    let value = if value > 0.0 { value } else { 0.0 };
    let value = if value < 255.0 { value } else { 255.0 };
    // where f32 has steps of one, its lowest byte is the number
    let [low, ..] = (value + 12_582_912.0).to_bits().to_le_bytes();
    low
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "factors of a few digits")]
fn cosine_of(k: usize, x: usize, size: usize) -> f32 {
    let (k, x, size) = (k as f64, x as f64, size as f64);
    let norm = if k == 0.0 { 1.0 } else { 2.0_f64.sqrt() };
    // an orthonormal transform of `size`, and sqrt(size / 8) for the energy that the rest had
    (norm / 8.0_f64.sqrt() * ((2.0 * x + 1.0) * k * PI / (2.0 * size)).cos()) as f32
}

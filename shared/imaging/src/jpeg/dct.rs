//! From the samples of a block to its frequencies, by the method of Arai, Agui and Nakajima.
//!
//! Eight columns are done at once; every machine does the same sums in the same order.

use std::f32::consts::{FRAC_1_SQRT_2, SQRT_2};

/// What the method leaves out of frequency k, to be divided by together with the quantiser.
#[expect(clippy::cast_possible_truncation, reason = "factors of a few digits")]
pub(super) fn scale(k: usize) -> f32 {
    let factor = [1.0, 1.387_039_845, 1.306_562_965, 1.175_875_602, 1.0, 0.785_694_958, 0.541_196_100, 0.275_899_379];
    (factor[k] * 8.0_f64.sqrt()) as f32
}

type Row = [f32; 8];

/// The scaled frequencies of a block of samples around 0, column by column instead of row by row.
pub(super) fn frequencies(block: &mut [Row; 8]) {
    eight(block);
    *block = transposed(block);
    eight(block);
}

fn transposed(block: &[Row; 8]) -> [Row; 8] {
    let mut turned = [[0.0; 8]; 8];
    for (y, row) in block.iter().enumerate() {
        for (x, value) in row.iter().enumerate() {
            turned[x][y] = *value;
        }
    }
    turned
}

fn add(one: &Row, other: &Row) -> Row {
    std::array::from_fn(|x| one[x] + other[x])
}

fn sub(one: &Row, other: &Row) -> Row {
    std::array::from_fn(|x| one[x] - other[x])
}

fn times(row: &Row, factor: f32) -> Row {
    row.map(|value| value * factor)
}

/// The transform of each column.
fn eight(rows: &mut [Row; 8]) {
    let sums: [Row; 4] = std::array::from_fn(|y| add(&rows[y], &rows[7 - y]));
    let differences: [Row; 4] = std::array::from_fn(|y| sub(&rows[y], &rows[7 - y]));

    let (outer, inner) = (add(&sums[0], &sums[3]), add(&sums[1], &sums[2]));
    let (outer_gap, inner_gap) = (sub(&sums[0], &sums[3]), sub(&sums[1], &sums[2]));
    let turned = times(&add(&inner_gap, &outer_gap), FRAC_1_SQRT_2);
    rows[0] = add(&outer, &inner);
    rows[4] = sub(&outer, &inner);
    rows[2] = add(&outer_gap, &turned);
    rows[6] = sub(&outer_gap, &turned);

    let low = add(&differences[3], &differences[2]);
    let middle = add(&differences[2], &differences[1]);
    let high = add(&differences[1], &differences[0]);
    let shared = times(&sub(&low, &high), 0.382_683_43);
    let left = add(&times(&low, 0.541_196_1), &shared);
    let right = add(&times(&high, 1.306_563), &shared);
    let centre = times(&middle, SQRT_2 / 2.0);
    let (above, below) = (add(&differences[0], &centre), sub(&differences[0], &centre));
    rows[5] = add(&below, &left);
    rows[3] = sub(&below, &left);
    rows[1] = add(&above, &right);
    rows[7] = sub(&above, &right);
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    fn it_is_the_cosine_transform() {
        let sample = |x: usize, y: usize| (((x * 37 + y * 91 + x * y * 13) % 256) as f32) - 128.0;
        let mut block: [Row; 8] = std::array::from_fn(|y| std::array::from_fn(|x| sample(x, y)));
        frequencies(&mut block);
        for (v, u) in (0..8).flat_map(|v| (0..8).map(move |u| (v, u))) {
            let norm = |k: usize| if k == 0 { (1.0_f64 / 8.0).sqrt() } else { 0.5 };
            let wave = |k: usize, x: usize| ((2 * x + 1) as f64 * k as f64 * PI / 16.0).cos();
            let terms = (0..64).map(|i| f64::from(sample(i % 8, i / 8)) * wave(u, i % 8) * wave(v, i / 8));
            let wanted = terms.sum::<f64>() * norm(u) * norm(v);
            let found = f64::from(block[u][v] / (scale(u) * scale(v)));
            assert!((found - wanted).abs() < 0.01, "{u} {v}: {found} is not {wanted}");
        }
    }
}

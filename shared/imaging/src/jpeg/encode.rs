//! From planes to a baseline JPEG of one scan, 4:2:0 or grey, with tables made for it.

use super::dct;
use super::optimal::{Counts, Optimal};
use super::tables::{NATURAL, quantisers};
use crate::ImageError;
use crate::planes::{Plane, Planes};

mod write;

/// Quantised coefficients in the order of the file.
struct Block {
    values: [i16; 64],
    /// A bit for each that is not zero, the lowest for the first: most are.
    filled: u64,
}

/// What one kind of plane is divided by, column by column.
type Reciprocals = [[f32; 8]; 8];

/// The file of a picture; quality is from 50 to 99.
pub(crate) fn encode(planes: &Planes, quality: u16) -> Result<Vec<u8>, ImageError> {
    if !planes.is_ready() {
        return Err(ImageError::internal("planes of other sizes than the picture"));
    }
    let tables = quantisers(quality);
    let blocks = blocks(planes, &tables.map(|table| reciprocals(&table)));
    let kinds = if planes.chroma.is_some() { &write::COLOUR[..] } else { &write::GREY[..] };
    let mut counts = [[[0; 256]; 2]; 2];
    let mut count = |kind: usize, class: usize, symbol: u8, _: u32, _: u32| {
        let counts: &mut Counts = &mut counts[kind][class];
        counts[usize::from(symbol)] += 1;
    };
    write::symbols(&blocks, kinds, &mut count);
    let huffman = counts.map(|classes| classes.map(|counts| Optimal::new(&counts)));
    Ok(write::file(planes, &tables, &huffman, &blocks, kinds))
}

fn reciprocals(quantisers: &[u8; 64]) -> Reciprocals {
    std::array::from_fn(|x| {
        std::array::from_fn(|y| 1.0 / (f32::from(quantisers[y * 8 + x]) * dct::scale(x) * dct::scale(y)))
    })
}

/// All blocks in the order of the scan.
fn blocks(planes: &Planes, reciprocals: &[Reciprocals; 2]) -> Vec<Block> {
    let Some([blue, red]) = &planes.chroma else {
        let (across, down) = (planes.width.div_ceil(8), planes.height.div_ceil(8));
        let units = 0..across * down;
        return units.map(|unit| block(&planes.luma, unit % across, unit / across, &reciprocals[0])).collect();
    };
    let (across, down) = (planes.width.div_ceil(16), planes.height.div_ceil(16));
    let mut blocks = Vec::with_capacity(across * down * 6);
    for unit in 0..across * down {
        let (x, y) = (unit % across, unit / across);
        for place in 0..4 {
            blocks.push(block(&planes.luma, x * 2 + place % 2, y * 2 + place / 2, &reciprocals[0]));
        }
        blocks.push(block(blue, x, y, &reciprocals[1]));
        blocks.push(block(red, x, y, &reciprocals[1]));
    }
    blocks
}

/// The block in column x and row y of blocks; the edges of the plane go on beyond it.
fn block(plane: &Plane, x: usize, y: usize, reciprocals: &Reciprocals) -> Block {
    let mut samples = [[0.0; 8]; 8];
    let left = x * 8;
    for (row, below) in samples.iter_mut().zip(y * 8..) {
        let start = below.min(plane.height - 1) * plane.width;
        let line = &plane.samples[start..start + plane.width];
        let eight = match line.get(left..left + 8).and_then(|eight| eight.first_chunk::<8>()) {
            Some(eight) => *eight,
            None => std::array::from_fn(|right| line[(left + right).min(plane.width - 1)]),
        };
        *row = eight.map(|sample| f32::from(sample) - 128.0);
    }
    dct::frequencies(&mut samples);
    for (row, reciprocals) in samples.iter_mut().zip(reciprocals) {
        row.iter_mut().zip(reciprocals).for_each(|(value, reciprocal)| *value *= reciprocal);
    }
    let columns = samples.map(|column| column.map(rounded));
    let values = NATURAL.map(|place| columns[usize::from(place % 8)][usize::from(place / 8)]);
    let filled = values.iter().rev().fold(0, |filled, value| filled << 1 | u64::from(*value != 0));
    Block { values, filled }
}

/// The nearest whole number.
fn rounded(value: f32) -> i16 {
    // where f32 has steps of one, its lowest two bytes are the number
    let [low, high, ..] = (value + 12_582_912.0).to_bits().to_le_bytes();
    i16::from_le_bytes([low, high])
}

//! The frequencies of one block, out of the entropy-coded data: all at once, or refined scan by scan.

use super::bits::Bits;
use super::huffman::Huffman;
use super::markers::Scan;
use super::scaled::Block;
use super::tables::NATURAL;

/// What of a block can be other than zero, for the transform to leave out the rest.
#[derive(Clone, Copy, Default)]
pub(super) struct Extent {
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl Extent {
    #[inline]
    fn grow(&mut self, place: usize) {
        self.rows = self.rows.max(place / 8 + 1);
        self.columns = self.columns.max(place % 8 + 1);
    }

    /// That of coefficients as they are.
    pub(super) fn of(coefficients: &[i16; 64]) -> Self {
        let mut extent = Self { rows: 1, columns: 1 };
        for (place, _) in coefficients.iter().enumerate().filter(|(_, coefficient)| **coefficient != 0) {
            extent.grow(place);
        }
        extent
    }
}

/// Reads a whole block of a sequential scan into `block`, which holds zeros; `None` for data that cannot be.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "a coefficient has at most 16 bits")]
pub(super) fn sequential(
    bits: &mut Bits<'_>,
    (dc, ac): (&Huffman, &Huffman),
    previous: &mut i32,
    quantisers: &[f32; 64],
    block: &mut Block,
) -> Option<Extent> {
    *previous = step(bits, dc, *previous)?;
    block[0] = *previous as f32 * quantisers[0];
    let mut extent = Extent { rows: 1, columns: 1 };
    let mut at = 1;
    while at < 64 {
        bits.refill();
        let value = match ac.coefficient(bits) {
            Some((value, zeros)) => {
                at += usize::from(zeros);
                i32::from(value)
            }
            None => match run(ac.symbol(bits)?) {
                (15, 0) => {
                    at += 16;
                    continue;
                }
                (_, 0) => break,
                (zeros, size) => {
                    at += zeros;
                    bits.number(size)
                }
            },
        };
        let place = usize::from(*NATURAL.get(at)?);
        block[place] = value as f32 * quantisers[place];
        extent.grow(place);
        at += 1;
    }
    Some(extent)
}

/// The next DC value, which is coded as the difference to the one before.
#[inline]
fn step(bits: &mut Bits<'_>, dc: &Huffman, previous: i32) -> Option<i32> {
    bits.refill();
    let size = dc.symbol(bits)?;
    let value = previous + if size < 16 { bits.number(size.into()) } else { return None };
    (value.unsigned_abs() < 1 << 16).then_some(value)
}

/// How many zeros a symbol stands for and how many bits follow it.
#[inline]
fn run(symbol: u8) -> (usize, u32) {
    ((symbol >> 4).into(), (symbol & 15).into())
}

/// What a progressive scan carries from block to block.
#[derive(Default)]
pub(super) struct Progress {
    /// Blocks that still have nothing new in this scan.
    pub(super) idle: u32,
}

/// Adds what a progressive scan says of a block; `None` for data that cannot be.
pub(super) fn progressive(
    bits: &mut Bits<'_>,
    (dc, ac): (Option<&Huffman>, Option<&Huffman>),
    previous: &mut i32,
    scan: &Scan,
    progress: &mut Progress,
    block: &mut [i16; 64],
) -> Option<()> {
    bits.refill();
    match (scan.first, scan.before) {
        (0, 0) => {
            *previous = step(bits, dc?, *previous)?;
            block[0] = i16::try_from(*previous << scan.left).ok()?;
            Some(())
        }
        (0, _) => {
            block[0] |= i16::from(bits.take(1) == 1) << scan.left;
            Some(())
        }
        (_, 0) => spectrum(bits, ac?, scan, progress, block),
        _ => refinement(bits, ac?, scan, progress, block),
    }
}

/// The first scan over some coefficients.
fn spectrum(
    bits: &mut Bits<'_>,
    ac: &Huffman,
    scan: &Scan,
    progress: &mut Progress,
    block: &mut [i16; 64],
) -> Option<()> {
    if progress.idle > 0 {
        progress.idle -= 1;
        return Some(());
    }
    let mut at = scan.first;
    while at <= scan.last {
        bits.refill();
        match run(ac.symbol(bits)?) {
            (15, 0) => at += 16,
            (zeros, 0) => {
                progress.idle = idle_blocks(bits, zeros) - 1;
                break;
            }
            (zeros, size) => {
                at += zeros;
                let place = usize::from(*NATURAL.get(at).filter(|_| at <= scan.last)?);
                block[place] = i16::try_from(bits.number(size) << scan.left).ok()?;
                at += 1;
            }
        }
    }
    Some(())
}

/// One more bit of each coefficient that is there, and those that only this bit brings.
fn refinement(
    bits: &mut Bits<'_>,
    ac: &Huffman,
    scan: &Scan,
    progress: &mut Progress,
    block: &mut [i16; 64],
) -> Option<()> {
    let bit = 1_i16 << scan.left;
    let mut at = scan.first;
    while progress.idle == 0 && at <= scan.last {
        bits.refill();
        let (mut zeros, value) = match run(ac.symbol(bits)?) {
            (15, 0) => (15, 0),
            (blocks, 0) => {
                progress.idle = idle_blocks(bits, blocks);
                break;
            }
            (zeros, 1) => (zeros, if bits.take(1) == 1 { bit } else { -bit }),
            _ => return None,
        };
        loop {
            let coefficient = &mut block[usize::from(*NATURAL.get(at).filter(|_| at <= scan.last)?)];
            at += 1;
            if *coefficient != 0 {
                refine(bits, coefficient, bit);
            } else if zeros == 0 {
                *coefficient = value;
                break;
            } else {
                zeros -= 1;
            }
            if at > scan.last {
                // the zeros may reach to the end of the band
                break;
            }
        }
    }
    if progress.idle > 0 {
        progress.idle -= 1;
        for place in &NATURAL[at..=scan.last] {
            let coefficient = &mut block[usize::from(*place)];
            if *coefficient != 0 {
                refine(bits, coefficient, bit);
            }
        }
    }
    Some(())
}

fn refine(bits: &mut Bits<'_>, coefficient: &mut i16, bit: i16) {
    bits.refill();
    if bits.take(1) == 1 && *coefficient & bit == 0 {
        *coefficient += bit * coefficient.signum();
    }
}

fn idle_blocks(bits: &mut Bits<'_>, exponent: usize) -> u32 {
    bits.refill();
    let exponent = u32::try_from(exponent).unwrap_or_default();
    (1 << exponent) + bits.take(exponent)
}

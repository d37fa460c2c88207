//! The bytes of a JPEG around and in its scan.

use super::Block;
use crate::jpeg::optimal::Optimal;
use crate::jpeg::tables::NATURAL;
use crate::planes::Planes;

/// Which plane each block of a unit belongs to.
pub(super) const COLOUR: [usize; 6] = [0, 0, 0, 0, 1, 2];
/// The same for a picture without colour.
pub(super) const GREY: [usize; 1] = [0];

/// A run of sixteen zeros, and the end of a block.
const SIXTEEN_ZEROS: u8 = 0xF0;
const END: u8 = 0;

/// Calls `symbol` with kind of plane (0 brightness, 1 colour), class (0 DC, 1 AC), symbol, and the bits that follow it
/// and their number.
pub(super) fn symbols(blocks: &[Block], unit: &[usize], symbol: &mut impl FnMut(usize, usize, u8, u32, u32)) {
    let mut previous = [0_i32; 3];
    for blocks in blocks.chunks_exact(unit.len()) {
        for (block, &plane) in blocks.iter().zip(unit) {
            let kind = plane.min(1);
            let dc = i32::from(block.values[0]);
            let (size, bits) = number(dc - previous[plane]);
            previous[plane] = dc;
            symbol(kind, 0, size, bits, size.into());
            let (mut last, mut filled) = (0, block.filled & !1);
            while filled != 0 {
                let at = filled.trailing_zeros() as usize;
                filled &= filled - 1;
                let zeros = at - last - 1;
                last = at;
                for _ in 0..zeros / 16 {
                    symbol(kind, 1, SIXTEEN_ZEROS, 0, 0);
                }
                let (size, bits) = number(block.values[at].into());
                let zeros = u8::try_from(zeros % 16).unwrap_or_default();
                symbol(kind, 1, zeros << 4 | size, bits, size.into());
            }
            if last < 63 {
                symbol(kind, 1, END, 0, 0);
            }
        }
    }
}

/// How many bits a number takes, and these bits: negative ones are counted from below.
fn number(value: i32) -> (u8, u32) {
    let size = 32 - value.unsigned_abs().leading_zeros();
    let bits = if value < 0 { value - 1 } else { value }.cast_unsigned() & ((1 << size) - 1);
    (u8::try_from(size).unwrap_or_default(), bits)
}

pub(super) fn file(
    planes: &Planes,
    quantisers: &[[u8; 64]; 2],
    huffman: &[[Optimal; 2]; 2],
    blocks: &[Block],
    unit: &[usize],
) -> Vec<u8> {
    let kinds = unit.len().min(2);
    let mut file = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    for (index, table) in (0..).zip(&quantisers[..kinds]) {
        let values = NATURAL.iter().map(|place| table[usize::from(*place)]);
        segment(&mut file, 0xDB, [index].into_iter().chain(values));
    }
    let sides = [planes.height, planes.width].map(|side| u16::try_from(side).unwrap_or(u16::MAX).to_be_bytes());
    let planes: &[[u8; 3]] = if kinds == 1 { &[[1, 0x11, 0]] } else { &[[1, 0x22, 0], [2, 0x11, 1], [3, 0x11, 1]] };
    let count = u8::try_from(planes.len()).unwrap_or_default();
    let frame = [8].into_iter().chain(sides.into_iter().flatten()).chain([count]);
    segment(&mut file, 0xC0, frame.chain(planes.iter().flatten().copied()));
    for (kind, tables) in (0..).zip(&huffman[..kinds]) {
        for (class, table) in (0..).zip(tables) {
            let body = [class << 4 | kind].into_iter().chain(table.lengths);
            segment(&mut file, 0xC4, body.chain(table.symbols.iter().copied()));
        }
    }
    let parts = planes.iter().flat_map(|plane| [plane[0], plane[2] << 4 | plane[2]]);
    segment(&mut file, 0xDA, [count].into_iter().chain(parts).chain([0, 63, 0]));
    let mut out = Bits { file, window: 0, count: 0 };
    symbols(blocks, unit, &mut |kind, class, symbol, bits, count| {
        let (code, length) = huffman[kind][class].codes[usize::from(symbol)];
        out.put(code << count | bits, length + count);
    });
    out.finish()
}

fn segment(file: &mut Vec<u8>, marker: u8, body: impl Iterator<Item = u8>) {
    file.extend([0xFF, marker, 0, 0]);
    let start = file.len();
    file.extend(body);
    let length = u16::try_from(file.len() - start + 2).unwrap_or(u16::MAX);
    file[start - 2..start].copy_from_slice(&length.to_be_bytes());
}

/// Entropy-coded data, with a zero after each byte that would look like a marker.
struct Bits {
    file: Vec<u8>,
    /// The bits that are not in the file yet, at the low end.
    window: u64,
    count: u32,
}

impl Bits {
    /// Appends up to 32 bits.
    #[inline]
    fn put(&mut self, bits: u32, count: u32) {
        self.window = self.window << count | u64::from(bits);
        self.count += count;
        if self.count >= 32 {
            self.count -= 32;
            #[expect(clippy::cast_possible_truncation, reason = "the upper bits are in the file already")]
            let word = (self.window >> self.count) as u32;
            self.word(word.to_be_bytes());
        }
    }

    fn word(&mut self, bytes: [u8; 4]) {
        if !bytes.contains(&0xFF) {
            self.file.extend(bytes);
            return;
        }
        for byte in bytes {
            self.byte(byte);
        }
    }

    fn byte(&mut self, byte: u8) {
        self.file.push(byte);
        if byte == 0xFF {
            self.file.push(0);
        }
    }

    /// Fills the last byte with ones and ends the file.
    fn finish(mut self) -> Vec<u8> {
        self.put(0x7F, 7);
        while self.count >= 8 {
            self.count -= 8;
            #[expect(clippy::cast_possible_truncation, reason = "the upper bits are in the file already")]
            let byte = (self.window >> self.count) as u8;
            self.byte(byte);
        }
        self.file.extend([0xFF, 0xD9]);
        self.file
    }
}

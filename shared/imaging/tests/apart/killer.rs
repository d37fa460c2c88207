//! A WebP of one megabyte whose decoder needs far more than any budget: 65 536 groups of full Huffman tables.

/// Bits as lossless WebP has them: the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn put(&mut self, value: u32, count: usize) {
        for bit in 0..count {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if value >> bit & 1 == 1 {
                *self.bytes.last_mut().unwrap() |= 1 << (self.count % 8);
            }
            self.count += 1;
        }
    }

    /// A code of one symbol of eight bits, which then takes no bits at all.
    fn one(&mut self, symbol: u32) {
        self.put(0b101, 3);
        self.put(symbol, 8);
    }

    /// A code in which each of 256 symbols has eight bits.
    fn full(&mut self) {
        self.put(0, 1);
        // twelve lengths of code lengths, in the order 17 18 0 1 2 3 4 5 16 6 7 8: only eight occurs
        self.put(12 - 4, 4);
        (0..11).for_each(|_| self.put(0, 3));
        self.put(1, 3);
        self.put(0, 1);
    }
}

pub(crate) fn webp() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0x2F, 8);
    bits.put(3999, 14);
    bits.put(3999, 14);
    // no alpha, version 0, no transform, no colour cache, several groups in tiles of 512
    bits.put(0, 1 + 3 + 1 + 1);
    bits.put(1, 1);
    bits.put(7, 3);
    // the picture of the tiles: one colour, whose group is the highest there can be
    bits.put(0, 1);
    for symbol in [255, 255, 0, 0, 0] {
        bits.one(symbol);
    }
    for _ in 0..1 << 16 {
        bits.one(0);
        (0..3).for_each(|_| bits.full());
        bits.one(0);
    }
    bits.put(0, 32);
    let body = bits.bytes;
    let length = u32::try_from(body.len()).unwrap();
    let padding = vec![0; body.len() % 2];
    let riff = u32::try_from(12 + body.len() + padding.len()).unwrap();
    [b"RIFF", &riff.to_le_bytes()[..], b"WEBPVP8L", &length.to_le_bytes(), &body, &padding].concat()
}

//! Huffman tables as a file defines them.

use super::bits::{Bits, extended};

/// Bits that one look-up decides on; longer codes are rare.
const REACH: u32 = 10;

/// Decodes the symbols of one table.
#[derive(Clone)]
pub(super) struct Huffman {
    /// Symbol and length of the code that the next bits begin with; length 0 for longer ones.
    short: Box<[(u8, u8); 1 << REACH]>,
    /// For the next bits, where they hold a code and its number whole: the number, the zeros before it, all bits.
    whole: Box<[(i16, u8, u8); 1 << REACH]>,
    /// For each length: the first 16-bit pattern beyond its codes, and what to add to a code for its symbol's index.
    long: [(u32, i32); 17],
    symbols: Vec<u8>,
}

impl Huffman {
    /// The table with `counts` codes of the lengths 1 to 16; `None` when the codes do not fit.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut short = Box::new([(0, 0); 1 << REACH]);
        let mut long = [(0, 0); 17];
        let (mut code, mut index) = (0_u32, 0_usize);
        for length in 1..=16_u32 {
            let count = usize::from(counts[length as usize - 1]);
            long[length as usize].1 = i32::try_from(index).ok()? - code.cast_signed();
            for &symbol in symbols.get(index..index + count)? {
                if length <= REACH {
                    let first = (code << (REACH - length)) as usize;
                    short.get_mut(first..first + (1 << (REACH - length)))?.fill((symbol, u8::try_from(length).ok()?));
                }
                code += 1;
            }
            if code > 1 << length {
                return None;
            }
            long[length as usize].0 = code << (16 - length);
            index += count;
            code <<= 1;
        }
        let whole = whole(&short);
        Some(Self { short, whole, long, symbols: symbols.to_vec() })
    }

    /// The next symbol, of bits that are available.
    #[inline]
    pub(super) fn symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let (symbol, length) = self.short[bits.peek(REACH)];
        if length > 0 {
            bits.skip(length.into());
            return Some(symbol);
        }
        self.long_symbol(bits)
    }

    #[cold]
    fn long_symbol(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let next = u32::try_from(bits.peek(16)).ok()?;
        let length = (REACH + 1..=16).find(|length| next < self.long[*length as usize].0)?;
        bits.skip(length);
        let code = (next >> (16 - length)).cast_signed();
        self.symbols.get(usize::try_from(code + self.long[length as usize].1).ok()?).copied()
    }

    /// A coefficient that is not zero and the number of zeros before it, if one look-up finds both.
    #[inline]
    pub(super) fn coefficient(&self, bits: &mut Bits<'_>) -> Option<(i16, u8)> {
        let (value, zeros, length) = self.whole[bits.peek(REACH)];
        (length > 0).then(|| {
            bits.skip(length.into());
            (value, zeros)
        })
    }
}

fn whole(short: &[(u8, u8); 1 << REACH]) -> Box<[(i16, u8, u8); 1 << REACH]> {
    let mut whole = Box::new([(0, 0, 0); 1 << REACH]);
    for (next, entry) in (0_u32..).zip(whole.iter_mut()) {
        let (symbol, length) = short[next as usize];
        let (zeros, size) = (symbol >> 4, u32::from(symbol & 15));
        let all = u32::from(length) + size;
        if length > 0 && size > 0 && all <= REACH {
            let number = next >> (REACH - all) & ((1 << size) - 1);
            // of at most nine bits
            *entry = (extended(number, size).try_into().unwrap_or_default(), zeros, all.try_into().unwrap_or_default());
        }
    }
    whole
}

//! Entropy-coded data, bit by bit.

/// Reads bits up to the next marker; beyond it there are zeros, which [`Bits::overran`] tells.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, the first of them highest.
    window: u64,
    /// How many bits of `window` were read from the file.
    count: u32,
    /// How many zero bits stand for data that is not there.
    missing: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at, window: 0, count: 0, missing: 0 }
    }

    /// Makes at least 32 bits available.
    #[inline]
    pub(super) fn refill(&mut self) {
        if self.count >= 32 {
            return;
        }
        let next = self.data.get(self.at..self.at + 4).and_then(|bytes| bytes.try_into().ok());
        match next.map(u32::from_be_bytes) {
            Some(word) if !has_ff(word) => {
                self.window |= u64::from(word) << (32 - self.count);
                self.count += 32;
                self.at += 4;
            }
            _ => self.refill_slowly(),
        }
    }

    #[cold]
    fn refill_slowly(&mut self) {
        while self.count < 32 {
            let byte = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xFF), Some(0)) => {
                    self.at += 2;
                    0xFF
                }
                (Some(0xFF) | None, _) => {
                    self.missing += 8;
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.window |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next `count` bits, 1 to 16, without going past them.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "16 bits fit")]
    pub(super) fn peek(&self, count: u32) -> usize {
        (self.window >> (64 - count)) as usize
    }

    #[inline]
    pub(super) fn skip(&mut self, count: u32) {
        self.window <<= count;
        self.count -= count;
    }

    /// The next `count` bits, 0 to 16, of those that [`Bits::refill`] made available.
    #[inline]
    pub(super) fn take(&mut self, count: u32) -> u32 {
        if count == 0 {
            return 0;
        }
        #[expect(clippy::cast_possible_truncation, reason = "16 bits fit")]
        let bits = self.peek(count) as u32;
        self.skip(count);
        bits
    }

    /// A number of `size` bits, 0 to 15, as JPEG writes numbers with a sign.
    #[inline]
    pub(super) fn number(&mut self, size: u32) -> i32 {
        extended(self.take(size), size)
    }

    /// Whether more bits were taken than there are.
    pub(super) fn overran(&self) -> bool {
        self.missing > self.count
    }

    /// Goes on behind the restart marker that must come now.
    pub(super) fn restart(&mut self) -> bool {
        let exhausted = self.count.saturating_sub(self.missing) < 8;
        let marker = self.data.get(self.at..self.at + 2);
        let found = exhausted && !self.overran() && matches!(marker, Some([0xFF, 0xD0..=0xD7]));
        *self = Self::new(self.data, self.at + 2);
        found
    }

    /// Where the marker lies that ended the data.
    pub(super) fn end(&self) -> usize {
        self.at
    }
}

/// Bits without a leading one are a negative number, counted from below.
#[inline]
pub(super) fn extended(bits: u32, size: u32) -> i32 {
    let value = bits.cast_signed();
    if size > 0 && bits >> (size - 1) == 0 { value - (1 << size) + 1 } else { value }
}

fn has_ff(word: u32) -> bool {
    let inverse = !word;
    inverse.wrapping_sub(0x0101_0101) & !inverse & 0x8080_8080 != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuffed_bytes_are_data_and_markers_are_the_end() {
        let mut bits = Bits::new(&[0xAB, 0xFF, 0x00, 0x12, 0xFF, 0xD9], 0);
        bits.refill();
        assert_eq!([bits.take(8), bits.take(8), bits.take(8)], [0xAB, 0xFF, 0x12]);
        assert!(!bits.overran());
        bits.refill();
        assert_eq!(bits.take(5), 0);
        assert!(bits.overran());
        assert_eq!(bits.end(), 4);
    }

    #[test]
    fn numbers_have_their_signs() {
        assert_eq!([extended(0, 0), extended(0, 1), extended(1, 1), extended(0, 3), extended(7, 3)], [0, -1, 1, -7, 7]);
    }

    #[test]
    fn every_place_of_an_ff_is_seen() {
        for shift in [0, 8, 16, 24] {
            assert!(has_ff(0xFF << shift));
            assert!(has_ff(0x01FE_0180 | 0xFF << shift));
        }
        assert!(!has_ff(0xFE01_00FE));
    }
}

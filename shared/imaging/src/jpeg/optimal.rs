//! The best Huffman table for the symbols that a picture turned out to have.

/// How often each symbol occurs.
pub(super) type Counts = [u32; 256];

/// Longest code that the format allows.
const LONGEST: usize = 16;

/// A table as it stands in a file, and the codes it gives.
pub(super) struct Optimal {
    /// How many codes there are of each length.
    pub(super) lengths: [u8; LONGEST],
    /// The symbols, those with the shortest codes first.
    pub(super) symbols: Vec<u8>,
    /// Code and length of each symbol.
    pub(super) codes: [(u32, u32); 256],
}

impl Optimal {
    pub(super) fn new(counts: &Counts) -> Self {
        let mut symbols: Vec<u8> = (0..=u8::MAX).filter(|symbol| counts[usize::from(*symbol)] > 0).collect();
        symbols.sort_by_key(|symbol| std::cmp::Reverse(counts[usize::from(*symbol)]));
        let weights = symbols.iter().rev().map(|symbol| counts[usize::from(*symbol)]);
        let lengths = limited(depths(weights.collect()));
        let (mut codes, mut code, mut rest) = ([(0, 0); 256], 0, symbols.iter());
        for (length, count) in (1..).zip(lengths) {
            for symbol in rest.by_ref().take(count.into()) {
                codes[usize::from(*symbol)] = (code, length);
                code += 1;
            }
            code <<= 1;
        }
        Self { lengths, symbols, codes }
    }
}

/// How many codes of each length a tree over `weights`, lightest first, has.
fn depths(weights: Vec<u32>) -> Vec<usize> {
    // one more that never occurs, because no code may be all ones
    let leaves: Vec<u64> = [0].into_iter().chain(weights.into_iter().map(u64::from)).collect();
    let count = leaves.len();
    let mut parents = vec![0; 2 * count - 1];
    let mut joined: Vec<u64> = Vec::new();
    let (mut leaf, mut join) = (0, 0);
    while joined.len() + 1 < count {
        let mut lightest = || {
            let take_leaf = leaf < count && joined.get(join).is_none_or(|weight| leaves[leaf] <= *weight);
            let (node, weight) = if take_leaf { (leaf, leaves[leaf]) } else { (count + join, joined[join]) };
            *(if take_leaf { &mut leaf } else { &mut join }) += 1;
            (node, weight)
        };
        let (one, other) = (lightest(), lightest());
        parents[one.0] = count + joined.len();
        parents[other.0] = count + joined.len();
        joined.push(one.1 + other.1);
    }
    let mut depth = vec![0; 2 * count - 1];
    for node in (0..2 * count - 2).rev() {
        depth[node] = depth[parents[node]] + 1;
    }
    let mut lengths = vec![0; count.max(LONGEST) + 1];
    depth[..count].iter().for_each(|length| lengths[*length] += 1);
    lengths
}

/// Brings codes that are too long up to the longest allowed, and drops the one of all ones.
fn limited(mut lengths: Vec<usize>) -> [u8; LONGEST] {
    for length in (LONGEST + 1..lengths.len()).rev() {
        while lengths[length] > 0 {
            // two leaves become one, and the other goes beside a shorter one that moves down
            let shorter = (1..length - 1).rev().find(|shorter| lengths[*shorter] > 0).unwrap_or(1);
            lengths[length] -= 2;
            lengths[length - 1] += 1;
            lengths[shorter + 1] += 2;
            lengths[shorter] -= 1;
        }
    }
    if let Some(last) = (1..=LONGEST).rev().find(|length| lengths[*length] > 0) {
        lengths[last] -= 1;
    }
    std::array::from_fn(|index| u8::try_from(lengths[index + 1]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_good(counts: &Counts) {
        let table = Optimal::new(counts);
        let used = counts.iter().filter(|count| **count > 0).count();
        assert_eq!(table.symbols.len(), used);
        assert_eq!(table.lengths.iter().map(|count| usize::from(*count)).sum::<usize>(), used);
        let space: u32 = (1..).zip(table.lengths).map(|(length, count)| u32::from(count) << (16 - length)).sum();
        assert!(space < 1 << 16, "a code of all ones");
        for (symbol, count) in counts.iter().enumerate() {
            assert_eq!(table.codes[symbol].1 > 0, *count > 0);
        }
    }

    #[test]
    fn every_symbol_has_a_code_and_none_is_all_ones() {
        for used in [1, 2, 3, 17, 162, 256] {
            let mut even = [0; 256];
            even[..used].fill(7);
            assert_good(&even);
        }
    }

    #[test]
    fn codes_that_would_be_too_long_are_shortened() {
        let mut counts = [0; 256];
        let (mut one, mut other) = (1, 1);
        for count in counts.iter_mut().take(40) {
            *count = one;
            (one, other) = (other, one + other);
        }
        assert_good(&counts);
    }
}

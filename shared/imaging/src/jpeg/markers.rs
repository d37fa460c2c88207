//! What a JPEG says before and between its scans, as far as this decoder understands it.

use super::huffman::Huffman;
use super::tables::NATURAL;

/// One of the planes a JPEG is made of.
#[derive(Clone)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Blocks side by side, and one above the other, in a unit of an interleaved scan.
    pub(super) across: usize,
    pub(super) down: usize,
    quantiser: usize,
}

impl Component {
    /// Blocks in a unit of a scan that holds one component only.
    pub(super) const LONE: (usize, usize) = (1, 1);
}

/// Tables and facts in force.
#[derive(Default)]
pub(super) struct Markers {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) progressive: bool,
    pub(super) components: Vec<Component>,
    quantisers: [Option<[f32; 64]>; 4],
    pub(super) dc: [Option<Huffman>; 4],
    pub(super) ac: [Option<Huffman>; 4],
    /// Units between restart markers; 0 for none.
    pub(super) interval: usize,
    jfif: bool,
    /// The colour transform an Adobe marker names.
    adobe: Option<u8>,
}

/// A scan about to be read.
pub(super) struct Scan {
    /// For each component in it: which of the frame's it is, and its tables of DC and AC.
    pub(super) parts: Vec<(usize, usize, usize)>,
    /// The first and last coefficient in it.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Bits of precision that the scans so far left out, and that this one still does.
    pub(super) before: u8,
    pub(super) left: u8,
}

impl Markers {
    /// Reads segments from `at` until a scan begins; where its data begin. `None` at the end and for what is not
    /// understood.
    pub(super) fn next_scan(&mut self, file: &[u8], mut at: usize) -> Option<(Scan, usize)> {
        loop {
            while file.get(at)? != &0xFF || matches!(file.get(at + 1)?, 0 | 0xFF | 0xD0..=0xD7) {
                at += 1;
            }
            let marker = file[at + 1];
            if marker == 0xD9 {
                return None;
            }
            let length = usize::from(u16::from_be_bytes([*file.get(at + 2)?, *file.get(at + 3)?]));
            let body = file.get(at + 4..at + 2 + length)?;
            at += 2 + length;
            match marker {
                0xC0..=0xC2 => self.frame(marker == 0xC2, body)?,
                0xC4 => self.huffman(body)?,
                0xDA => return Some((self.scan(body)?, at)),
                0xDB => self.quantiser(body)?,
                0xDD => self.interval = u16::from_be_bytes([*body.first()?, *body.get(1)?]).into(),
                0xE0 if body.starts_with(b"JFIF\0") => self.jfif = true,
                0xEE if body.starts_with(b"Adobe") => self.adobe = body.get(11).copied(),
                _ => {}
            }
        }
    }

    /// Whether the planes are brightness, or brightness and the two differences of colour.
    pub(super) fn is_luminance(&self) -> bool {
        match (self.components.len(), self.adobe) {
            (1, _) | (3, Some(1)) => true,
            (3, None) => self.jfif || self.components.iter().map(|component| component.id).ne(*b"RGB"),
            _ => false,
        }
    }

    /// The quantisers of a component, row by row.
    pub(super) fn quantisers(&self, component: &Component) -> Option<&[f32; 64]> {
        self.quantisers.get(component.quantiser)?.as_ref()
    }

    /// The largest sampling factors.
    pub(super) fn sampling(&self) -> (usize, usize) {
        let across = self.components.iter().map(|component| component.across).max().unwrap_or(1);
        let down = self.components.iter().map(|component| component.down).max().unwrap_or(1);
        (across, down)
    }

    fn frame(&mut self, progressive: bool, body: &[u8]) -> Option<()> {
        let &[8, h1, h2, w1, w2, count, ref rest @ ..] = body else { return None };
        (self.width, self.height) = (u16::from_be_bytes([w1, w2]).into(), u16::from_be_bytes([h1, h2]).into());
        self.progressive = progressive;
        let known = self.components.is_empty() && matches!(count, 1 | 3) && rest.len() == usize::from(count) * 3;
        for part in rest.chunks_exact(3) {
            let (across, down) = (usize::from(part[1] >> 4), usize::from(part[1] & 15));
            // a lone plane has no unit but the block
            let (across, down) = if count == 1 { (1, 1) } else { (across, down) };
            let usual = matches!(across, 1 | 2 | 4) && matches!(down, 1 | 2 | 4);
            self.components.push(Component { id: part[0], across, down, quantiser: part[2].into() });
            usual.then_some(())?;
        }
        let (across, down) = self.sampling();
        let blocks: usize = self.components.iter().map(|component| component.across * component.down).sum();
        // the standard's limit, and the first plane the finest
        (known && blocks <= 10 && (self.components[0].across, self.components[0].down) == (across, down)).then_some(())
    }

    fn quantiser(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((&kind, rest)) = body.split_first() {
            let wide = kind >> 4 == 1;
            let (values, rest) = rest.split_at_checked(if wide { 128 } else { 64 })?;
            let table = self.quantisers.get_mut(usize::from(kind & 15))?.insert([0.0; 64]);
            for (index, place) in NATURAL.into_iter().enumerate() {
                table[usize::from(place)] = if wide {
                    u16::from_be_bytes([values[2 * index], values[2 * index + 1]]).into()
                } else {
                    values[index].into()
                };
            }
            body = rest;
        }
        Some(())
    }

    fn huffman(&mut self, mut body: &[u8]) -> Option<()> {
        while let Some((&kind, rest)) = body.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>()?;
            let total = counts.iter().map(|count| usize::from(*count)).sum();
            let (symbols, rest) = rest.split_at_checked(total)?;
            let class = if kind >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            *class.get_mut(usize::from(kind & 15))? = Some(Huffman::new(counts, symbols)?);
            body = rest;
        }
        Some(())
    }

    fn scan(&self, body: &[u8]) -> Option<Scan> {
        let (&count, rest) = body.split_first()?;
        let (parts, rest) = rest.split_at_checked(usize::from(count) * 2)?;
        let &[first, last, precision] = rest else { return None };
        let parts = parts.chunks_exact(2).map(|part| {
            let index = self.components.iter().position(|component| component.id == part[0])?;
            Some((index, usize::from(part[1] >> 4), usize::from(part[1] & 15)))
        });
        let parts: Vec<_> = parts.collect::<Option<_>>()?;
        let known = !parts.is_empty() && first <= last && last < 64;
        known.then(|| Scan {
            parts,
            first: first.into(),
            last: last.into(),
            before: precision >> 4,
            left: precision & 15,
        })
    }
}

//! JPEG: markers, segments and scans up to the end-of-image marker.
//!
//! The decoder fills a missing tail with grey and says nothing, so the end marker after the last scan is looked for
//! here. Segments are stepped over by their length: the end marker of a thumbnail inside of EXIF does not count.

use image::metadata::Orientation;

use super::bytes::Bytes;
use super::{Coding, Header, orientation};
use crate::ImageError;
use crate::color::MAX_PROFILE;

/// More scans than any encoder writes: each costs a pass over the whole picture.
const MAX_SCANS: u32 = 100;

const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;

#[derive(Default)]
struct Walk<'a> {
    frame: Option<Frame>,
    /// Components in the first scan; fewer than the frame has means that every coefficient is kept until the end.
    first_scan: u8,
    scans: u32,
    exif: Option<&'a [u8]>,
    icc: Vec<(u8, u8, &'a [u8])>,
    adobe: bool,
}

struct Frame {
    progressive: bool,
    width: u16,
    height: u16,
    /// Horizontal and vertical sampling factors of each component.
    sampling: Vec<(u64, u64)>,
}

pub(super) fn walk(file: &[u8]) -> Result<Header<'_>, ImageError> {
    let mut input = Bytes(file);
    input.take(2)?;
    let mut walk = Walk::default();
    loop {
        let marker = if walk.scans == 0 { header_marker(&mut input)? } else { scan_marker(&mut input)? };
        if marker == EOI {
            return walk.finish(file);
        }
        let length = input.u16_be()?;
        let body =
            input.take(usize::from(length).checked_sub(2).ok_or_else(|| ImageError::corrupt("a bad length"))?)?;
        walk.segment(marker, body)?;
    }
}

/// The next marker among the headers, where only stray bytes may lie between segments.
fn header_marker(input: &mut Bytes<'_>) -> Result<u8, ImageError> {
    match skip_to_code(input)? {
        0 => Err(ImageError::corrupt("stray data among the headers")),
        marker => Ok(marker),
    }
}

/// The next marker that ends entropy-coded data: neither a stuffed zero nor a restart.
fn scan_marker(input: &mut Bytes<'_>) -> Result<u8, ImageError> {
    loop {
        match skip_to_code(input)? {
            0 | 0xD0..=0xD7 => {}
            marker => return Ok(marker),
        }
    }
}

/// The first byte after a run of 0xFF.
fn skip_to_code(input: &mut Bytes<'_>) -> Result<u8, ImageError> {
    let start = input.0.iter().position(|&byte| byte == 0xFF).ok_or_else(|| ImageError::corrupt("it has no end"))?;
    input.take(start)?;
    loop {
        match input.byte()? {
            0xFF => {}
            code => return Ok(code),
        }
    }
}

impl<'a> Walk<'a> {
    fn segment(&mut self, marker: u8, body: &'a [u8]) -> Result<(), ImageError> {
        match marker {
            0xC0..=0xC2 if self.frame.is_some() => Err(ImageError::corrupt("two frames"))?,
            0xC0..=0xC2 => self.frame = Some(Frame::read(marker == 0xC2, Bytes(body))?),
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                Err(ImageError::UnsupportedFeature("lossless, hierarchical or arithmetic JPEG".into()))?;
            }
            SOS => {
                if self.scans == 0 {
                    self.first_scan = Bytes(body).byte()?;
                }
                self.scans += 1;
                if self.scans > MAX_SCANS {
                    Err(ImageError::TooComplex("it has too many scans".into()))?;
                }
            }
            APP1 if self.exif.is_none() && body.starts_with(b"Exif\0\0") => self.exif = Some(body),
            APP2 => {
                if let Some([number, count, part @ ..]) = body.strip_prefix(b"ICC_PROFILE\0") {
                    self.icc.push((*number, *count, part));
                }
            }
            APP14 if body.starts_with(b"Adobe") => self.adobe = true,
            _ => {}
        }
        Ok(())
    }

    fn finish(self, file: &'a [u8]) -> Result<Header<'a>, ImageError> {
        let profile = self.profile();
        let frame = self.frame.ok_or_else(|| ImageError::corrupt("it has no frame"))?;
        if self.scans == 0 {
            return Err(ImageError::corrupt("it has no scan"));
        }
        let components = u8::try_from(frame.sampling.len()).map_err(ImageError::corrupt)?;
        let interleaved = self.first_scan == components;
        let kept = match (frame.progressive, interleaved) {
            (true, _) => frame.coefficient_bytes(),
            (false, true) => 0,
            // the samples of each component, at half the size of the coefficients, until the last scan is read
            (false, false) => frame.coefficient_bytes() / 2 * 3,
        };
        let output = u64::from(frame.width) * u64::from(frame.height) * u64::from(components);
        Ok(Header {
            width: frame.width.into(),
            height: frame.height.into(),
            channels: components.into(),
            cost: output + kept,
            orientation: self.exif.map_or(Orientation::NoTransforms, orientation),
            coding: Coding::Jpeg {
                file,
                progressive: frame.progressive,
                components,
                interleaved,
                adobe: self.adobe,
                profile,
            },
        })
    }

    /// The ICC profile put together from its numbered parts; `None` when a part is missing or it is absurdly large.
    fn profile(&self) -> Option<Vec<u8>> {
        let mut parts = self.icc.clone();
        parts.sort_by_key(|(number, ..)| *number);
        let complete = !parts.is_empty()
            && (1..).zip(&parts).all(|(expected, (number, ..))| *number == expected)
            && parts.iter().all(|(_, count, _)| usize::from(*count) == parts.len());
        let size: usize = parts.iter().map(|(.., part)| part.len()).sum();
        (complete && size <= MAX_PROFILE).then(|| parts.iter().flat_map(|(.., part)| part.iter().copied()).collect())
    }
}

impl Frame {
    fn read(progressive: bool, mut body: Bytes<'_>) -> Result<Self, ImageError> {
        if body.byte()? != 8 {
            return Err(ImageError::UnsupportedFeature("JPEG samples of more than 8 bits".into()));
        }
        let (height, width) = (body.u16_be()?, body.u16_be()?);
        if width == 0 || height == 0 {
            return Err(ImageError::corrupt("it has no pixels"));
        }
        let components = body.byte()?;
        if !matches!(components, 1 | 3 | 4) {
            return Err(ImageError::UnsupportedFeature("a JPEG of this many components".into()));
        }
        let mut sampling = Vec::new();
        for _ in 0..components {
            let [_, factors, _] = body.array()?;
            let (across, down) = (factors >> 4, factors & 15);
            if !(1..=4).contains(&across) || !(1..=4).contains(&down) {
                return Err(ImageError::corrupt("a bad sampling factor"));
            }
            sampling.push((across.into(), down.into()));
        }
        Ok(Self { progressive, width, height, sampling })
    }

    /// Two bytes for every coefficient of every block, the padding of the last ones included.
    fn coefficient_bytes(&self) -> u64 {
        let across = self.sampling.iter().map(|(across, _)| *across).max().unwrap_or(1);
        let down = self.sampling.iter().map(|(_, down)| *down).max().unwrap_or(1);
        let units = u64::from(self.width).div_ceil(8 * across) * u64::from(self.height).div_ceil(8 * down);
        self.sampling.iter().map(|(across, down)| units * across * down * 128).sum()
    }
}

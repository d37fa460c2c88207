//! WebP: the chunks of a RIFF container.
//!
//! Every frame in the file is measured, wherever it lies: the decoder allocates what a frame claims before it
//! compares that with the canvas.

use image::metadata::Orientation;

use super::bytes::Bytes;
use super::{Coding, Header, orientation};
use crate::ImageError;

#[derive(Default)]
struct Walk {
    canvas: Option<(u32, u32)>,
    animated: bool,
    alpha: bool,
    lossless: bool,
    frames: u32,
    exif: Option<Orientation>,
}

pub(super) fn walk(file: &[u8]) -> Result<Header<'_>, ImageError> {
    let mut input = Bytes(file);
    input.take(4)?;
    let length = input.u32_le()?;
    let riff = input.take_u32(length)?;
    let container = &file[..8 + riff.len()];
    let mut chunks = Bytes(riff);
    chunks.take(4)?;
    let mut walk = Walk::default();
    while !chunks.is_empty() {
        let (kind, body) = chunk(&mut chunks)?;
        walk.chunk(kind, body)?;
    }
    walk.finish(container)
}

/// One chunk; the pad byte after an odd length may be missing at the very end.
fn chunk<'a>(input: &mut Bytes<'a>) -> Result<([u8; 4], &'a [u8]), ImageError> {
    let kind = input.array()?;
    let length = input.u32_le()?;
    let body = input.take_u32(length)?;
    if length % 2 == 1 && !input.is_empty() {
        input.byte()?;
    }
    Ok((kind, body))
}

impl Walk {
    fn chunk(&mut self, kind: [u8; 4], body: &[u8]) -> Result<(), ImageError> {
        let mut input = Bytes(body);
        match &kind {
            b"VP8X" => {
                let flags = input.byte()?;
                self.animated = flags & 0x02 != 0;
                self.alpha = flags & 0x10 != 0;
                input.take(3)?;
                self.canvas = Some((input.u24_le()? + 1, input.u24_le()? + 1));
            }
            b"ANMF" => {
                input.take(16)?;
                while !input.is_empty() {
                    let (kind, body) = chunk(&mut input)?;
                    if matches!(&kind, b"VP8 " | b"VP8L") {
                        self.frame(kind, body)?;
                    }
                }
            }
            b"VP8 " | b"VP8L" => self.frame(kind, body)?,
            b"EXIF" => self.exif = Some(orientation(body)),
            _ => {}
        }
        Ok(())
    }

    /// Measures a frame, which may be no larger than the canvas.
    fn frame(&mut self, kind: [u8; 4], body: &[u8]) -> Result<(), ImageError> {
        let mut input = Bytes(body);
        let (width, height) = if kind == *b"VP8L" {
            self.lossless = true;
            input.byte()?;
            let bits = input.u32_le()?;
            self.alpha |= self.canvas.is_none() && bits & (1 << 28) != 0;
            ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        } else {
            input.take(6)?;
            (u32::from(input.u16_le()? & 0x3FFF), u32::from(input.u16_le()? & 0x3FFF))
        };
        if width == 0 || height == 0 {
            return Err(ImageError::corrupt("it has no pixels"));
        }
        let (canvas_width, canvas_height) = *self.canvas.get_or_insert((width, height));
        if width > canvas_width || height > canvas_height {
            return Err(ImageError::corrupt("a frame is larger than its canvas"));
        }
        self.frames += 1;
        Ok(())
    }

    fn finish(self, container: &[u8]) -> Result<Header<'_>, ImageError> {
        let (width, height) =
            self.canvas.filter(|_| self.frames > 0).ok_or_else(|| ImageError::corrupt("it has no frame"))?;
        let channels = if self.alpha { 4 } else { 3 };
        Ok(Header {
            width,
            height,
            channels,
            cost: u64::from(width) * u64::from(height) * (channels + self.beside_the_picture()),
            orientation: self.exif.unwrap_or(Orientation::NoTransforms),
            coding: Coding::WebP(container),
        })
    }

    /// Bytes per pixel that the decoder holds besides the picture it hands out.
    fn beside_the_picture(&self) -> u64 {
        let planes = 2;
        let alpha_plane = 5;
        let argb = 4;
        match (self.animated, self.lossless) {
            // a canvas, the frame as RGBA, and what the frame was decoded from
            (true, _) => argb + argb + planes + alpha_plane,
            (false, true) if self.alpha => 1,
            (false, true) => argb,
            (false, false) if self.alpha => planes + alpha_plane,
            (false, false) => planes,
        }
    }
}

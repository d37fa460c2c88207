//! PNG: chunks up to IEND; those that say nothing about pixels never reach the decoder.

use image::metadata::Orientation;

use super::bytes::Bytes;
use super::{Coding, Header, orientation};
use crate::ImageError;
use crate::color::MAX_PROFILE;

const SIGNATURE: usize = 8;

pub(super) fn walk(file: &[u8]) -> Result<Header<'_>, ImageError> {
    let mut input = Bytes(file);
    let mut kept = input.take(SIGNATURE)?.to_vec();
    let mut image = None;
    let mut transparent = false;
    let mut upright = Orientation::NoTransforms;
    loop {
        let mut chunk = input;
        let length = chunk.u32_be()?;
        let kind = chunk.array()?;
        let body = chunk.take_u32(length)?;
        chunk.take(4)?;
        let whole = input.take(input.0.len() - chunk.0.len())?;
        match &kind {
            b"IHDR" if image.is_none() => image = Some(Image::read(Bytes(body))?),
            b"IHDR" => return Err(ImageError::corrupt("two headers")),
            b"tRNS" => transparent = true,
            b"eXIf" => upright = orientation(body),
            _ => {}
        }
        let fits = kind != *b"iCCP" || body.len() <= MAX_PROFILE;
        if matches!(&kind, b"IHDR" | b"PLTE" | b"tRNS" | b"iCCP" | b"IDAT" | b"IEND") && fits {
            kept.extend_from_slice(whole);
        }
        if kind == *b"IEND" {
            break;
        }
    }
    let image = image.ok_or_else(|| ImageError::corrupt("it has no header"))?;
    let channels = image.channels(transparent)?;
    Ok(Header {
        width: image.width,
        height: image.height,
        channels,
        cost: u64::from(image.width)
            .saturating_mul(u64::from(image.height))
            .saturating_mul(channels * u64::from(image.depth.max(8) / 8)),
        orientation: upright,
        coding: Coding::Png(kept),
    })
}

struct Image {
    width: u32,
    height: u32,
    depth: u8,
    colour: u8,
}

impl Image {
    fn read(mut body: Bytes<'_>) -> Result<Self, ImageError> {
        let image = Self { width: body.u32_be()?, height: body.u32_be()?, depth: body.byte()?, colour: body.byte()? };
        if image.width == 0 || image.height == 0 {
            return Err(ImageError::corrupt("it has no pixels"));
        }
        Ok(image)
    }

    /// Channels after decoding, where a palette becomes RGB and a tRNS chunk an alpha channel.
    fn channels(&self, transparent: bool) -> Result<u64, ImageError> {
        let transparent = u64::from(transparent);
        match self.colour {
            0 => Ok(1 + transparent),
            2 | 3 => Ok(3 + transparent),
            4 => Ok(2),
            6 => Ok(4),
            _ => Err(ImageError::corrupt("an unknown colour type")),
        }
    }
}

//! GIF: blocks up to the trailer. Only the first frame is ever decoded.

use image::metadata::Orientation;

use super::bytes::Bytes;
use super::{Coding, Header};
use crate::ImageError;

const EXTENSION: u8 = 0x21;
const FRAME: u8 = 0x2C;
const TRAILER: u8 = 0x3B;

pub(super) fn walk(file: &[u8]) -> Result<Header<'_>, ImageError> {
    let mut input = Bytes(file);
    input.take(6)?;
    let (width, height) = (input.u16_le()?, input.u16_le()?);
    if width == 0 || height == 0 {
        return Err(ImageError::corrupt("it has no pixels"));
    }
    let flags = input.byte()?;
    input.take(2)?;
    skip_palette(&mut input, flags)?;
    let mut first_frame = None;
    loop {
        match input.byte()? {
            EXTENSION => {
                input.byte()?;
                skip_blocks(&mut input)?;
            }
            FRAME => {
                input.take(4)?;
                let size = u64::from(input.u16_le()?) * u64::from(input.u16_le()?);
                let flags = input.byte()?;
                skip_palette(&mut input, flags)?;
                input.byte()?;
                skip_blocks(&mut input)?;
                first_frame.get_or_insert(size);
            }
            TRAILER => break,
            _ => return Err(ImageError::corrupt("an unknown block")),
        }
    }
    let frame = first_frame.ok_or_else(|| ImageError::corrupt("it has no frame"))?;
    Ok(Header {
        width: width.into(),
        height: height.into(),
        channels: 4,
        // the canvas; and a frame that does not cover it, first as indices, then as RGBA
        cost: u64::from(width) * u64::from(height) * 4 + frame * 5,
        orientation: Orientation::NoTransforms,
        coding: Coding::Gif(file),
    })
}

fn skip_palette(input: &mut Bytes<'_>, flags: u8) -> Result<(), ImageError> {
    if flags & 0x80 != 0 {
        input.take(3 << ((flags & 7) + 1))?;
    }
    Ok(())
}

fn skip_blocks(input: &mut Bytes<'_>) -> Result<(), ImageError> {
    loop {
        match input.byte()? {
            0 => return Ok(()),
            length => input.take(length.into())?,
        };
    }
}

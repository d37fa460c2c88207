//! What the two processes say to each other: a line of JSON each, and bytes.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::{ImageError, Rendered, Settings};

/// What to do with the upload on standard input.
#[derive(Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) settings: Settings,
    /// Bytes of the upload.
    pub(super) size: usize,
}

/// What became of it; the bytes of the variants follow.
#[derive(Serialize, Deserialize)]
struct Answer {
    result: Result<Rendered, ImageError>,
    sizes: Vec<usize>,
}

pub(super) fn write(result: Result<Rendered, ImageError>, out: &mut impl Write) -> io::Result<()> {
    let variants = result.iter().flat_map(|rendered| &rendered.variants);
    let sizes = variants.map(|variant| variant.bytes.len()).collect();
    let answer = Answer { result, sizes };
    serde_json::to_writer(&mut *out, &answer)?;
    out.write_all(b"\n")?;
    let variants = answer.result.iter().flat_map(|rendered| &rendered.variants);
    variants.into_iter().try_for_each(|variant| out.write_all(&variant.bytes))
}

pub(super) fn read(answer: &[u8]) -> Result<Rendered, ImageError> {
    let end = answer.iter().position(|byte| *byte == b'\n').ok_or_else(|| ImageError::internal("half an answer"))?;
    let (line, mut bytes) = answer.split_at(end + 1);
    let answer: Answer = serde_json::from_slice(line).map_err(ImageError::internal)?;
    let mut rendered = answer.result?;
    for (variant, size) in rendered.variants.iter_mut().zip(answer.sizes) {
        let (file, rest) = bytes.split_at_checked(size).ok_or_else(|| ImageError::internal("half an answer"))?;
        variant.bytes = file.to_vec();
        bytes = rest;
    }
    Ok(rendered)
}

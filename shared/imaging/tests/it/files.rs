//! Files built byte by byte, so that each test says exactly what its upload contains.

use std::io::{Cursor, Write};

use flate2::Crc;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

/// A PNG before it is written: samples as the format stores them.
pub(crate) struct Png {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) depth: u8,
    pub(crate) colour: u8,
    pub(crate) interlaced: bool,
    /// Chunks between header and pixels.
    pub(crate) chunks: Vec<([u8; 4], Vec<u8>)>,
}

impl Png {
    pub(crate) fn new(width: u32, height: u32, depth: u8, colour: u8) -> Self {
        Self { width, height, depth, colour, interlaced: false, chunks: Vec::new() }
    }

    pub(crate) fn with(mut self, kind: [u8; 4], body: impl Into<Vec<u8>>) -> Self {
        self.chunks.push((kind, body.into()));
        self
    }

    pub(crate) fn interlaced(mut self) -> Self {
        self.interlaced = true;
        self
    }

    /// Writes the file; `sample` gives the channels of the pixel at x, y.
    pub(crate) fn write(&self, sample: impl Fn(u32, u32) -> Vec<u16>) -> Vec<u8> {
        let passes: &[(u32, u32, u32, u32)] = if self.interlaced {
            &[(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        } else {
            &[(0, 0, 1, 1)]
        };
        let mut rows = Vec::new();
        for &(left, top, across, down) in passes {
            for y in (top..self.height).step_by(down as usize) {
                let row: Vec<_> = (left..self.width).step_by(across as usize).flat_map(|x| sample(x, y)).collect();
                if !row.is_empty() {
                    rows.push(0);
                    rows.extend(self.pack(&row));
                }
            }
        }
        self.file(&zlib(&rows))
    }

    fn pack(&self, row: &[u16]) -> Vec<u8> {
        match self.depth {
            16 => row.iter().flat_map(|sample| sample.to_be_bytes()).collect(),
            8 => row.iter().map(|sample| *sample as u8).collect(),
            depth => row
                .chunks(8 / usize::from(depth))
                .map(|chunk| {
                    let packed = chunk.iter().fold(0, |byte, sample| byte << depth | *sample as u8);
                    packed << (8 - depth * chunk.len() as u8)
                })
                .collect(),
        }
    }

    /// The file around pixels that are compressed already.
    pub(crate) fn file(&self, pixels: &[u8]) -> Vec<u8> {
        let mut header = [self.width.to_be_bytes(), self.height.to_be_bytes()].concat();
        header.extend([self.depth, self.colour, 0, 0, u8::from(self.interlaced)]);
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        file.extend(png_chunk(*b"IHDR", &header));
        for (kind, body) in &self.chunks {
            file.extend(png_chunk(*kind, body));
        }
        file.extend(png_chunk(*b"IDAT", pixels));
        file.extend(png_chunk(*b"IEND", &[]));
        file
    }
}

pub(crate) fn png_chunk(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(&kind);
    crc.update(body);
    [&(body.len() as u32).to_be_bytes()[..], &kind, body, &crc.sum().to_be_bytes()].concat()
}

pub(crate) fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// An `iCCP` chunk body.
pub(crate) fn iccp(profile: &[u8]) -> Vec<u8> {
    [b"profile\0\0", &zlib(profile)[..]].concat()
}

/// A JPEG at quality 95 without subsampling, so that its colours can be compared.
pub(crate) fn jpeg(image: &RgbImage, settle: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    jpeg_of(image.as_raw(), image.dimensions(), ColorType::Rgb, settle)
}

pub(crate) fn jpeg_of(
    samples: &[u8],
    (width, height): (u32, u32),
    colour: ColorType,
    settle: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 95);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_1_1);
    settle(&mut encoder);
    encoder.encode(samples, width as u16, height as u16, colour).unwrap();
    file
}

/// The bare file of an image in a format of the `image` crate; WebP is lossless.
pub(crate) fn encoded(image: impl Into<DynamicImage>, format: image::ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// EXIF without the prefix JPEG adds: an orientation, and a place written in words.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x0F, 0x01, 2, 0, 22, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0; 4]);
    tiff.extend(b"CANARY-GPS-52.52-13.40\0");
    tiff
}

pub(crate) fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (kind, data) in chunks {
        body.extend(*kind);
        body.extend((data.len() as u32).to_le_bytes());
        body.extend(data);
        body.extend(vec![0; data.len() % 2]);
    }
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}

/// A `VP8X` chunk body.
pub(crate) fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    [&[flags, 0, 0, 0], &(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat()
}

/// The bitstream chunk of a bare WebP file.
pub(crate) fn bitstream(file: &[u8]) -> Vec<u8> {
    let length = u32::from_le_bytes(file[16..20].try_into().unwrap()) as usize;
    file[20..20 + length].to_vec()
}

/// An extended WebP with metadata around the lossless picture.
pub(crate) fn webp(image: &RgbImage, extra: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let picture = bitstream(&encoded(image.clone(), image::ImageFormat::WebP));
    let flags = extra.iter().fold(0, |flags, (kind, _)| match *kind {
        b"ICCP" => flags | 0x20,
        b"EXIF" => flags | 0x08,
        b"XMP " => flags | 0x04,
        _ => flags,
    });
    let mut chunks = vec![(b"VP8X", vp8x(flags, image.width(), image.height()))];
    chunks.extend(extra.iter().filter(|(kind, _)| *kind == b"ICCP").cloned());
    chunks.push((b"VP8L", picture));
    chunks.extend(extra.iter().filter(|(kind, _)| *kind != b"ICCP").cloned());
    riff(&chunks)
}

//! Pixels out of a file whose header has been walked and found affordable.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{ColorType, ImageDecoder, Limits};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::ImageError;
use crate::color::{self, MAX_PROFILE};
use crate::header::{Coding, Header};
use crate::picture::{Layout, Picture, narrow};

/// Bytes the PNG decoder may take besides the picture: a row, its own buffers and an ICC profile.
const PNG_BUFFERS: u64 = 4 << 20;

/// A picture as its file stores it, and the ICC profile that says what its samples mean.
pub(crate) struct Decoded {
    pub(crate) picture: Picture,
    pub(crate) profile: Option<Vec<u8>>,
}

/// Decodes the picture, or the first frame of an animation, to samples of 8 bits.
pub(crate) fn first_frame(header: &Header<'_>) -> Result<Decoded, ImageError> {
    match &header.coding {
        Coding::Jpeg { .. } => jpeg(header),
        Coding::Png(file) => {
            let mut limits = Limits::no_limits();
            limits.max_alloc = Some(PNG_BUFFERS);
            read(PngDecoder::with_limits(Cursor::new(file), limits).map_err(ImageError::corrupt)?, header)
        }
        Coding::Gif(file) => read(GifDecoder::new(Cursor::new(file)).map_err(ImageError::corrupt)?, header),
        Coding::WebP(file) => read(WebPDecoder::new(Cursor::new(file)).map_err(ImageError::corrupt)?, header),
    }
}

/// Reads what a decoder of `image` has, after checking that it sees the picture the budget was counted on.
fn read(mut decoder: impl ImageDecoder, header: &Header<'_>) -> Result<Decoded, ImageError> {
    let size = decoder.total_bytes();
    if decoder.dimensions() != (header.width, header.height) || size > header.cost {
        return Err(ImageError::corrupt("its headers disagree"));
    }
    let colour = decoder.color_type();
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| profile.len() <= MAX_PROFILE);
    let mut pixels = vec![0; usize::try_from(size).map_err(ImageError::corrupt)?];
    decoder.read_image(&mut pixels).map_err(ImageError::corrupt)?;
    if matches!(colour, ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16) {
        narrow(&mut pixels);
    }
    let layout = match colour {
        ColorType::L8 | ColorType::L16 => Layout::Grey,
        ColorType::La8 | ColorType::La16 => Layout::GreyAlpha,
        ColorType::Rgb8 | ColorType::Rgb16 => Layout::Rgb,
        ColorType::Rgba8 | ColorType::Rgba16 => Layout::Rgba,
        other => return Err(ImageError::corrupt(format!("unexpected samples of {other:?}"))),
    };
    let picture = Picture { width: header.width, height: header.height, layout, pixels };
    Ok(Decoded { picture: picture.without_idle_alpha(), profile })
}

/// JPEG by its own decoder: `image` would turn CMYK into RGB without asking the profile.
fn jpeg(header: &Header<'_>) -> Result<Decoded, ImageError> {
    let Coding::Jpeg { file, progressive, components, interleaved, adobe, profile } = &header.coding else {
        return Err(ImageError::internal("not a JPEG"));
    };
    let profile = profile.clone();
    if !progressive && !interleaved {
        return Ok(Decoded { picture: scan_by_scan(file, header)?, profile });
    }
    let (width, height) = (side(header.width)?, side(header.height)?);
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(width).set_max_height(height);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(*file), options);
    decoder.decode_headers().map_err(ImageError::corrupt)?;
    let info = decoder.info().ok_or_else(|| ImageError::corrupt("it has no header"))?;
    let frame = (decoder.dimensions(), info.components, info.sof.is_sequential_dct());
    if frame != (Some((width, height)), *components, !progressive) {
        return Err(ImageError::corrupt("its headers disagree"));
    }
    let (layout, wanted) = match (components, decoder.input_colorspace()) {
        (1, _) => (Layout::Grey, ColorSpace::Luma),
        (3, _) => (Layout::Rgb, ColorSpace::RGB),
        (_, Some(ColorSpace::YCCK)) => (Layout::Cmyk, ColorSpace::YCCK),
        _ => (Layout::Cmyk, ColorSpace::CMYK),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    let mut pixels = vec![0; width * height * layout.channels()];
    decoder.decode_into(&mut pixels).map_err(ImageError::corrupt)?;
    if wanted == ColorSpace::YCCK {
        color::ycck_to_cmyk(&mut pixels);
    }
    if layout == Layout::Cmyk && *adobe {
        color::negate(&mut pixels);
    }
    Ok(Decoded { picture: Picture { width: header.width, height: header.height, layout, pixels }, profile })
}

/// A baseline JPEG that holds its components in scans of their own: rare, and shown in green by the usual decoder.
fn scan_by_scan(file: &[u8], header: &Header<'_>) -> Result<Picture, ImageError> {
    let mut decoder = jpeg_decoder::Decoder::new(file);
    decoder.set_max_decoding_buffer_size(usize::try_from(header.cost).map_err(ImageError::corrupt)?);
    decoder.read_info().map_err(ImageError::corrupt)?;
    let info = decoder.info().ok_or_else(|| ImageError::corrupt("it has no header"))?;
    if (u32::from(info.width), u32::from(info.height)) != (header.width, header.height) {
        return Err(ImageError::corrupt("its headers disagree"));
    }
    let layout = match info.pixel_format {
        jpeg_decoder::PixelFormat::L8 => Layout::Grey,
        jpeg_decoder::PixelFormat::RGB24 => Layout::Rgb,
        _ => return Err(ImageError::UnsupportedFeature("CMYK in separate scans".into())),
    };
    let pixels = decoder.decode().map_err(ImageError::corrupt)?;
    Ok(Picture { width: header.width, height: header.height, layout, pixels })
}

fn side(pixels: u32) -> Result<usize, ImageError> {
    usize::try_from(pixels).map_err(ImageError::corrupt)
}

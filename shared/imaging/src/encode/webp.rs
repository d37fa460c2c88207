//! WebP by libwebp: planes as they are, transparent pictures through the `webp` crate.
//!
//! The `webp` crate takes interleaved pixels only. Making them of planes, for libwebp to make planes of them again,
//! costs a quarter of the memory and a tenth of the time, so this one module talks to libwebp itself.

use image::RgbaImage;
use libwebp_sys::{
    WebPConfig, WebPEncCSP, WebPEncode, WebPMemoryWrite, WebPMemoryWriter, WebPMemoryWriterClear, WebPPicture,
};
use webp::PixelLayout;

use crate::ImageError;
use crate::planes::{Planes, convert};

const QUALITY: f32 = 80.0;
const METHOD: i32 = 4;

/// The middle between bluer and yellower, and between redder and greener: grey.
const NO_COLOUR: u8 = 128;

fn config() -> Result<WebPConfig, ImageError> {
    let mut config = WebPConfig::new().map_err(|()| ImageError::internal("no WebP configuration"))?;
    config.quality = QUALITY;
    config.method = METHOD;
    Ok(config)
}

/// A picture with transparency.
pub(super) fn clear(image: &RgbaImage) -> Result<Vec<u8>, ImageError> {
    let encoder = webp::Encoder::new(image.as_raw(), PixelLayout::Rgba, image.width(), image.height());
    let file = encoder.encode_advanced(&config()?).map_err(|error| ImageError::internal(format!("{error:?}")))?;
    Ok(file.to_vec())
}

/// A picture without transparency.
pub(super) fn opaque(planes: &Planes) -> Result<Vec<u8>, ImageError> {
    if !planes.is_ready() {
        return Err(ImageError::internal("planes of other sizes than the picture"));
    }
    let luma = convert::video_luma(&planes.luma.samples);
    let grey = || vec![NO_COLOUR; planes.width.div_ceil(2) * planes.height.div_ceil(2)];
    let [blue, red] = match &planes.chroma {
        Some(colours) => colours.each_ref().map(|plane| convert::video_chroma(&plane.samples)),
        None => [grey(), grey()],
    };
    encode(Video { width: planes.width, height: planes.height, luma, blue, red })
}

/// Planes as libwebp reads them: of exactly the sizes that `width` and `height` ask for.
struct Video {
    width: usize,
    height: usize,
    luma: Vec<u8>,
    blue: Vec<u8>,
    red: Vec<u8>,
}

#[expect(unsafe_code, reason = "the only way to hand planes to libwebp")]
fn encode(mut video: Video) -> Result<Vec<u8>, ImageError> {
    let across = video.width.div_ceil(2);
    let colours = across * video.height.div_ceil(2);
    if (video.luma.len(), video.blue.len(), video.red.len()) != (video.width * video.height, colours, colours) {
        return Err(ImageError::internal("planes of other sizes than the picture"));
    }
    let side = |samples: usize| i32::try_from(samples).map_err(ImageError::internal);
    let mut picture = WebPPicture::new().map_err(|()| ImageError::internal("no WebP picture"))?;
    let mut file = WebPMemoryWriter { mem: std::ptr::null_mut(), size: 0, max_size: 0, pad: [0] };
    picture.use_argb = 0;
    picture.colorspace = WebPEncCSP::WEBP_YUV420;
    picture.width = side(video.width)?;
    picture.height = side(video.height)?;
    picture.y_stride = side(video.width)?;
    picture.uv_stride = side(across)?;
    picture.y = video.luma.as_mut_ptr();
    picture.u = video.blue.as_mut_ptr();
    picture.v = video.red.as_mut_ptr();
    picture.writer = Some(WebPMemoryWrite);
    picture.custom_ptr = (&raw mut file).cast();
    let config = config()?;
    // SAFETY: the planes were just compared with the sides and strides that libwebp reads them by, and `video` and
    // `file` outlive the call; WebPMemoryWrite expects exactly such a `file` in custom_ptr.
    let done = unsafe { WebPEncode(&raw const config, &raw mut picture) };
    let bytes = if file.mem.is_null() {
        Vec::new()
    } else {
        // SAFETY: WebPMemoryWrite keeps `size` initialised bytes at `mem`, which nobody else knows.
        unsafe { std::slice::from_raw_parts(file.mem, file.size) }.to_vec()
    };
    // SAFETY: `file` was filled by WebPMemoryWrite or is empty, and its memory is not used any more. The picture owns
    // none: its planes are those of `video`.
    unsafe { WebPMemoryWriterClear(&raw mut file) };
    if done == 0 {
        return Err(ImageError::internal(format!("libwebp: {:?}", picture.error_code)));
    }
    Ok(bytes)
}

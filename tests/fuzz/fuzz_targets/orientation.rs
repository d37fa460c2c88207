//! EXIF of any kind in a picture that is otherwise good: it comes out, upright or as it was.

#![no_main]

use imaging::Settings;
use libfuzzer_sys::fuzz_target;

/// A grey JPEG of 8 x 16 pixels.
const PICTURE: &[u8] = include_bytes!("../picture.jpg");

fuzz_target!(|exif: &[u8]| {
    let exif = &exif[..exif.len().min(65_000)];
    let length = u16::try_from(exif.len() + 8).unwrap().to_be_bytes();
    let (start, rest) = PICTURE.split_at(2);
    let file = [start, &[0xFF, 0xE1], &length, b"Exif\0\0", exif, rest].concat();
    let settings = Settings { medium_size: 8, thumbnail_size: 8, ..Settings::default() };
    let rendered = imaging::render(&file, &settings).unwrap();
    assert!([(8, 16), (16, 8)].contains(&(rendered.width, rendered.height)));
});

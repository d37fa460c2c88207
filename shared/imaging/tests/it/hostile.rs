//! Uploads that lie, stop early, or are built to hurt.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use image::ImageFormat;
use imaging::{Format, ImageError, Settings};

use crate::files::{self, Png, zlib};
use crate::photos::photo;
use crate::scenes::{RED, assert_close, centre, code, flat, quarters, render};

#[test]
fn what_is_not_a_picture_is_refused_by_its_bytes() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let tiff = b"II*\0\x08\0\0\0";
    for file in [
        &b"<!doctype html><script>alert(1)</script>"[..],
        svg,
        b"<?xml version='1.0'?><svg/>",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"BM\0\0\0\0",
        tiff,
        b"\0\0\0\x1Cftypavif",
        b"RIFF\x04\0\0\0WAVE",
        b"GIF88a",
        b" GIF89a",
        b"\x89PNG\n\n",
        b"\xFF\xD8",
        b"#!/bin/sh",
        b"x",
    ] {
        assert_eq!(code(file), "unsupported_type", "{file:?}");
    }
    let polyglot = [b"<!--", &files::encoded(flat(9, 9, RED), ImageFormat::Gif)[..], b"-->"].concat();
    assert_eq!(code(&polyglot), "unsupported_type");
    assert_eq!(code(b""), "empty");
}

#[test]
fn formats_and_sizes_that_are_not_allowed_are_refused() {
    let file = files::encoded(flat(9, 9, RED), ImageFormat::Png);
    let only_jpeg = Settings { allowed: vec![Format::Jpeg], ..Settings::default() };
    assert_eq!(imaging::render(&file, &only_jpeg).unwrap_err(), ImageError::UnsupportedType);
    let size = file.len() as u64;
    let exact = Settings { max_bytes: size, ..Settings::default() };
    assert!(imaging::render(&file, &exact).is_ok());
    let short = Settings { max_bytes: size - 1, ..Settings::default() };
    assert_eq!(imaging::render(&file, &short).unwrap_err(), ImageError::TooLarge { size, limit: size - 1 });
}

/// One whole file for each path through the decoders.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let picture = quarters(200, 150);
    let names = [
        "landscape.jpg",
        "cmyk.jpg",
        "progressive.jpg",
        "palette.png",
        "alpha.png",
        "sixteen.png",
        "animation.gif",
        "photo.webp",
    ];
    let mut seeds: Vec<_> = names.map(|name| (name, photo(name))).into();
    seeds.push(("extended.webp", files::webp(&picture, &[(b"ICCP", vec![1; 77]), (b"EXIF", files::exif(6))])));
    seeds.push(("lossless.webp", files::encoded(picture.clone(), ImageFormat::WebP)));
    seeds.push(("interlaced.png", Png::new(99, 99, 8, 6).interlaced().write(|x, y| vec![x as u16, y as u16, 9, 200])));
    seeds.push(("restarts.jpg", files::jpeg(&picture, |encoder| encoder.set_restart_interval(2))));
    seeds
}

#[test]
fn a_file_cut_anywhere_is_never_taken_for_a_picture() {
    for (name, file) in seeds() {
        assert_eq!(code(&file), "ok", "{name}");
        let last = file.len() - 3..file.len();
        for length in (0..file.len()).step_by(64).chain(last) {
            let wanted = match length {
                0 => "empty",
                _ if Format::sniff(&file[..length]).is_none() => "unsupported_type",
                _ => "corrupt",
            };
            assert_eq!(code(&file[..length]), wanted, "{name} cut at {length} of {}", file.len());
        }
    }
}

#[test]
fn what_follows_the_end_does_not_matter_and_does_not_survive() {
    for (name, file) in seeds() {
        let tail = [&file[..], b"<script>CANARY</script>"].concat();
        let rendered = render(&tail).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(rendered, render(&file).unwrap(), "{name}");
    }
}

#[track_caller]
fn assert_quickly(file: &[u8], wanted: &str) {
    let start = Instant::now();
    assert_eq!(code(file), wanted);
    assert!(start.elapsed() < Duration::from_secs(2), "took {:?}", start.elapsed());
}

#[test]
fn pixel_bombs_are_refused_from_their_headers() {
    for side in [65_535, 30_000, 16_385] {
        for (depth, colour) in [(1, 0), (8, 2), (16, 6), (8, 3)] {
            assert_quickly(
                &Png::new(side, side, depth, colour).with(*b"PLTE", [0; 6]).file(&zlib(&[0; 10_000])),
                "too_many_pixels",
            );
        }
    }
    assert_quickly(&Png::new(u32::MAX, u32::MAX, 16, 6).file(&zlib(&[0; 100])), "too_many_pixels");
    assert_quickly(&Png::new(16_385, 1, 8, 0).write(|_, _| vec![0]), "too_many_pixels");

    let gif = files::encoded(flat(9, 9, RED), ImageFormat::Gif);
    let mut screen = gif.clone();
    screen[6..10].fill(0xFF);
    assert_quickly(&screen, "too_many_pixels");
    let mut frame = gif;
    let at = frame.iter().rposition(|&byte| byte == 0x2C).unwrap();
    frame[at + 5..at + 9].fill(0xFF);
    assert_ne!(code(&frame), "ok");

    let picture = files::bitstream(&files::encoded(flat(9, 9, RED), ImageFormat::WebP));
    for side in [16_384, 1 << 24] {
        let canvas = files::riff(&[(b"VP8X", files::vp8x(0, side, side)), (b"VP8L", picture.clone())]);
        assert_quickly(&canvas, "too_many_pixels");
    }
    let mut lying = files::bitstream(&photo("photo.webp"));
    lying[6..10].copy_from_slice(&[0xFF, 0x3F, 0xFF, 0x3F]);
    assert_quickly(&files::riff(&[(b"VP8 ", lying.clone())]), "too_many_pixels");
    assert_quickly(&files::riff(&[(b"VP8X", files::vp8x(0, 10, 10)), (b"VP8 ", lying)]), "corrupt");

    for progressive in [false, true] {
        let mut jpeg = files::jpeg(&flat(16, 16, RED), |encoder| encoder.set_progressive(progressive));
        let frame = jpeg.windows(2).position(|pair| pair == [0xFF, if progressive { 0xC2 } else { 0xC0 }]).unwrap();
        for side in [65_500_u16, 16_385, 12_000] {
            jpeg[frame + 5..frame + 7].copy_from_slice(&side.to_be_bytes());
            jpeg[frame + 7..frame + 9].copy_from_slice(&side.to_be_bytes());
            assert_quickly(&jpeg, "too_many_pixels");
        }
    }
}

#[test]
fn inflating_chunks_are_not_inflated() {
    let bomb = zlib(&vec![0; 100 << 20]);
    let png = Png::new(20, 20, 8, 2)
        .with(*b"iCCP", [b"profile\0\0", &bomb[..]].concat())
        .with(*b"zTXt", [b"Comment\0\0", &bomb[..]].concat())
        .with(*b"iTXt", [b"XML:com.adobe.xmp\0\x01\0\0\0", &bomb[..]].concat())
        .write(|_, _| RED.map(u16::from).to_vec());
    assert_quickly(&png, "ok");
    assert_close(centre(&png), RED, 3);
    let noise: Vec<_> = (0..=1 << 20).map(|index: u32| (index.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let large = Png::new(20, 20, 8, 2).with(*b"iCCP", files::iccp(&noise)).write(|_, _| RED.map(u16::from).to_vec());
    assert_quickly(&large, "ok");
}

#[test]
fn a_hundred_scans_are_enough() {
    let file = files::jpeg(&quarters(64, 64), |encoder| encoder.set_progressive(true));
    let last = file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let (head, scan) = (&file[..last], &file[last..file.len() - 2]);
    let scans = |count| [head, &scan.repeat(count), &[0xFF, 0xD9]].concat();
    assert_eq!(code(&scans(1)), "ok");
    assert_quickly(&scans(120), "too_complex");
    assert_quickly(&scans(20_000), "too_complex");
}

#[test]
fn rare_kinds_of_jpeg_are_named() {
    let file = files::jpeg(&flat(16, 16, RED), |_| {});
    let frame = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    for (at, value) in [(1, 0xC3), (1, 0xC9), (4, 12), (9, 2)] {
        let mut rare = file.clone();
        rare[frame + at] = value;
        assert!(matches!(render(&rare), Err(ImageError::UnsupportedFeature(_))), "{at} = {value:x}");
    }
}

#[test]
fn damaged_chunks_are_corrupt() {
    let file = Png::new(60, 60, 8, 2).write(|x, y| vec![x as u16, y as u16, 7]);
    let idat = file.windows(4).position(|kind| kind == b"IDAT").unwrap();
    let mut flipped = file.clone();
    flipped[idat + 9] ^= 0x55;
    assert_eq!(code(&flipped), "corrupt");
    let short = Png::new(60, 60, 8, 2).file(&zlib(&[0; 5000]));
    assert_eq!(code(&short), "corrupt");
    for (width, height) in [(0, 9), (9, 0)] {
        assert_eq!(code(&Png::new(width, height, 8, 2).file(&zlib(&[0; 99]))), "corrupt");
    }
}

/// A small generator, so that a failure can be had again from the seed it prints.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

#[test]
fn random_damage_gives_a_picture_or_a_typed_error() {
    let seed = RandomState::new().hash_one("damage");
    let mut dice = Dice(seed);
    let small = quarters(70, 50);
    let files = [
        files::jpeg(&small, |encoder| encoder.add_exif_metadata(&files::exif(5)).unwrap()),
        files::jpeg(&small, |encoder| encoder.set_progressive(true)),
        files::webp(&small, &[(b"EXIF", files::exif(3))]),
        photo("animation.gif"),
        Png::new(70, 50, 4, 3)
            .with(*b"PLTE", [9; 48])
            .with(*b"tRNS", [1, 2])
            .interlaced()
            .write(|x, _| vec![x as u16 % 16]),
        files::riff(&[(b"VP8 ", files::bitstream(&photo("photo.webp")))]),
    ];
    for (index, file) in files.iter().enumerate() {
        for _ in 0..60 {
            let mut damaged = file.clone();
            for _ in 0..=dice.roll(8) {
                // half of the blows fall on the headers
                let reach = if dice.roll(2) == 0 { damaged.len().min(200) } else { damaged.len() };
                let at = dice.roll(reach);
                damaged[at] = dice.roll(256) as u8;
            }
            if let Ok(rendered) = render(&damaged) {
                assert_eq!(rendered.variants.len(), 6, "seed {seed}, file {index}");
            }
        }
    }
}

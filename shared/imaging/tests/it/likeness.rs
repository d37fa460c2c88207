//! How alike the variants are to the picture that was uploaded, by structural similarity of brightness.

use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageFormat, RgbImage, Rgba, RgbaImage};
use imaging::{Encoding, Settings, Size};
use jpeg_encoder::{ColorType, SamplingFactor};
use moxcms::{ColorProfile, TransformOptions};

use crate::files::{self, Png};
use crate::photos::photo;
use crate::scenes::{pixels, variant};

/// Structural similarity as published, over squares of 8 x 8 that overlap by half.
fn similarity(one: &GrayImage, other: &GrayImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let (width, height) = one.dimensions();
    let side = 8.min(width).min(height);
    let (mut total, mut squares) = (0.0, 0.0);
    for top in (0..=height - side).step_by(4) {
        for left in (0..=width - side).step_by(4) {
            let (mut a, mut b, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (x, y) in (0..side * side).map(|i| (left + i % side, top + i / side)) {
                let (p, q) = (f64::from(one.get_pixel(x, y).0[0]), f64::from(other.get_pixel(x, y).0[0]));
                (a, b, aa, bb, ab) = (a + p, b + q, aa + p * p, bb + q * q, ab + p * q);
            }
            let count = f64::from(side * side);
            let (a, b) = (a / count, b / count);
            let (var_a, var_b, shared) = (aa / count - a * a, bb / count - b * b, ab / count - a * b);
            let (c1, c2) = (6.5025, 58.5225);
            total += (2.0 * a * b + c1) * (2.0 * shared + c2) / ((a * a + b * b + c1) * (var_a + var_b + c2));
            squares += 1.0;
        }
    }
    total / squares
}

/// What is seen of a picture on a white page.
fn on_white(image: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *image.get_pixel(x, y);
        let over = |light: u8| ((u32::from(light) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8;
        image::Rgb([red, green, blue].map(over))
    })
}

/// Asserts that every variant of `file` looks like `wanted`, made smaller by the `image` crate.
#[track_caller]
fn assert_like(file: &[u8], wanted: &DynamicImage, settings: &Settings, least: f64, what: &str) {
    let rendered = imaging::render(file, settings).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!((rendered.width, rendered.height), (wanted.width(), wanted.height()), "{what}");
    let page = DynamicImage::from(on_white(&wanted.to_rgba8()));
    for variant in &rendered.variants {
        let (width, height) = (variant.width, variant.height);
        let reference = match variant.size {
            Size::Thumbnail => page.resize_to_fill(width, height, FilterType::Lanczos3),
            _ if (width, height) == (page.width(), page.height()) => page.clone(),
            _ => page.resize_exact(width, height, FilterType::Lanczos3),
        };
        let seen = on_white(&pixels(variant));
        // a few pixels at a low quality, of a scene that is all detail
        let least = if variant.size == Size::Thumbnail { least - 0.08 } else { least };
        let alike = similarity(&reference.to_luma8(), &DynamicImage::from(seen.clone()).to_luma8());
        assert!(alike >= least, "{what}: {:?} {:?} has {alike:.4}", variant.size, variant.encoding);
        // and colours: the mean difference, as structure says nothing of them
        let reference = reference.to_rgb8();
        let apart = reference.as_raw().iter().zip(seen.as_raw()).map(|(a, b)| f64::from(a.abs_diff(*b)));
        let mean = apart.sum::<f64>() / f64::from(width * height * 3);
        assert!(mean < 7.0, "{what}: {:?} {:?} is {mean:.2} off", variant.size, variant.encoding);
    }
}

/// A scene of `width` x `height` with all that photos have: soft skies, hard edges, grain, colour.
fn scene(width: u32, height: u32) -> RgbImage {
    let landscape = image::load_from_memory(&photo("landscape.jpg")).unwrap().into_rgb8();
    imageops::resize(&landscape, width, height, FilterType::CatmullRom)
}

fn settings(original: u32) -> Settings {
    Settings { original_max_edge: original, medium_size: original / 2, thumbnail_size: 60, ..Settings::default() }
}

#[test]
fn jpegs_of_every_sampling_and_order_are_alike_at_every_scale() {
    let picture = scene(333, 250);
    for factor in [
        SamplingFactor::F_1_1,
        SamplingFactor::F_2_1,
        SamplingFactor::F_1_2,
        SamplingFactor::F_2_2,
        SamplingFactor::F_4_1,
        SamplingFactor::F_4_2,
    ] {
        for (progressive, restarts) in [(false, 0), (false, 5), (true, 0), (true, 7)] {
            let file = files::jpeg(&picture, |encoder| {
                encoder.set_sampling_factor(factor);
                encoder.set_progressive(progressive);
                encoder.set_restart_interval(restarts);
            });
            // an eighth to the whole, and what lies between
            for edge in [333, 300, 266, 230, 208, 160, 124, 90, 64] {
                let what = format!("{factor:?}, progressive {progressive}, restarts {restarts}, at {edge}");
                assert_like(&file, &picture.clone().into(), &settings(edge), 0.93, &what);
            }
        }
    }
}

#[test]
fn every_orientation_is_alike_with_odd_and_even_sides() {
    for (width, height) in [(161, 120), (160, 121), (321, 241)] {
        let picture = scene(width, height);
        for number in 1..=8 {
            let file = files::jpeg(&picture, |encoder| {
                encoder.set_sampling_factor(SamplingFactor::F_2_2);
                encoder.add_exif_metadata(&files::exif(number)).unwrap();
            });
            let mut wanted = DynamicImage::from(picture.clone());
            wanted.apply_orientation(Orientation::from_exif(number).unwrap());
            assert_like(&file, &wanted, &settings(200), 0.93, &format!("{number} of {width} x {height}"));
        }
    }
}

#[test]
fn wide_gamuts_are_alike_in_srgb() {
    let picture = scene(240, 180);
    for (name, profile) in [("P3", ColorProfile::new_display_p3()), ("Adobe RGB", ColorProfile::new_adobe_rgb())] {
        let layout = moxcms::Layout::Rgb;
        let transform = ColorProfile::new_srgb()
            .create_transform_8bit(layout, &profile, layout, TransformOptions::default())
            .unwrap();
        let mut stored = picture.clone();
        transform.transform(picture.as_raw(), &mut stored).unwrap();
        let icc = profile.encode().unwrap();
        let jpeg = files::jpeg(&stored, |encoder| encoder.add_icc_profile(&icc).unwrap());
        let webp = files::webp(&stored, &[(b"ICCP", icc.clone())]);
        let sample = |x, y| stored.get_pixel(x, y).0.map(u16::from).to_vec();
        let png = Png::new(240, 180, 8, 2).with(*b"iCCP", files::iccp(&icc)).write(sample);
        for (format, file) in [("jpeg", jpeg), ("webp", webp), ("png", png)] {
            for edge in [240, 150] {
                assert_like(&file, &picture.clone().into(), &settings(edge), 0.93, &format!("{name} in {format}"));
            }
        }
    }
}

#[test]
fn every_kind_of_png_is_alike() {
    let picture = scene(203, 151);
    let grey = DynamicImage::from(picture.clone()).into_luma8();
    let colour = |x, y| picture.get_pixel(x, y).0.map(u16::from).to_vec();
    let light = |x, y| vec![u16::from(grey.get_pixel(x, y).0[0])];
    let deep = |x, y| picture.get_pixel(x, y).0.map(|sample| u16::from(sample) * 257).to_vec();
    let palette: Vec<u8> = (0..=255).flat_map(|value| [value; 3]).collect();
    for (what, file, wanted) in [
        ("plain", Png::new(203, 151, 8, 2).write(colour), DynamicImage::from(picture.clone())),
        ("interlaced", Png::new(203, 151, 8, 2).interlaced().write(colour), picture.clone().into()),
        ("16 bits", Png::new(203, 151, 16, 2).write(deep), picture.clone().into()),
        ("16 bits, interlaced", Png::new(203, 151, 16, 2).interlaced().write(deep), picture.clone().into()),
        ("grey", Png::new(203, 151, 8, 0).write(light), grey.clone().into()),
        ("palette", Png::new(203, 151, 8, 3).with(*b"PLTE", palette).write(light), grey.clone().into()),
    ] {
        for edge in [203, 120] {
            assert_like(&file, &wanted, &settings(edge), 0.92, what);
        }
    }
}

#[test]
fn grey_jpegs_are_alike_and_stay_grey() {
    let grey = DynamicImage::from(scene(203, 151)).into_luma8();
    for progressive in [false, true] {
        let file = files::jpeg_of(grey.as_raw(), grey.dimensions(), ColorType::Luma, |encoder| {
            encoder.set_progressive(progressive);
        });
        for edge in [203, 120] {
            assert_like(&file, &grey.clone().into(), &settings(edge), 0.93, "grey");
        }
        let rendered = imaging::render(&file, &Settings::default()).unwrap();
        for encoding in Encoding::ALL {
            let image = pixels(variant(&rendered, Size::Original, encoding));
            // but for the rounding of decoders
            let grey = |pixel: &Rgba<u8>| pixel.0[0].abs_diff(pixel.0[1]) < 3 && pixel.0[2].abs_diff(pixel.0[1]) < 3;
            assert!(image.pixels().all(grey));
        }
    }
}

#[test]
fn transparency_is_alike_on_a_page() {
    let picture = scene(240, 240);
    let disc = RgbaImage::from_fn(240, 240, |x, y| {
        let [red, green, blue] = picture.get_pixel(x, y).0;
        let far = (f64::from(x) - 120.0).hypot(f64::from(y) - 120.0);
        // what is hidden is black, as editors store it
        match (110.0 - far).clamp(0.0, 8.0) * 31.875 {
            0.0 => Rgba([0; 4]),
            #[expect(clippy::cast_sign_loss, reason = "it was clamped")]
            alpha => Rgba([red, green, blue, alpha as u8]),
        }
    });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        for edge in [240, 130] {
            let file = files::encoded(disc.clone(), format);
            assert_like(&file, &disc.clone().into(), &settings(edge), 0.92, &format!("{format:?} at {edge}"));
        }
    }
}

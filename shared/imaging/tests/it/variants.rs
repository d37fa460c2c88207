//! What comes out: sizes, shapes, names, and nothing that was not a pixel.

use image::ImageFormat;
use imaging::{Encoding, Settings, Size};
use moxcms::{ColorProfile, ProfileText};

use crate::files::{self, Png, zlib};
use crate::scenes::{BLUE, GOLD, GREEN, RED, assert_close, flat, pixels, quarters, render, variant};

fn sizes(width: u32, height: u32) -> [(u32, u32); 3] {
    let rendered = render(&files::encoded(quarters(width, height), ImageFormat::Png)).unwrap();
    assert_eq!((rendered.width, rendered.height), (width, height));
    Size::ALL.map(|size| {
        let [webp, jpeg] = Encoding::ALL.map(|encoding| {
            let variant = variant(&rendered, size, encoding);
            assert_eq!(pixels(variant).dimensions(), (variant.width, variant.height));
            (variant.width, variant.height)
        });
        assert_eq!(webp, jpeg);
        webp
    })
}

#[test]
fn sizes_fit_and_are_never_enlarged_but_for_the_square() {
    assert_eq!(sizes(1, 1), [(150, 150), (1, 1), (1, 1)]);
    assert_eq!(sizes(150, 150), [(150, 150), (150, 150), (150, 150)]);
    assert_eq!(sizes(149, 151), [(150, 150), (149, 151), (149, 151)]);
    assert_eq!(sizes(1, 5000), [(150, 150), (1, 512), (1, 2048)]);
    assert_eq!(sizes(5000, 1), [(150, 150), (512, 1), (2048, 1)]);
    assert_eq!(sizes(512, 300), [(150, 150), (512, 300), (512, 300)]);
    assert_eq!(sizes(1600, 1200), [(150, 150), (512, 384), (1600, 1200)]);
    assert_eq!(sizes(3000, 2000), [(150, 150), (512, 341), (2048, 1365)]);
    assert_eq!(sizes(2049, 2049), [(150, 150), (512, 512), (2048, 2048)]);
}

#[test]
fn variants_come_in_order_and_say_what_they_are() {
    let rendered = render(&files::encoded(quarters(600, 400), ImageFormat::Jpeg)).unwrap();
    let names: Vec<_> = rendered
        .variants
        .iter()
        .map(|variant| format!("{}.{}", variant.size.name(), variant.encoding.extension()))
        .collect();
    assert_eq!(
        names,
        ["thumbnail.webp", "thumbnail.jpg", "medium.webp", "medium.jpg", "original.webp", "original.jpg"]
    );
    for variant in &rendered.variants {
        let found = imaging::Format::sniff(&variant.bytes).unwrap();
        assert_eq!(found.mime(), variant.encoding.mime());
    }
}

#[test]
fn without_variants_there_is_the_original_alone() {
    let settings = Settings { variants: false, ..Settings::default() };
    let rendered = imaging::render(&files::encoded(quarters(600, 400), ImageFormat::Png), &settings).unwrap();
    let found: Vec<_> = rendered.variants.iter().map(|variant| (variant.size, variant.encoding)).collect();
    assert_eq!(found, [(Size::Original, Encoding::WebP), (Size::Original, Encoding::Jpeg)]);
}

#[test]
fn the_thumbnail_is_the_centre() {
    // a strip whose middle third alone is red
    for (width, height) in [(900, 300), (300, 900), (9000, 900), (620, 155)] {
        let strip = image::RgbImage::from_fn(width, height, |x, y| {
            let along = if width > height { f64::from(x) / f64::from(width) } else { f64::from(y) / f64::from(height) };
            let short = f64::from(width.min(height)) / f64::from(width.max(height));
            image::Rgb(if (along - 0.5).abs() < short / 2.0 { RED } else { BLUE })
        });
        let rendered = render(&files::encoded(strip, ImageFormat::Png)).unwrap();
        let thumbnail = pixels(variant(&rendered, Size::Thumbnail, Encoding::Jpeg));
        for (x, y) in [(4, 4), (145, 4), (4, 145), (145, 145), (75, 75)] {
            let [red, green, blue, _] = thumbnail[(x, y)].0;
            assert_close([red, green, blue], RED, 14);
        }
    }
    let rendered = render(&files::encoded(quarters(40, 20), ImageFormat::Png)).unwrap();
    let thumbnail = pixels(variant(&rendered, Size::Thumbnail, Encoding::Jpeg));
    for ((x, y), wanted) in [((30, 30), RED), ((120, 30), GREEN), ((30, 120), BLUE), ((120, 120), GOLD)] {
        assert_close([thumbnail[(x, y)][0], thumbnail[(x, y)][1], thumbnail[(x, y)][2]], wanted, 14);
    }
}

#[test]
fn odd_settings_still_give_pictures() {
    let file = files::encoded(quarters(700, 500), ImageFormat::Png);
    let zero = Settings { thumbnail_size: 0, medium_size: 0, original_max_edge: 0, ..Settings::default() };
    let rendered = imaging::render(&file, &zero).unwrap();
    assert!(rendered.variants.iter().all(|variant| (variant.width, variant.height) == (1, 1)));
    let swapped = Settings { thumbnail_size: 600, medium_size: 100, original_max_edge: 650, ..Settings::default() };
    let rendered = imaging::render(&file, &swapped).unwrap();
    let widths: Vec<_> = rendered.variants.iter().map(|variant| variant.width).collect();
    assert_eq!(widths, [600, 600, 100, 100, 650, 650]);
}

#[test]
fn equal_uploads_give_equal_bytes() {
    for file in [
        files::encoded(quarters(2300, 700), ImageFormat::Png),
        files::jpeg(&quarters(640, 480), |encoder| encoder.set_progressive(true)),
        files::encoded(image::DynamicImage::from(flat(90, 70, GOLD)).into_rgba8(), ImageFormat::WebP),
    ] {
        let first = render(&file).unwrap();
        for _ in 0..3 {
            assert_eq!(render(&file).unwrap(), first);
        }
    }
}

const CANARIES: [&[u8]; 4] = [b"CANARY", b"Exif", b"ICC_PROFILE", b"http://ns.adobe.com"];

#[test]
fn nothing_but_pixels_gets_through() {
    let mut profile = ColorProfile::new_display_p3();
    profile.description = Some(ProfileText::PlainString("CANARY-ICC".to_owned()));
    profile.copyright = Some(ProfileText::PlainString("CANARY-ICC".to_owned()));
    let icc = profile.encode().unwrap();
    let xmp = b"<x:xmpmeta>CANARY-XMP</x:xmpmeta>".to_vec();
    let picture = quarters(800, 600);
    let sample = |x, y| picture.get_pixel(x, y).0.map(u16::from).to_vec();

    let mut jpeg = files::jpeg(&picture, |encoder| {
        encoder.add_exif_metadata(&files::exif(6)).unwrap();
        encoder.add_icc_profile(&icc).unwrap();
        encoder.add_app_segment(1, [b"http://ns.adobe.com/xap/1.0/\0", &xmp[..]].concat()).unwrap();
        encoder.add_app_segment(13, b"Photoshop 3.0\0CANARY-IPTC".to_vec()).unwrap();
        encoder.add_app_segment(11, b"CANARY-C2PA".to_vec()).unwrap();
    });
    // a second picture after the first one, as phones append gain maps
    jpeg.extend(files::jpeg(&picture, |encoder| {
        encoder.add_app_segment(12, b"CANARY-MPF".to_vec()).unwrap();
    }));
    let png = Png::new(800, 600, 8, 2)
        .with(*b"iCCP", files::iccp(&icc))
        .with(*b"eXIf", files::exif(6))
        .with(*b"tEXt", b"Comment\0CANARY-TEXT".to_vec())
        .with(*b"zTXt", [b"Comment\0\0", &zlib(b"CANARY-ZTXT")[..]].concat())
        .with(*b"iTXt", [b"XML:com.adobe.xmp\0\0\0\0\0", &xmp[..]].concat())
        .write(sample);
    let webp = files::webp(&picture, &[(b"ICCP", icc), (b"EXIF", files::exif(6)), (b"XMP ", xmp)]);
    let mut gif = files::encoded(flat(60, 40, RED), ImageFormat::Gif);
    let end = gif.len() - 1;
    gif.splice(end..end, *b"\x21\xFE\x06CANARY\0");

    for (format, file) in [("jpeg", jpeg), ("png", png), ("webp", webp), ("gif", gif)] {
        assert!(file.windows(6).any(|window| window == b"CANARY"), "the canary of {format} is not in the upload");
        let rendered = render(&file).unwrap();
        assert_eq!(rendered.format.name(), format);
        for variant in &rendered.variants {
            for canary in CANARIES {
                assert!(
                    !variant.bytes.windows(canary.len()).any(|window| window == canary),
                    "{format}: {canary:?} got through"
                );
            }
            match variant.encoding {
                Encoding::Jpeg => assert_bare_jpeg(&variant.bytes),
                Encoding::WebP => assert_bare_webp(&variant.bytes),
            }
        }
    }
}

/// JFIF, tables, frame, scan, end: no other segment.
fn assert_bare_jpeg(file: &[u8]) {
    let mut at = 2;
    loop {
        let marker = file[at + 1];
        assert!(matches!(marker, 0xE0 | 0xDB | 0xC0 | 0xC4 | 0xDA), "segment {marker:x}");
        if marker == 0xDA {
            break;
        }
        at += 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
    }
    assert!(file.ends_with(&[0xFF, 0xD9]));
}

/// A frame and at most its alpha: no profile, no EXIF, no XMP.
fn assert_bare_webp(file: &[u8]) {
    let mut at = 12;
    while at < file.len() {
        let kind = &file[at..at + 4];
        assert!(matches!(kind, b"VP8 " | b"VP8X" | b"ALPH"), "chunk {kind:?}");
        let length = u32::from_le_bytes(file[at + 4..at + 8].try_into().unwrap());
        at += 8 + length.next_multiple_of(2) as usize;
    }
}

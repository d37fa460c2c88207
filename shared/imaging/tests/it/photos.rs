//! The pictures of tests/photos: what a user would upload.

use std::path::Path;

use imaging::{Encoding, Format, Size};

use crate::scenes::{assert_close, code, pixels, render, variant};

pub(crate) fn photo(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/photos").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_photo_comes_out_upright() {
    for (name, format, width, height) in [
        ("landscape.jpg", Format::Jpeg, 1200, 1600),
        ("portrait.jpg", Format::Jpeg, 720, 960),
        ("cmyk.jpg", Format::Jpeg, 720, 480),
        ("progressive.jpg", Format::Jpeg, 1080, 720),
        ("palette.png", Format::Png, 240, 240),
        ("alpha.png", Format::Png, 360, 360),
        ("sixteen.png", Format::Png, 200, 150),
        ("grey.png", Format::Png, 360, 240),
        ("animation.gif", Format::Gif, 200, 150),
        ("photo.webp", Format::WebP, 800, 600),
        ("test-avatar.jpg", Format::Jpeg, 1000, 1000),
    ] {
        let rendered = render(&photo(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((rendered.format, rendered.width, rendered.height), (format, width, height), "{name}");
        assert_eq!(rendered.variants.len(), 6, "{name}");
    }
}

#[test]
fn what_is_broken_or_no_photo_is_said_to_be_so() {
    assert_eq!(code(&photo("broken.jpg")), "corrupt");
    assert_eq!(code(&photo("page.jpg")), "unsupported_type");
}

/// The mean colours of some cells of a grid laid over the original, against those that Little CMS gives.
fn assert_cells(name: &str, (columns, rows): (u32, u32), cells: &[((u32, u32), [u8; 3])]) {
    let rendered = render(&photo(name)).unwrap();
    for encoding in Encoding::ALL {
        let image = pixels(variant(&rendered, Size::Original, encoding));
        let (width, height) = (image.width() / columns, image.height() / rows);
        for ((column, row), wanted) in cells {
            let mut sums = [0_u64; 3];
            for y in row * height..(row + 1) * height {
                for x in column * width..(column + 1) * width {
                    for (sum, light) in sums.iter_mut().zip(image[(x, y)].0) {
                        *sum += u64::from(light);
                    }
                }
            }
            assert_close(sums.map(|sum| (sum / u64::from(width * height)) as u8), *wanted, 4);
        }
    }
}

#[test]
fn inks_are_seen_through_their_profile() {
    let cells = [
        ((0, 0), [106, 118, 148]),
        ((2, 0), [95, 109, 140]),
        ((4, 1), [214, 200, 181]),
        ((5, 0), [101, 112, 141]),
        ((1, 2), [91, 100, 101]),
        ((3, 3), [55, 68, 61]),
    ];
    assert_cells("cmyk.jpg", (6, 4), &cells);
}

#[test]
fn a_wide_gamut_is_seen_through_its_profile() {
    let cells = [
        ((0, 0), [151, 174, 170]),
        ((2, 1), [75, 58, 51]),
        ((2, 3), [225, 182, 153]),
        ((3, 5), [202, 156, 134]),
        ((2, 7), [251, 16, 44]),
        ((5, 7), [143, 116, 136]),
    ];
    assert_cells("portrait.jpg", (6, 8), &cells);
}

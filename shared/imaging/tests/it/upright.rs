//! Orientation, in every format that carries one.

use imaging::{Rendered, Settings};

use crate::files::{self, Png};
use crate::scenes::{BLUE, GOLD, GREEN, RED, assert_close, pixels, quarters, render};

/// What is seen at the corners (top left, top right, bottom left, bottom right) when quarters are stored and shown by
/// each orientation.
const SEEN: [[[u8; 3]; 4]; 8] = [
    [RED, GREEN, BLUE, GOLD],
    [GREEN, RED, GOLD, BLUE],
    [GOLD, BLUE, GREEN, RED],
    [BLUE, GOLD, RED, GREEN],
    [RED, BLUE, GREEN, GOLD],
    [BLUE, RED, GOLD, GREEN],
    [GOLD, GREEN, BLUE, RED],
    [GREEN, GOLD, RED, BLUE],
];

fn assert_upright(rendered: &Rendered, orientation: u8, stored: (u32, u32)) {
    let turned = if orientation > 4 { (stored.1, stored.0) } else { stored };
    assert_eq!((rendered.width, rendered.height), turned, "orientation {orientation}");
    assert_eq!(rendered.variants.len(), 6);
    for variant in &rendered.variants {
        let image = pixels(variant);
        let (right, bottom) = (image.width() - 4, image.height() - 4);
        for ((x, y), wanted) in
            [(3, 3), (right, 3), (3, bottom), (right, bottom)].into_iter().zip(SEEN[usize::from(orientation - 1)])
        {
            let [red, green, blue, _] = image.get_pixel(x, y).0;
            assert_close([red, green, blue], wanted, 12);
        }
    }
}

#[test]
fn jpeg_is_turned_upright() {
    for size in [(320, 240), (2300, 900)] {
        for orientation in 1..=8 {
            let file = files::jpeg(&quarters(size.0, size.1), |encoder| {
                encoder.add_exif_metadata(&files::exif(orientation)).unwrap();
            });
            assert_upright(&render(&file).unwrap(), orientation, size);
        }
    }
}

#[test]
fn png_is_turned_upright_wherever_its_exif_lies() {
    let picture = quarters(301, 200);
    for orientation in 1..=8 {
        let sample = |x, y| picture.get_pixel(x, y).0.map(u16::from).to_vec();
        let before = Png::new(301, 200, 8, 2).with(*b"eXIf", files::exif(orientation)).write(sample);
        assert_upright(&render(&before).unwrap(), orientation, (301, 200));

        let mut after = Png::new(301, 200, 8, 2).write(sample);
        let end = after.len() - 12;
        after.splice(end..end, files::png_chunk(*b"eXIf", &files::exif(orientation)));
        assert_upright(&render(&after).unwrap(), orientation, (301, 200));
    }
}

#[test]
fn webp_is_turned_upright_with_and_without_the_prefix_of_jpeg() {
    let picture = quarters(300, 202);
    for orientation in 1..=8 {
        let exif = files::exif(orientation);
        let prefixed = [b"Exif\0\0", &exif[..]].concat();
        for exif in [exif, prefixed] {
            let file = files::webp(&picture, &[(b"EXIF", exif)]);
            assert_upright(&render(&file).unwrap(), orientation, (300, 202));
        }
    }
}

#[test]
fn a_long_strip_gives_an_upright_thumbnail_from_the_whole_picture() {
    let settings = Settings { original_max_edge: 400, medium_size: 200, ..Settings::default() };
    for orientation in [1, 3, 6, 8] {
        let file = files::jpeg(&quarters(1600, 400), |encoder| {
            encoder.add_exif_metadata(&files::exif(orientation)).unwrap();
        });
        let rendered = imaging::render(&file, &settings).unwrap();
        let thumbnail = pixels(&rendered.variants[0]);
        assert_eq!(thumbnail.dimensions(), (150, 150));
        for ((x, y), wanted) in
            [(3, 3), (146, 3), (3, 146), (146, 146)].into_iter().zip(SEEN[usize::from(orientation - 1)])
        {
            let [red, green, blue, _] = thumbnail.get_pixel(x, y).0;
            assert_close([red, green, blue], wanted, 12);
        }
    }
}

#[test]
fn nonsense_in_exif_leaves_a_picture_as_it_is() {
    for orientation in [0, 9, 255] {
        let file = files::jpeg(&quarters(64, 48), |encoder| {
            encoder.add_exif_metadata(&files::exif(orientation)).unwrap();
        });
        assert_eq!(render(&file).unwrap().width, 64);
    }
    let file = files::jpeg(&quarters(64, 48), |encoder| {
        encoder.add_exif_metadata(b"II*\0\xFF\xFF\xFF\xFF").unwrap();
    });
    assert_eq!(render(&file).unwrap().width, 64);
}

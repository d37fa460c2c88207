//! Every way the formats store their samples, and what becomes of transparency.

use image::codecs::gif::GifEncoder;
use image::{Delay, Frame, ImageFormat, Rgba, RgbaImage};
use imaging::{Encoding, Size};

use crate::files::{self, Png, png_chunk, zlib};
use crate::scenes::{assert_close, centre, flat, pixels, quarters, render, variant};

/// A ramp from left to right over all values the depth has.
fn ramp(x: u32, width: u32, depth: u8) -> u16 {
    let top = (1u32 << depth) - 1;
    (x * top / (width - 1)) as u16
}

fn row(file: &[u8]) -> Vec<[u8; 4]> {
    let rendered = render(file).unwrap();
    let image = pixels(variant(&rendered, Size::Original, Encoding::WebP));
    (0..image.width()).map(|x| image.get_pixel(x, image.height() / 2).0).collect()
}

#[test]
fn grey_of_every_depth_is_a_ramp_interlaced_or_not() {
    for depth in [1, 2, 4, 8, 16] {
        let png = Png::new(65, 33, depth, 0);
        for png in [Png { chunks: Vec::new(), ..png }, Png::new(65, 33, depth, 0).interlaced()] {
            let file = png.write(|x, _| vec![ramp(x / 8, 9, depth)]);
            let row = row(&file);
            for step in 0..8 {
                let wanted = u32::from(ramp(step, 9, depth)) * 255 / ((1u32 << depth) - 1);
                let [red, green, blue, alpha] = row[step as usize * 8 + 4];
                assert_close([red, green, blue], [wanted as u8; 3], 10);
                assert_eq!(alpha, 255);
            }
        }
    }
}

#[test]
fn a_palette_keeps_its_colours_and_its_holes() {
    let palette = [220, 30, 30, 30, 180, 40, 40, 60, 220, 9, 9, 9];
    for interlaced in [false, true] {
        let png = Png { interlaced, ..Png::new(64, 16, 2, 3).with(*b"PLTE", palette).with(*b"tRNS", [255, 128, 0]) };
        let row = row(&png.write(|x, _| vec![(x / 16) as u16]));
        assert_close([row[8][0], row[8][1], row[8][2]], [220, 30, 30], 12);
        assert_eq!([row[8][3], row[40][3], row[56][3]], [255, 0, 255]);
        assert!(row[24][3].abs_diff(128) < 4);
    }
}

#[test]
fn sixteen_bits_and_grey_with_alpha() {
    let rgba = Png::new(40, 40, 16, 6).write(|_, _| vec![51_400, 25_700, 12_850, 32_896]);
    let [red, green, blue, alpha] = row(&rgba)[20];
    assert_close([red, green, blue], [200, 100, 50], 6);
    assert!(alpha.abs_diff(128) < 3);
    // half transparent on white
    assert_close(centre(&rgba), [227, 177, 152], 4);

    for (depth, scale) in [(8, 1), (16, 257)] {
        let grey_alpha = Png::new(40, 40, depth, 4).write(|_, _| vec![100 * scale, 128 * scale]);
        let [red, green, blue, alpha] = row(&grey_alpha)[20];
        assert_close([red, green, blue], [100; 3], 4);
        assert!(alpha.abs_diff(128) < 3);
    }
    let keyed = Png::new(40, 40, 16, 2)
        .with(*b"tRNS", [0, 7, 0, 8, 0, 9])
        .write(|x, _| vec![if x < 20 { 7 } else { 60_000 }, 8, 9]);
    assert_eq!([row(&keyed)[5][3], row(&keyed)[35][3]], [0, 255]);
}

#[test]
fn edges_of_transparency_have_no_fringe() {
    // light on nothing, and the nothing is stored as black: resizing must not mix it in
    let badge = RgbaImage::from_fn(900, 900, |x, y| {
        let inside = (f64::from(x) - 450.0).hypot(f64::from(y) - 450.0) < 300.0;
        if inside { Rgba([250, 200, 60, 255]) } else { Rgba([0, 0, 0, 0]) }
    });
    for file in [files::encoded(badge.clone(), ImageFormat::Png), files::encoded(badge, ImageFormat::WebP)] {
        let settings = imaging::Settings { original_max_edge: 400, ..imaging::Settings::default() };
        let rendered = imaging::render(&file, &settings).unwrap();
        for size in Size::ALL {
            let webp = pixels(variant(&rendered, size, Encoding::WebP));
            assert_eq!(webp.get_pixel(1, 1).0[3], 0);
            for pixel in webp.pixels().filter(|pixel| pixel.0[3] > 60) {
                assert!(pixel.0[0] > 215 && pixel.0[1] > 160, "a dark fringe: {pixel:?}");
            }
            let jpeg = pixels(variant(&rendered, size, Encoding::Jpeg));
            assert_close([jpeg[(1, 1)][0], jpeg[(1, 1)][1], jpeg[(1, 1)][2]], [255; 3], 3);
            let darkest = jpeg.pixels().map(|pixel| pixel.0[0].min(pixel.0[1].saturating_add(50))).min();
            assert!(darkest > Some(200), "{size:?}: darker than badge and page: {darkest:?}");
        }
    }
}

#[test]
fn an_alpha_channel_that_hides_nothing_is_dropped() {
    let opaque = RgbaImage::from_pixel(80, 60, Rgba([10, 200, 90, 255]));
    let rendered = render(&files::encoded(opaque, ImageFormat::Png)).unwrap();
    for variant in &rendered.variants {
        assert!(!image::load_from_memory(&variant.bytes).unwrap().color().has_alpha());
    }
}

#[test]
fn progressive_and_interlaced_show_what_plain_files_show() {
    let picture = quarters(333, 217);
    for factor in
        [jpeg_encoder::SamplingFactor::F_1_1, jpeg_encoder::SamplingFactor::F_2_2, jpeg_encoder::SamplingFactor::F_4_1]
    {
        for restarts in [0, 3] {
            let [plain, progressive] = [false, true].map(|progressive| {
                let file = files::jpeg(&picture, |encoder| {
                    encoder.set_sampling_factor(factor);
                    encoder.set_progressive(progressive);
                    encoder.set_restart_interval(restarts);
                });
                let rendered = render(&file).unwrap();
                pixels(variant(&rendered, Size::Original, Encoding::WebP))
            });
            for (one, other) in plain.pixels().zip(progressive.pixels()) {
                assert_close([one[0], one[1], one[2]], [other[0], other[1], other[2]], 12);
            }
        }
    }
    let sample = |x, y| picture.get_pixel(x, y).0.map(u16::from).to_vec();
    let plain = render(&Png::new(333, 217, 8, 2).write(sample)).unwrap();
    let interlaced = render(&Png::new(333, 217, 8, 2).interlaced().write(sample)).unwrap();
    assert_eq!(plain, interlaced);
}

#[test]
fn a_scan_per_component_is_as_good_as_one() {
    let picture = quarters(331, 215);
    for factor in
        [jpeg_encoder::SamplingFactor::F_1_1, jpeg_encoder::SamplingFactor::F_2_1, jpeg_encoder::SamplingFactor::F_2_2]
    {
        let file = files::jpeg(&picture, |encoder| {
            encoder.set_sampling_factor(factor);
            encoder.set_optimized_huffman_tables(true);
        });
        assert_eq!(file.windows(2).filter(|pair| pair == &[0xFF, 0xDA]).count(), 3);
        let rendered = render(&file).unwrap();
        let shown = pixels(variant(&rendered, Size::Original, Encoding::WebP));
        for (x, y) in [(9, 9), (320, 9), (9, 205), (320, 205)] {
            let [red, green, blue, _] = shown[(x, y)].0;
            assert_close([red, green, blue], picture[(x, y)].0, 6);
        }
    }
}

#[test]
fn animations_show_their_first_frame() {
    let frames = [[200, 40, 40], [40, 200, 40], [40, 40, 200]].map(|colour| {
        let image = image::DynamicImage::from(flat(60, 40, colour)).into_rgba8();
        Frame::from_parts(image, 0, 0, Delay::from_numer_denom_ms(100, 1))
    });
    let mut gif = Vec::new();
    GifEncoder::new(&mut gif).encode_frames(frames).unwrap();
    assert_close(centre(&gif), [200, 40, 40], 8);

    let still = |colour| files::bitstream(&files::encoded(flat(60, 40, colour), ImageFormat::WebP));
    let frame = |colour| {
        let picture = still(colour);
        let mut body = vec![0; 6];
        body.extend([59, 0, 0, 39, 0, 0, 100, 0, 0, 0]);
        body.extend(b"VP8L");
        body.extend((picture.len() as u32).to_le_bytes());
        body.extend(&picture);
        body.extend(vec![0; picture.len() % 2]);
        body
    };
    let webp = files::riff(&[
        (b"VP8X", files::vp8x(0x02, 60, 40)),
        (b"ANIM", vec![0; 6]),
        (b"ANMF", frame([200, 40, 40])),
        (b"ANMF", frame([40, 200, 40])),
    ]);
    assert_close(centre(&webp), [200, 40, 40], 8);

    let control = [0u32, 60, 40, 0, 0].iter().flat_map(|field| field.to_be_bytes()).chain([0, 1, 0, 10, 0, 0]);
    let mut apng = Png::new(60, 40, 8, 2)
        .with(*b"acTL", [0, 0, 0, 2, 0, 0, 0, 0])
        .with(*b"fcTL", control.collect::<Vec<_>>())
        .write(|_, _| vec![200, 40, 40]);
    let end = apng.len() - 12;
    apng.splice(end..end, png_chunk(*b"fdAT", &[&[0, 0, 0, 1], &zlib(&[0; 7240])[..]].concat()));
    assert_close(centre(&apng), [200, 40, 40], 8);
}

#[test]
fn a_frame_that_does_not_cover_its_canvas_leaves_the_rest_transparent() {
    let mut gif = Vec::new();
    let small = image::DynamicImage::from(flat(10, 10, [200, 40, 40])).into_rgba8();
    let frame = Frame::from_parts(small, 0, 0, Delay::from_numer_denom_ms(100, 1));
    GifEncoder::new(&mut gif).encode_frames([frame]).unwrap();
    gif[6..10].copy_from_slice(&[40, 0, 30, 0]);
    let rendered = render(&gif).unwrap();
    let image = pixels(variant(&rendered, Size::Original, Encoding::WebP));
    assert_eq!((image.dimensions(), image[(4, 4)][3], image[(30, 20)][3]), ((40, 30), 255, 0));
}

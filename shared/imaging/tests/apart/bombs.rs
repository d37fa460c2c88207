//! Three hundred small files that promise much.

use image::RgbImage;

use crate::files::{self, Png, zlib};

/// A bomb and what it is, for the message of a test.
pub(crate) type Bomb = (String, Vec<u8>);

pub(crate) fn all() -> Vec<Bomb> {
    let bombs: Vec<_> = [png(), profiles(), gif(), webp(), jpeg(), scans()].into_iter().flatten().collect();
    assert_eq!(bombs.len(), 300);
    bombs
}

/// Sides that are too many, just too many, and just not.
const SIDES: [(u32, u32); 5] = [(65_535, 65_535), (16_384, 16_384), (16_384, 3_200), (7_000, 7_000), (1, 16_384)];

/// All pixels zero, compressed a thousandfold: 5 x 14 x 2.
fn png() -> Vec<Bomb> {
    let kinds = [1, 2, 4, 8, 16].map(|depth| (depth, 0)).into_iter();
    let kinds = kinds.chain([1, 2, 4, 8].map(|depth| (depth, 3))).chain([(8, 2), (16, 2), (8, 4), (8, 6), (16, 6)]);
    let zeros = zlib(&vec![0; 60 << 20]);
    let mut bombs = Vec::new();
    for (depth, colour) in kinds {
        for (width, height) in SIDES {
            for interlaced in [false, true] {
                let png = Png { interlaced, ..Png::new(width, height, depth, colour).with(*b"PLTE", [7; 6]) };
                bombs.push((
                    format!("PNG {width} x {height}, {depth} bits of {colour}, {interlaced}"),
                    png.file(&zeros),
                ));
            }
        }
    }
    bombs
}

/// Chunks that inflate to up to 60 MB: 20.
fn profiles() -> Vec<Bomb> {
    let sizes = (1..=10).map(|step| step * (6 << 20));
    let bombs = sizes.flat_map(|size| {
        let body = zlib(&vec![0; size]);
        [*b"iCCP", *b"zTXt"].map(|kind| {
            let chunk = [b"profile\0\0", &body[..]].concat();
            let file = Png::new(30, 30, 8, 2).with(kind, chunk).write(|x, y| vec![9, (x % 99) as u16, (y % 99) as u16]);
            (format!("{} of {size} bytes", String::from_utf8_lossy(&kind)), file)
        })
    });
    bombs.collect()
}

/// Canvases, and thousands of frames: 40.
fn gif() -> Vec<Bomb> {
    let mut bombs = Vec::new();
    for side in [1_u16, 3000, 5000, 16_384, 65_535] {
        for frame in [1_u16, 3000, 16_384, 65_535] {
            for count in [1, 3000] {
                let mut file = b"GIF89a".to_vec();
                file.extend([side.to_le_bytes(), side.to_le_bytes()].concat());
                file.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
                for _ in 0..count {
                    file.extend([0x2C, 0, 0, 0, 0]);
                    file.extend([frame.to_le_bytes(), frame.to_le_bytes()].concat());
                    // clear, one pixel, end
                    file.extend([0, 2, 2, 0x44, 0x01, 0]);
                }
                file.push(0x3B);
                bombs.push((format!("GIF {side}, {count} frames of {frame}"), file));
            }
        }
    }
    bombs
}

/// Canvases larger and smaller than the frames in them, still and animated: 40.
fn webp() -> Vec<Bomb> {
    let still = files::bitstream(&files::encoded(RgbImage::new(9, 9), image::ImageFormat::WebP));
    let mut bombs = Vec::new();
    for canvas in [9, 5000, 8000, 16_384, 1 << 24] {
        for frame in [9_u32, 5000, 10_000, 16_384] {
            let mut picture = still.clone();
            let sides = (frame - 1) | (frame - 1) << 14;
            picture[1..5].copy_from_slice(&sides.to_le_bytes());
            let body = [&[0; 6][..], &sides_of(frame), &sides_of(frame), &[0; 4], b"VP8L"].concat();
            let body = [body, (picture.len() as u32).to_le_bytes().to_vec(), picture.clone()].concat();
            let stills = files::riff(&[(b"VP8X", files::vp8x(0, canvas, canvas)), (b"VP8L", picture)]);
            let moving = (b"ANMF", body);
            let chunks = vec![(b"VP8X", files::vp8x(2, canvas, canvas)), (b"ANIM", vec![0; 6]), moving.clone(), moving];
            bombs.push((format!("WebP {canvas} of {frame}"), stills));
            bombs.push((format!("moving WebP {canvas} of {frame}"), files::riff(&chunks)));
        }
    }
    bombs
}

fn sides_of(frame: u32) -> Vec<u8> {
    (frame - 1).to_le_bytes()[..3].to_vec()
}

/// Frames that claim more than their scans hold: 5 x 6.
fn jpeg() -> Vec<Bomb> {
    let picture = RgbImage::from_fn(64, 64, |x, y| image::Rgb([(x * 4) as u8, (y * 4) as u8, (x * y) as u8]));
    let mut bombs = Vec::new();
    for (progressive, restarts) in [(false, 0), (false, 1), (false, 9), (true, 0), (true, 1), (true, 9)] {
        let file = files::jpeg(&picture, |encoder| {
            encoder.set_progressive(progressive);
            encoder.set_restart_interval(restarts);
        });
        let frame = file.windows(2).position(|pair| matches!(pair, [0xFF, 0xC0 | 0xC2])).unwrap();
        for (width, height) in SIDES {
            let mut bomb = file.clone();
            bomb[frame + 5..frame + 7].copy_from_slice(&(height as u16).to_be_bytes());
            bomb[frame + 7..frame + 9].copy_from_slice(&(width as u16).to_be_bytes());
            bombs.push((format!("JPEG {width} x {height}, {progressive}, {restarts}"), bomb));
        }
    }
    bombs
}

/// Progressive pictures with up to a hundred and one scans over every pixel: 5 x 6.
fn scans() -> Vec<Bomb> {
    let file = files::jpeg(&RgbImage::new(64, 64), |encoder| encoder.set_progressive(true));
    let frame = file.windows(2).position(|pair| pair == [0xFF, 0xC2]).unwrap();
    let last = file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let (head, scan) = (&file[..last], &file[last..file.len() - 2]);
    let mut bombs = Vec::new();
    for (width, height) in [(64_u16, 64_u16), (4000, 3000), (6000, 4000), (5000, 5000), (16_384, 1500)] {
        for count in [30, 60, 95, 99, 100, 101] {
            let before = head.windows(2).filter(|pair| pair == &[0xFF, 0xDA]).count();
            let mut bomb = [head, &scan.repeat(count - before), &[0xFF, 0xD9]].concat();
            bomb[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
            bomb[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
            bombs.push((format!("{count} scans of {width} x {height}"), bomb));
        }
    }
    bombs
}

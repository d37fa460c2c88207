//! Cutting out the centre of pictures that are too long to be shrunk first.

use crate::picture::Picture;
use crate::{ImageError, resize};

/// The side of the square to cut before shrinking: of a picture so long that shrinking it to `edge` leaves fewer than
/// `side` pixels across, if cutting first saves any.
pub(crate) fn early(width: u32, height: u32, edge: u32, side: u32) -> Option<u32> {
    let (small_width, small_height) = resize::fitting(width, height, edge);
    let across = width.min(height);
    let left = small_width.min(small_height);
    (left < side && left < across).then_some(across)
}

/// The centre of a picture that would get too narrow, as large as the thumbnail needs it; see [`early`].
pub(crate) fn before_shrinking(picture: &Picture, edge: u32, side: u32) -> Result<Option<Picture>, ImageError> {
    early(picture.width, picture.height, edge, side)
        .map(|across| resize::shrink(centre(picture, across), side))
        .transpose()
}

fn centre(picture: &Picture, side: u32) -> Picture {
    let channels = picture.layout.channels();
    let [width, left, top, side_length] =
        [picture.width, (picture.width - side) / 2, (picture.height - side) / 2, side].map(|pixels| pixels as usize);
    let rows = picture.pixels.chunks_exact(width * channels).skip(top).take(side_length);
    let pixels = rows.flat_map(|row| &row[left * channels..(left + side_length) * channels]).copied().collect();
    Picture { width: side, height: side, layout: picture.layout, pixels }
}

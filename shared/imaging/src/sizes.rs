//! From a walked header to the original variant, upright and in sRGB.

use crate::art::Art;
use crate::decode::{self, Decoded};
use crate::header::{Coding, Header};
use crate::picture::{Layout, Picture};
use crate::planes::{Chroma, Planes};
use crate::{ImageError, Settings, color, crop, encode, jpeg, orient, resize};

/// The original variant; and the upload's centre, if the original is too narrow for a thumbnail.
pub(crate) fn original(header: &Header<'_>, settings: &Settings) -> Result<(Art, Option<Art>), ImageError> {
    let edge = settings.original_max_edge.clamp(1, encode::MAX_SIDE);
    let early = crop::early(header.width, header.height, edge, settings.thumbnail_size).is_some();
    if !early && let Some(planes) = from_planes(header, edge)? {
        return Ok((Art::Opaque(planes.upright(header.orientation)), None));
    }
    let Decoded { picture, profile } = decode::first_frame(header)?;
    let finish = |picture| {
        let image = color::to_srgb(picture, profile.as_deref())?;
        Ok::<_, ImageError>(Art::new(orient::upright(image, header.orientation)))
    };
    let centre = settings.variants.then(|| crop::before_shrinking(&picture, edge, settings.thumbnail_size));
    let centre = centre.transpose()?.flatten().map(finish).transpose()?;
    Ok((finish(resize::shrink(picture, edge)?)?, centre))
}

/// The picture of a usual JPEG, which never is RGB unless its profile changes colours.
fn from_planes(header: &Header<'_>, edge: u32) -> Result<Option<Planes>, ImageError> {
    let Coding::Jpeg { file, profile, components, .. } = &header.coding else { return Ok(None) };
    let layout = if *components == 1 { Layout::Grey } else { Layout::Rgb };
    let plain = profile.as_deref().is_none_or(|profile| color::leaves_alone(profile, layout));
    if !plain && layout == Layout::Grey {
        return Ok(None);
    }
    let chroma = if plain { Chroma::Half } else { Chroma::Full };
    let (width, height) = resize::fitting(header.width, header.height, edge);
    let (width, height) = (width as usize, height as usize);
    let Some(planes) = jpeg::decode(file, (width, height), chroma) else { return Ok(None) };
    let planes = planes.resized(width, height, chroma)?;
    if plain {
        return Ok(Some(planes));
    }
    let picture = Picture::from(planes.into_rgb().ok_or_else(|| ImageError::internal("planes of other sizes"))?);
    let image = color::to_srgb(picture, profile.as_deref())?;
    Ok(Some(Planes::from_rgb(&image.into_rgb8())))
}

//! Pictures as both encoders take them: brightness at full size and two differences of colour, full-range BT.601.

pub(crate) mod convert;
mod resize;
mod turn;

/// How many samples of colour there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chroma {
    /// As many as of brightness.
    Full,
    /// Half as many in each direction, as encoders take them.
    Half,
}

impl Chroma {
    /// How many times fewer there are in each direction.
    pub(crate) fn fewer(self) -> usize {
        match self {
            Self::Full => 1,
            Self::Half => 2,
        }
    }
}

/// Samples row by row, without padding.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// How many of the samples, in each direction, the picture covers: the last ones may lie half outside of it.
    pub(crate) extent: (f64, f64),
    pub(crate) samples: Vec<u8>,
}

impl Plane {
    /// A black plane that covers `across` x `down` samples.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sides of a picture")]
    pub(crate) fn new(across: f64, down: f64) -> Self {
        let (width, height) = (across.ceil() as usize, down.ceil() as usize);
        Self { width, height, extent: (across, down), samples: vec![0; width * height] }
    }

    /// Black, one sample for each `fewer` x `fewer` pixels.
    #[expect(clippy::cast_precision_loss, reason = "a side has 16 bits")]
    pub(crate) fn for_pixels(width: usize, height: usize, fewer: usize) -> Self {
        Self::new(width as f64 / fewer as f64, height as f64 / fewer as f64)
    }
}

/// An opaque picture in planes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Planes {
    /// Width in pixels of what the planes show; that of `luma` unless they are scaled.
    pub(crate) width: usize,
    /// Height in pixels.
    pub(crate) height: usize,
    /// Brightness.
    pub(crate) luma: Plane,
    /// How much bluer and how much redder than grey; `None` for grey.
    pub(crate) chroma: Option<[Plane; 2]>,
}

impl Planes {
    /// Whether each plane is as large as the encoders take it.
    pub(crate) fn is_ready(&self) -> bool {
        let fits = |plane: &Plane, fewer| {
            (plane.width, plane.height) == (self.width.div_ceil(fewer), self.height.div_ceil(fewer))
        };
        fits(&self.luma, 1) && self.chroma.iter().flatten().all(|plane| fits(plane, 2))
    }
}

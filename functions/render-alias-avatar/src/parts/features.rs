//! The features of faces, as shapes.

use super::{Beak, Color, Ears, Eyes, Head, Horns, INK, Muzzle, Part, WHITE};
use Part::{Dot, Dots, Line, Lines, Mark, Marks, Oval, Ovals, Pair, Shape};

impl Head {
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Round => "M128 56c48 0 84 34 84 82s-36 84 -84 84s-84 -36 -84 -84s36 -82 84 -82z",
            Self::Wide => "M128 66c56 0 94 30 94 76s-40 74 -94 74s-94 -28 -94 -74s38 -76 94 -76z",
            Self::Fox => {
                "M128 70c40 0 66 14 76 38c8 18 10 38 26 58c-26 8 -42 14 -56 26c-16 14 -30 32 -46 32s-30 -18 -46 -32c-14 -12 -30 -18 -56 -26c16 -20 18 -40 26 -58c10 -24 36 -38 76 -38z"
            }
            Self::Pear => {
                "M128 60c42 0 66 26 72 56c4 18 20 24 20 50c0 38 -42 58 -92 58s-92 -20 -92 -58c0 -26 16 -32 20 -50c6 -30 30 -56 72 -56z"
            }
            Self::Long => {
                "M128 64c36 0 58 20 60 52c2 34 -14 60 -20 84c-6 22 -20 34 -40 34s-34 -12 -40 -34c-6 -24 -22 -50 -20 -84c2 -32 24 -52 60 -52z"
            }
            Self::Bull => {
                "M128 66c42 0 68 20 68 54c0 26 -14 40 -14 62c0 32 -22 52 -54 52s-54 -20 -54 -52c0 -22 -14 -36 -14 -62c0 -34 26 -54 68 -54z"
            }
            Self::Bird => "M128 58c44 0 76 32 76 78c0 50 -30 88 -76 88s-76 -38 -76 -88c0 -46 32 -78 76 -78z",
        }
    }
}

impl Ears {
    pub(super) fn parts(self, outer: Color, inner: Color) -> [Part; 2] {
        match self {
            Self::Round => [Ovals(outer, 66, 74, 34, 34), Dots(inner, 67, 77, 18, 18)],
            Self::Small => [Ovals(outer, 58, 92, 24, 24), Dots(inner, 60, 94, 11, 11)],
            Self::Large => [Ovals(outer, 58, 78, 46, 46), Dots(inner, 58, 80, 28, 28)],
            Self::Pointed => [
                Pair(outer, "M54 128C42 92 44 58 52 34c24 8 48 26 62 44z"),
                Marks(inner, "M64 96C58 76 58 64 62 52c12 6 22 14 30 24z"),
            ],
            Self::Tall => [
                Pair(outer, "M50 124C36 84 38 44 46 18c28 14 54 40 68 66z"),
                Marks(inner, "M62 92C54 70 52 56 56 42c14 10 26 24 34 38z"),
            ],
            Self::Long => [
                Pair(outer, "M72 110C46 76 42 24 66 14c26 -8 46 38 46 86z"),
                Marks(inner, "M80 92C66 68 60 38 70 32c14 -2 24 30 26 56z"),
            ],
            Self::Huge => [
                Pair(outer, "M60 150C20 118 6 62 14 22c42 10 82 38 100 72z"),
                Marks(inner, "M62 118C38 96 28 68 30 46c26 10 48 26 60 48z"),
            ],
            Self::Floppy => [
                Pair(outer, "M80 70C48 62 22 92 20 132c-2 36 12 66 30 68c22 0 28 -34 34 -66z"),
                Marks(inner, "M50 100C40 114 36 136 38 158c4 14 12 8 14 -4z"),
            ],
            Self::Leaf => [
                Pair(outer, "M76 106C54 104 26 92 14 64c30 -8 60 0 74 22z"),
                Marks(inner, "M66 94C52 92 38 84 30 72c18 -2 32 2 42 12z"),
            ],
            Self::Drooping => [
                Pair(outer, "M74 96C46 92 18 106 12 134c28 12 56 4 70 -14z"),
                Marks(inner, "M64 106C48 106 36 114 30 124c14 4 28 0 38 -8z"),
            ],
            Self::Upright => [
                Pair(outer, "M74 96C62 70 62 40 74 18c20 14 32 38 34 62z"),
                Marks(inner, "M80 80C74 64 74 50 78 40c8 10 14 22 16 34z"),
            ],
        }
    }
}

/// A nose and the mouth below it.
const CAT_NOSE: &str = "M114 158q14 -8 28 0q-4 14 -14 16q-10 -2 -14 -16z";
const MOUTH: &str = "M128 172v8q-2 12 -20 12M128 180q2 12 20 12";
const LIGHT: &str = "#ffffff";

impl Muzzle {
    pub(super) fn parts(self, color: Color) -> Vec<Part> {
        match self {
            Self::Cat => {
                vec![Dots(color, 108, 182, 30, 24), Mark(INK, CAT_NOSE), Line(INK, 5, MOUTH)]
            }
            Self::Dog => vec![
                Dot(color, 128, 178, 44, 38),
                Dot(INK, 128, 162, 21, 15),
                Dot(LIGHT, 121, 157, 6, 3),
                Line(INK, 5, "M128 176v12q-3 12 -22 10M128 188q3 12 22 10"),
            ],
            Self::Narrow => vec![
                Mark(color, "M128 144c20 0 34 20 38 40c-10 14 -24 36 -38 36s-28 -22 -38 -36c4 -20 18 -40 38 -40z"),
                Dot(INK, 128, 198, 16, 13),
                Dot(LIGHT, 122, 193, 5, 3),
            ],
            Self::Tiny => vec![
                Dot(color, 128, 184, 36, 26),
                Dot(INK, 128, 166, 11, 8),
                Line(INK, 4, "M128 174v8q-2 8 -14 8M128 182q2 8 14 8"),
            ],
            Self::Teeth => vec![
                Dots(color, 110, 178, 26, 20),
                Shape(WHITE, "M115 188h26v22q-13 6 -26 0z"),
                Line(INK, 4, "M128 188v22"),
                Mark(INK, CAT_NOSE),
                Line(INK, 5, "M128 172v10q-4 10 -22 8M128 182q4 10 22 8"),
            ],
            Self::Deer => vec![
                Dot(color, 128, 200, 32, 26),
                Mark(INK, "M108 188q20 -10 40 0q-2 18 -20 20q-18 -2 -20 -20z"),
                Line(INK, 5, "M128 208v6q-2 6 -12 6M128 214q2 6 12 6"),
            ],
            Self::Broad => {
                vec![Oval(color, 128, 198, 50, 34), Dots(INK, 110, 192, 7, 10), Line(INK, 5, "M108 214q20 10 40 0")]
            }
        }
    }
}

impl Beak {
    pub(super) fn parts(self, color: Color) -> [Part; 2] {
        match self {
            Self::Short => {
                [Shape(color, "M104 152q24 -16 48 0q-8 26 -24 34q-16 -8 -24 -34z"), Line(INK, 5, "M108 162q20 8 40 0")]
            }
            Self::Hooked => [
                Shape(color, "M102 146q26 -16 52 0q4 26 -14 38q-2 16 -12 22q-10 -6 -12 -22q-18 -12 -14 -38z"),
                Dots(INK, 116, 154, 3, 3),
            ],
            Self::Flat => [
                Shape(
                    color,
                    "M128 146c14 0 16 14 40 22c22 8 12 34 -8 34c-12 0 -20 6 -32 6s-20 -6 -32 -6c-20 0 -30 -26 -8 -34c24 -8 26 -22 40 -22z",
                ),
                Dots(INK, 118, 164, 3, 4),
            ],
            Self::Dagger => {
                [Shape(color, "M108 148q20 -12 40 0q-6 44 -20 76q-14 -32 -20 -76z"), Line(INK, 4, "M128 158v40")]
            }
        }
    }
}

impl Eyes {
    pub(super) fn parts(self) -> [Part; 3] {
        match self {
            Self::Dark => [Dots(INK, 94, 132, 13, 15), Dot(LIGHT, 90, 126, 5, 5), Dot(LIGHT, 158, 126, 5, 5)],
            Self::Small => [Dots(INK, 104, 134, 10, 11), Dot(LIGHT, 101, 130, 4, 4), Dot(LIGHT, 149, 130, 4, 4)],
            Self::Apart => [Dots(INK, 80, 128, 13, 15), Dot(LIGHT, 76, 122, 5, 5), Dot(LIGHT, 172, 122, 5, 5)],
            Self::Staring(color) => {
                [Ovals(color, 90, 122, 27, 27), Dots(INK, 93, 123, 14, 15), Dots(LIGHT, 88, 117, 5, 5)]
            }
            Self::Slit(color) => [Ovals(color, 92, 130, 20, 18), Dots(INK, 93, 130, 6, 15), Dots(LIGHT, 89, 123, 4, 4)],
            Self::Stern(color) => {
                [Dots(INK, 92, 134, 14, 14), Marks(color, "M70 112l46 14v8l-46 -10z"), Lines(INK, 7, "M72 116l42 12")]
            }
        }
    }
}

impl Horns {
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Antlers => {
                "M104 82C92 66 76 62 56 58c-10 -2 -16 -12 -14 -26c8 0 10 12 18 16c4 -8 0 -20 4 -32c10 2 8 20 10 30c6 -2 6 -10 12 -14c6 6 2 14 0 20c14 6 26 14 32 24z"
            }
            Self::Palms => {
                "M106 86C96 80 84 78 70 82C44 90 16 74 8 36c8 2 10 8 16 10c-2 -10 -2 -18 2 -26c8 4 8 14 14 20c2 -10 4 -18 12 -22c6 8 4 18 8 26c6 -6 10 -12 18 -12c4 16 0 22 6 30c8 6 22 6 32 16z"
            }
            Self::Curled => {
                "M106 78C66 60 14 88 18 136c2 34 48 44 60 18c8 -20 -12 -36 -24 -24c-6 6 -2 12 4 12c-4 8 -16 2 -14 -10c4 -24 36 -24 52 -14z"
            }
            Self::Arched => "M112 82C100 60 76 40 36 42c-8 -2 -8 -10 0 -14c54 -8 88 22 104 50z",
            Self::Straight => "M112 84L74 14c-4 -8 6 -12 10 -6l46 68z",
            Self::Lyre => "M110 86C80 72 92 48 76 36c-10 -8 -6 -18 2 -24c22 12 12 30 22 42c8 8 20 14 28 26z",
            Self::Short => "M80 96C48 96 26 78 30 46c2 -6 8 -6 10 0c6 16 26 22 58 22z",
            Self::Wide => "M84 88C40 92 8 70 12 24c2 -8 10 -8 12 0c6 26 32 36 78 36z",
            Self::Knobs => "M100 78L92 38c-14 -4 -14 -24 4 -26c16 0 20 20 8 26l14 36z",
        }
    }
}

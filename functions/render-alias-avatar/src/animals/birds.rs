//! Birds, seen from before.

use super::Animal;
use crate::parts::{
    Beak, Eyes, Head, INK,
    Part::{Beak as B, Blush, Dot, Dots, Eyes as Y, Head as H, Line, Lines, Mark, Marks, Oval, Pair, Shape},
    WHITE,
};

/// Their parts.
#[rustfmt::skip]
pub(super) const ANIMALS: &[Animal] = &[
    ("Owl", &[
        Pair("#8a6a4c", "M60 96L52 34q34 8 62 30z"), H(Head::Bird, "#a07d58"), Mark("#e8d6b5", "M128 100q10 -22 38 -22q34 4 34 44q-4 40 -38 42q-24 -2 -34 -20q-10 18 -34 20q-34 -2 -38 -42q0 -40 34 -44q28 0 38 22z"),
        Y(Eyes::Staring("#f6c445")), Shape("#e8973a", "M116 140q12 -8 24 0q-2 20 -12 30q-10 -10 -12 -30z"),
        Lines("#6d5238", 6, "M94 184l10 10l10 -10M108 204l10 10l10 -10"),
    ]),
    ("Penguin", &[
        H(Head::Bird, "#3e4557"), Mark(WHITE, "M128 118q14 -30 42 -22q28 14 22 58q-10 62 -64 66q-54 -4 -64 -66q-6 -44 22 -58q28 -8 42 22z"),
        Y(Eyes::Dark), B(Beak::Short, "#f2a33c"), Blush,
    ]),
    ("Puffin", &[
        H(Head::Bird, "#3b3f4d"), Marks(WHITE, "M116 112Q84 88 62 116Q56 168 96 184Q122 170 116 112z"), Dots("#e0663a", 92, 132, 14, 14), Dots(INK, 92, 132, 10, 11), Dots(WHITE, 89, 128, 3, 3),
        Shape("#ef7d3b", "M102 144q26 -24 52 0q4 44 -26 64q-30 -20 -26 -64z"), Line("#f7d24f", 9, "M106 150q22 -14 44 0"), Line("#3c6c9c", 9, "M108 166q20 -10 40 0"),
    ]),
    ("Toucan", &[
        H(Head::Bird, "#34343f"), Mark("#fdf3d0", "M128 108q70 -10 62 50q-10 60 -62 62q-52 -2 -62 -62q-8 -60 62 -50z"), Dots("#5aa9e0", 90, 124, 20, 20), Dots(INK, 91, 125, 11, 12), Dots(WHITE, 87, 120, 4, 4),
        Shape("#f6a92e", "M100 134q28 -20 56 0q14 60 -14 94q-14 12 -28 0q-28 -34 -14 -94z"), Mark("#d9542b", "M108 200q20 10 40 0q-4 16 -10 22q-10 8 -20 0q-6 -6 -10 -22z"), Line(INK, 5, "M128 150v62"),
    ]),
    ("Parrot", &[
        Shape("#3f9d5a", "M128 20q18 18 16 44h-32q-2 -26 16 -44z"), H(Head::Bird, "#59b86f"), Marks("#f4e067", "M112 76Q78 78 62 112q26 -14 52 -8z"), Marks(WHITE, "M112 120Q84 100 64 124Q62 156 92 160Q114 150 112 120z"),
        Dots(INK, 90, 132, 12, 13), Dots(WHITE, 86, 127, 4, 4), B(Beak::Hooked, "#e4574e"),
    ]),
    ("Eagle", &[
        Shape("#5a3d2b", "M36 256q-6 -60 30 -90h124q36 30 30 90z"), Shape(WHITE, "M128 44c48 0 74 30 74 70c0 32 12 60 4 84l-22 -10l-12 22l-22 -12l-22 14l-22 -14l-22 12l-12 -22l-22 10c-8 -24 4 -52 4 -84c0 -40 26 -70 74 -70z"),
        Y(Eyes::Stern(WHITE)), B(Beak::Hooked, "#f4b73e"),
    ]),
    ("Falcon", &[
        H(Head::Bird, "#5c6b80"), Mark("#f2e8d5", "M128 140q60 -20 66 20q-8 58 -66 60q-58 -2 -66 -60q6 -40 66 -20z"), Marks("#3a4556", "M76 128q20 6 24 10q4 36 -12 52q-14 -24 -12 -62z"),
        Dots("#f7cf4d", 92, 128, 17, 17), Dots(INK, 93, 129, 11, 11), Dots(WHITE, 89, 125, 4, 4), Lines(INK, 7, "M70 110l40 10"), B(Beak::Hooked, "#e9c04e"),
        Lines("#9c8a70", 5, "M104 206l6 8l6 -8"),
    ]),
    ("Bullfinch", &[
        H(Head::Bird, "#e2705c"), Mark("#2f2d3a", "M128 58c40 0 70 22 74 64q-30 34 -74 34t-74 -34c4 -42 34 -64 74 -64z"), Dots(WHITE, 92, 124, 13, 14), Dots(INK, 93, 125, 9, 10), B(Beak::Short, "#57525f"),
    ]),
    ("Cardinal", &[
        Shape("#d43d42", "M128 8q34 40 42 82h-84q8 -42 42 -82z"), H(Head::Bird, "#e2494d"), Mark("#33242c", "M88 130q40 -14 80 0q8 50 -40 66q-48 -16 -40 -66z"), Dots(WHITE, 82, 122, 11, 12), Dots(INK, 83, 123, 7, 8), B(Beak::Short, "#f2913d"),
    ]),
    ("Bluejay", &[
        Shape("#3d77c2", "M128 10q30 34 34 76h-68q4 -42 34 -76z"), H(Head::Bird, "#5592d8"), Mark(WHITE, "M128 108q64 -18 58 44q-8 62 -58 64q-50 -2 -58 -64q-6 -62 58 -44z"), Line("#2c3e66", 9, "M68 130q-4 70 60 76q64 -6 60 -76"), Y(Eyes::Dark), B(Beak::Short, "#3b3f4d"),
    ]),
    ("Kingfisher", &[
        Shape("#2f8fa6", "M128 22q14 8 12 24q12 -8 22 0q-2 16 -16 26h-36q-14 -10 -16 -26q10 -8 22 0q-2 -16 12 -24z"), H(Head::Bird, "#3fa7bf"), Mark("#ef9650", "M128 150q56 -14 66 6q-10 62 -66 66q-56 -4 -66 -66q10 -20 66 -6z"), Marks(WHITE, "M64 142q16 -6 28 6q-14 12 -28 -6z"),
        Y(Eyes::Dark), B(Beak::Dagger, "#3b3f4d"), Dots("#d8f0f4", 100, 86, 5, 5), Dots("#d8f0f4", 84, 102, 5, 5), Dots("#d8f0f4", 116, 76, 4, 4),
    ]),
    ("Ostrich", &[
        Lines("#6a5d62", 6, "M116 44l-6 -26M128 40v-30M140 44l6 -26"), Shape("#e8c6b8", "M128 36c40 0 62 26 62 56c0 26 -18 40 -34 50v110h-56v-110c-16 -10 -34 -24 -34 -50c0 -30 22 -56 62 -56z"),
        Y(Eyes::Staring(WHITE)), Shape("#e9a35e", "M92 142q36 -18 72 0q-4 28 -36 30q-32 -2 -36 -30z"), Dots(INK, 118, 148, 3, 3), Line(INK, 5, "M98 154q30 10 60 0"),
        Shape("#4a4450", "M52 256q20 -44 76 -30q56 -14 76 30z"),
    ]),
    ("Peafowl", &[
        Shape("#3f9b7f", "M128 256L8 190q-14 -70 30 -118q38 -62 90 -62t90 62q44 48 30 118z"),
        Dots("#f2cf5b", 36, 120, 16, 18), Dots("#2f5fb0", 36, 120, 8, 10), Dots("#f2cf5b", 64, 66, 16, 18), Dots("#2f5fb0", 64, 66, 8, 10), Dot("#f2cf5b", 128, 40, 17, 18), Dot("#2f5fb0", 128, 40, 9, 10),
        Lines("#2a4d94", 5, "M122 96l-8 -20"), Shape("#3f72c9", "M128 92c32 0 48 22 48 48c0 30 26 70 26 116h-148c0 -46 26 -86 26 -116c0 -26 16 -48 48 -48z"),
        Dots(WHITE, 106, 132, 14, 13), Dots(INK, 107, 133, 9, 9), Shape("#f0c660", "M114 152q14 -8 28 0q-4 20 -14 26q-10 -6 -14 -26z"),
    ]),
    ("Mallard", &[
        H(Head::Bird, "#2f8f63"), Mark("#4bb07e", "M84 92q20 -26 56 -22q-38 8 -48 34z"), Y(Eyes::Dark), B(Beak::Flat, "#f3bb43"), Line(WHITE, 13, "M78 208q50 18 100 0"),
    ]),
    ("Raven", &[
        Shape("#3c3a4b", "M128 48c50 0 80 36 78 82c6 44 -6 74 2 100l-28 -10l-12 24l-40 -12l-40 12l-12 -24l-28 10c8 -26 -4 -56 2 -100c-2 -46 28 -82 78 -82z"), Lines("#5a5870", 6, "M88 84q12 -12 26 -12M74 180l12 12M88 204l12 12"),
        Dots("#e8e4f2", 92, 128, 15, 16), Dots(INK, 94, 129, 10, 11), Dots(WHITE, 90, 124, 4, 4), B(Beak::Dagger, "#6b687f"),
    ]),
    ("Canary", &[
        Shape("#f0c435", "M104 70q-6 -28 8 -40q4 12 12 14q0 -18 14 -26q4 18 0 26q10 -4 16 -2q-2 20 -10 30z"), H(Head::Bird, "#f7d84e"), Mark("#fbe98f", "M128 168q40 -6 52 10q-16 40 -52 44q-36 -4 -52 -44q12 -16 52 -10z"), Y(Eyes::Dark), B(Beak::Short, "#f09a4a"), Blush,
    ]),
    ("Hoopoe", &[
        Shape("#eaa66a", "M128 108L26 84q-14 -18 0 -34l52 22L44 30q2 -20 22 -24l40 50L108 12q20 -16 40 0l2 44l40 -50q20 4 22 24l-34 42l52 -22q14 16 0 34z"), Marks(INK, "M26 50l22 10l-10 27l-12 -3q-14 -18 0 -34zM44 30q2 -20 22 -24l16 20l-22 24zM108 12q10 -8 20 -8v32h-21z"),
        H(Head::Bird, "#eaa66a"), Y(Eyes::Dark), B(Beak::Dagger, "#4a4450"),
    ]),
    ("Cassowary", &[
        Shape("#8a7a5f", "M100 76q-4 -62 28 -70q32 8 28 70z"), H(Head::Bird, "#3f83c4"), Mark("#2b2f45", "M62 176q66 30 132 0q-10 52 -66 50q-56 2 -66 -50z"), Y(Eyes::Staring("#f2b64c")), B(Beak::Dagger, "#5c5566"),
        Oval("#d84a45", 112, 224, 12, 20), Oval("#d84a45", 144, 224, 12, 20),
    ]),
];

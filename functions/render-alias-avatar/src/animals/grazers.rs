//! Animals with hooves.

use super::Animal;
use crate::parts::{
    Ears, Eyes, Head, Horns, INK, Muzzle,
    Part::{Dot, Dots, Ears as E, Eyes as Y, Head as H, Horns as K, Line, Lines, Mark, Marks, Muzzle as M, Shape},
    WHITE,
};

/// Their parts.
#[rustfmt::skip]
pub(super) const ANIMALS: &[Animal] = &[
    ("Deer", &[
        K(Horns::Antlers, "#d9b98c"), E(Ears::Leaf, "#b97a4b", "#f0cdb0"), H(Head::Long, "#c98d5a"),
        Marks("#f5e3cc", "M78 118q18 -14 34 2q-18 -2 -34 -2z"), Y(Eyes::Dark), M(Muzzle::Deer, "#f5e3cc"),
    ]),
    ("Moose", &[
        K(Horns::Palms, "#c7a578"), E(Ears::Leaf, "#6b4a36", "#a07a5f"), H(Head::Long, "#7d5841"), Y(Eyes::Small),
        Shape("#936c52", "M128 158c34 0 52 16 52 40s-22 36 -52 36s-52 -12 -52 -36s18 -40 52 -40z"), Dots(INK, 108, 190, 9, 11),
        Line(INK, 5, "M106 216q22 8 44 0"),
    ]),
    ("Reindeer", &[
        K(Horns::Antlers, "#8a6a4c"), E(Ears::Leaf, "#8c7a6d", "#cdb9aa"), H(Head::Long, "#a08c7d"),
        Mark("#e9e1d6", "M84 176q44 -26 88 0q-6 56 -44 56t-44 -56z"), Y(Eyes::Dark), Dot("#d9414e", 128, 196, 26, 20), Dot(WHITE, 119, 189, 7, 5),
    ]),
    ("Antelope", &[
        K(Horns::Lyre, "#5b4a44"), E(Ears::Leaf, "#c58e55", "#f3d9b5"), H(Head::Long, "#d9a566"),
        Marks("#5c3d26", "M96 148q8 30 14 44q-16 -14 -20 -44z"), Mark(WHITE, "M118 70h20l-4 60h-12z"), Y(Eyes::Dark), M(Muzzle::Deer, WHITE),
    ]),
    ("Ibex", &[
        K(Horns::Arched, "#9c8d80"), Lines("#6b5d54", 6, "M60 34l2 12M80 38l-4 12M96 50l-10 10"), E(Ears::Leaf, "#8d7763", "#c7ae98"),
        Shape("#6b5a4d", "M112 220q16 -8 32 0l-16 32z"), H(Head::Long, "#a68d75"), Y(Eyes::Small), M(Muzzle::Deer, "#d8c6b3"),
    ]),
    ("Bison", &[
        Shape("#4f3a2f", "M128 36c50 -4 92 22 94 70c2 30 -12 42 -16 62c-6 34 -40 66 -78 80c-38 -14 -72 -46 -78 -80c-4 -20 -18 -32 -16 -62c2 -48 44 -74 94 -70z"),
        K(Horns::Short, "#e8ddc8"), H(Head::Bull, "#7a5743"), Mark("#4f3a2f", "M76 92q52 -50 104 0q-8 24 -24 10q-10 20 -28 4q-18 16 -28 -4q-16 14 -24 -10z"),
        Y(Eyes::Small), M(Muzzle::Broad, "#5c4336"),
    ]),
    ("Yak", &[
        K(Horns::Wide, "#efe6d2"), Shape("#3f3a45", "M128 60c54 0 78 34 80 74q6 60 -14 104l-20 -18l-14 26l-32 -12l-32 12l-14 -26l-20 18q-20 -44 -14 -104c2 -40 26 -74 80 -74z"),
        Mark("#6d6577", "M128 62q40 30 34 84l-34 -24l-34 24q-6 -54 34 -84z"), Dots(WHITE, 94, 146, 13, 14), Dots(INK, 95, 147, 8, 9), M(Muzzle::Broad, "#cfc3c0"),
    ]),
    ("Ram", &[
        H(Head::Long, "#e9dcc6"), K(Horns::Curled, "#b99a6b"), Lines("#8c7148", 5, "M52 92l14 14M30 124l18 2M44 152l10 -12"),
        Y(Eyes::Small), M(Muzzle::Deer, "#f6efe2"),
    ]),
    ("Lamb", &[
        E(Ears::Drooping, "#e7c9ba", "#f3b9b4"), H(Head::Long, "#f3ddcf"),
        Shape(WHITE, "M128 34c14 0 22 6 28 12c14 -4 30 6 30 20c12 6 18 24 6 36c-6 12 -22 12 -30 4c-10 12 -24 10 -34 2c-10 8 -24 10 -34 -2c-8 8 -24 8 -30 -4c-12 -12 -6 -30 6 -36c0 -14 16 -24 30 -20c6 -6 14 -12 28 -12z"),
        Y(Eyes::Dark), M(Muzzle::Tiny, "#fbeee6"), Dots("#f2a9a9", 82, 166, 11, 8),
    ]),
    ("Alpaca", &[
        E(Ears::Upright, "#d9b491", "#f2cdbb"),
        Shape("#e8c9a6", "M128 60c14 -12 34 -4 38 8c18 0 26 18 20 30c14 10 12 30 2 38c6 18 -4 32 -18 34c-2 28 -18 58 -42 58s-40 -30 -42 -58c-14 -2 -24 -16 -18 -34c-10 -8 -12 -28 2 -38c-6 -12 2 -30 20 -30c4 -12 24 -20 38 -8z"),
        Mark("#f8e8d4", "M128 108c28 0 44 16 44 44c0 40 -20 70 -44 70s-44 -30 -44 -70c0 -28 16 -44 44 -44z"), Dots(INK, 102, 142, 10, 11),
        Dots(WHITE, 99, 138, 4, 4), M(Muzzle::Tiny, WHITE),
    ]),
    ("Giraffe", &[
        K(Horns::Knobs, "#8a5a34"), E(Ears::Leaf, "#e8b65c", "#f6dcb4"), H(Head::Long, "#f0c468"),
        Marks("#b0702f", "M84 84q20 -12 28 0q-6 18 -24 14zM70 112q12 -4 14 10q-8 14 -14 4zM76 152q12 -2 12 12q-8 6 -10 -2zM116 108q12 0 10 14q-12 6 -14 -6zM98 162q12 -2 10 12q-10 4 -12 -4z"),
        Y(Eyes::Dark), Shape("#f7deb0", "M128 176c26 0 40 14 40 32s-16 24 -40 24s-40 -6 -40 -24s14 -32 40 -32z"), Dots(INK, 114, 200, 6, 8), Line(INK, 5, "M112 218q16 6 32 0"),
    ]),
    ("Zebra", &[
        E(Ears::Upright, "#f6f3ec", "#b9aeb5"), Shape("#3b3745", "M110 64q0 -46 18 -48q18 2 18 48z"), H(Head::Long, "#f6f3ec"),
        Marks("#3b3745", "M68 104q24 -6 40 8q-20 -2 -40 6zM74 152q18 2 32 14q-20 -2 -28 0zM104 74q6 16 22 24q-14 0 -30 -18zM82 172q14 2 24 12q-16 -2 -22 -2z"),
        Y(Eyes::Dark), Shape("#4a4655", "M128 180c24 0 38 10 38 28s-16 26 -38 26s-38 -8 -38 -26s14 -28 38 -28z"), Dots(WHITE, 114, 204, 5, 7),
    ]),
    ("Pony", &[
        E(Ears::Upright, "#b06f45", "#e2b08f"), H(Head::Long, "#c07f52"), Mark(WHITE, "M116 110h24l-4 90h-16z"),
        Shape("#f1d79a", "M126 44c40 -6 52 40 34 84q-10 -28 -22 -44q-10 30 -34 44q-10 -70 22 -84z"),
        Y(Eyes::Dark), Shape("#dba982", "M128 180c24 0 38 10 38 28s-16 26 -38 26s-38 -8 -38 -26s14 -28 38 -28z"), Dots(INK, 114, 202, 6, 8), Line(INK, 5, "M114 220q14 6 28 0"),
    ]),
    ("Okapi", &[
        K(Horns::Knobs, "#5a3a34"), E(Ears::Leaf, "#6d3f37", "#d8a89a"), H(Head::Long, "#7d4a40"),
        Marks("#f3ebe0", "M80 150q20 -4 30 12q2 22 -14 30q-12 -18 -16 -42z"), Y(Eyes::Dark), M(Muzzle::Deer, "#e9dfd4"),
        Lines(WHITE, 7, "M82 98l20 -6M78 112l18 -4"),
    ]),
    ("Tapir", &[
        E(Ears::Round, "#54505e", WHITE), H(Head::Bull, "#6a6575"), Mark("#e6e1de", "M128 70c36 0 58 16 60 40q-60 -20 -120 0c2 -24 24 -40 60 -40z"),
        Y(Eyes::Small), Shape("#7d7788", "M112 140q16 -10 32 0q8 50 14 78q2 14 -12 14h-36q-14 0 -12 -14q6 -28 14 -78z"), Dots(INK, 116, 218, 6, 5), Line("#54505e", 5, "M108 178q20 6 40 0M106 194q22 6 44 0"),
    ]),
    ("Rhino", &[
        E(Ears::Upright, "#8f97a3", "#c9b9bf"), H(Head::Bull, "#a3abb6"), Lines("#7c8491", 6, "M82 112q14 -8 26 0M80 158q10 6 20 2"), Y(Eyes::Small),
        Shape("#f3ead6", "M108 196q20 -12 40 0q-6 -60 -20 -86q-14 26 -20 86z"), Dots(INK, 98, 206, 7, 9), Line(INK, 5, "M104 222q24 6 48 0"),
    ]),
    ("Oryx", &[
        K(Horns::Straight, "#4a4450"), E(Ears::Leaf, "#e7dcc9", "#c9b299"), H(Head::Long, "#f2ebdf"),
        Marks("#3b3745", "M84 104q14 12 12 44q-4 22 -2 34q-18 -30 -24 -58q2 -14 14 -20z"), Mark("#3b3745", "M128 96q16 20 0 46q-16 -26 0 -46zM104 176q24 -12 48 0q-4 14 -24 14t-24 -14z"),
        Dots(WHITE, 92, 132, 9, 9), Dots(INK, 93, 133, 6, 6), M(Muzzle::Deer, "#fbf7f0"),
    ]),
];

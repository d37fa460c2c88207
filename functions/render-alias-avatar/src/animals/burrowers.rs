//! Small animals of woods, trees and burrows.

use super::Animal;
use crate::parts::{
    Ears, Eyes, Head, INK, Muzzle,
    Part::{
        Blush, Dot, Dots, Ears as E, Eyes as Y, Head as H, Line, Lines, Mark, Marks, Muzzle as M, Oval, Pair, Shape,
        Whiskers,
    },
    WHITE,
};

/// Their parts.
#[rustfmt::skip]
pub(super) const ANIMALS: &[Animal] = &[
    ("Badger", &[
        E(Ears::Small, "#3b3745", WHITE), H(Head::Long, WHITE),
        Marks("#3b3745", "M84 80Q112 66 114 74L112 150Q104 188 90 198Q74 164 68 130Q66 96 84 80z"),
        Dots(WHITE, 96, 132, 8, 8), Dots(INK, 96, 132, 5, 5), Dot(INK, 128, 212, 20, 15), Dot(WHITE, 121, 207, 6, 3),
    ]),
    ("Otter", &[
        E(Ears::Small, "#7b5a43", "#5c4231"), H(Head::Wide, "#7b5a43"),
        Mark("#e6d2b5", "M64 168Q96 136 128 150Q160 136 192 168Q180 208 128 212Q76 208 64 168z"),
        Y(Eyes::Apart), Mark(INK, "M108 148q20 -10 40 0q-4 22 -20 26q-16 -4 -20 -26z"),
        Line(INK, 5, "M128 172v8q-4 12 -20 10M128 180q4 12 20 10"), Whiskers,
    ]),
    ("Meerkat", &[
        E(Ears::Small, "#6b4d37", "#4a3526"), H(Head::Long, "#d8b98c"),
        Marks("#5a412f", "M72 116Q96 98 112 122Q108 152 88 152Q70 146 72 116z"),
        Dots(WHITE, 94, 132, 9, 10), Dots(INK, 95, 133, 6, 7), M(Muzzle::Deer, "#efdfc4"),
    ]),
    ("Hedgehog", &[
        Shape("#6d5242", "M128 16l18 20l24 -14l10 24l28 -6l2 28l28 4l-8 28l24 16l-18 22l16 26l-26 12l4 30l-102 20l-102 -20l4 -30l-26 -12l16 -26l-18 -22l24 -16l-8 -28l28 -4l2 -28l28 6l10 -24l24 14z"),
        Shape("#f0d9b8", "M128 92c20 -20 62 -8 66 38c4 54 -26 98 -66 98s-70 -44 -66 -98c4 -46 46 -58 66 -38z"),
        Y(Eyes::Dark), Dot(INK, 128, 172, 18, 14), Dot(WHITE, 122, 167, 5, 3), Line(INK, 5, "M112 196q16 12 32 0"), Blush,
    ]),
    ("Squirrel", &[
        Shape("#b4562b", "M190 226c50 -20 60 -90 36 -130c-20 -34 -66 -34 -74 -6c-4 18 20 22 22 40z"),
        Pair("#b4562b", "M52 52Q42 26 50 8Q64 22 76 46z"), E(Ears::Pointed, "#cf6f3c", "#f3c9a5"), H(Head::Pear, "#cf6f3c"),
        Dots("#fbe3cb", 98, 178, 40, 32), Y(Eyes::Dark), M(Muzzle::Teeth, "#fbe3cb"),
    ]),
    ("Chipmunk", &[
        E(Ears::Small, "#b9804c", "#7a4e2b"), H(Head::Pear, "#d49a5f"),
        Mark("#6b4327", "M120 62h16v56q-8 10 -16 0z"), Marks("#fbe9d0", "M66 118Q94 96 116 116Q92 116 66 130z"),
        Marks("#6b4327", "M60 136Q94 150 116 130Q98 162 56 152z"), Dots("#fbe3cb", 84, 184, 30, 26),
        Y(Eyes::Dark), M(Muzzle::Teeth, "#fbe3cb"),
    ]),
    ("Hamster", &[
        E(Ears::Small, "#e8b877", "#f3b9a6"), H(Head::Pear, "#f0c88d"),
        Mark(WHITE, "M128 110q30 20 70 50q12 50 -70 56q-82 -6 -70 -56q40 -30 70 -50z"),
        Y(Eyes::Dark), M(Muzzle::Tiny, WHITE), Blush,
    ]),
    ("Rabbit", &[
        E(Ears::Long, "#e9e2d8", "#f4b6bd"), H(Head::Round, "#e9e2d8"), Y(Eyes::Dark), M(Muzzle::Teeth, WHITE), Blush,
    ]),
    ("Mouse", &[
        E(Ears::Large, "#a7a3b5", "#f0bcc4"), H(Head::Fox, "#a7a3b5"), Y(Eyes::Dark),
        Dot("#ef8fa0", 128, 206, 15, 12), Lines(INK, 4, "M98 196l-44 -10M98 204l-42 8"),
    ]),
    ("Chinchilla", &[
        E(Ears::Large, "#8d93a5", "#d9c3cf"), H(Head::Pear, "#b4b9c9"), Mark(WHITE, "M72 176q56 -30 112 0q-4 40 -56 40t-56 -40z"),
        Y(Eyes::Apart), M(Muzzle::Tiny, WHITE), Whiskers,
    ]),
    ("Capybara", &[
        E(Ears::Small, "#8a6443", "#5f432c"), H(Head::Bull, "#a67c52"), Lines(INK, 7, "M78 128q14 -8 26 0"),
        Dots(INK, 92, 132, 9, 7), Oval("#8a6443", 128, 194, 52, 38), Dots(INK, 112, 182, 8, 6),
        Line(INK, 5, "M128 194v16M108 214q20 -8 40 0"),
    ]),
    ("Marmot", &[
        E(Ears::Small, "#8b6b4a", "#5b4630"), H(Head::Pear, "#b08d62"), Mark("#8b6b4a", "M128 60q56 6 66 48q-66 -30 -132 0q10 -42 66 -48z"),
        Y(Eyes::Dark), M(Muzzle::Teeth, "#f0dfc0"), Whiskers,
    ]),
    ("Ferret", &[
        E(Ears::Small, "#e8dcc5", "#c9a98a"), H(Head::Wide, "#f3ead8"),
        Mark("#5d4a3e", "M52 116Q90 90 128 126Q166 90 204 116Q210 154 172 156Q146 152 128 138Q110 152 84 156Q46 154 52 116z"),
        Dots(WHITE, 92, 132, 10, 11), Dots(INK, 93, 133, 7, 8), M(Muzzle::Tiny, WHITE),
    ]),
    ("Ermine", &[
        Line(INK, 22, "M214 206Q246 170 226 128"), Line(WHITE, 12, "M214 206Q238 176 232 150"),
        E(Ears::Small, "#fdfbf5", "#f0c4c4"), H(Head::Round, "#fdfbf5"), Y(Eyes::Dark), Dot("#e9889a", 128, 168, 12, 9),
        Line(INK, 5, "M128 176v10q-4 12 -20 8M128 186q4 12 20 8"), Whiskers, Blush,
    ]),
    ("Lemur", &[
        Pair("#f5f1ea", "M64 110C30 96 26 60 40 44c30 2 56 26 62 46z"), H(Head::Fox, "#b8b4be"),
        Marks("#3b3745", "M66 124Q90 98 114 120Q116 156 90 160Q66 154 66 124z"), Y(Eyes::Staring("#f2a13c")),
        M(Muzzle::Narrow, "#4a4656"),
    ]),
    ("Tarsier", &[
        E(Ears::Large, "#b98f68", "#e0b8a0"), H(Head::Wide, "#c9a27a"),
        Pair("#f7d774", "M84 88c28 0 40 20 40 42s-14 42 -40 42s-44 -18 -44 -42s16 -42 44 -42z"),
        Dots(INK, 86, 130, 20, 22), Dots(WHITE, 78, 120, 7, 7), Dot("#8a6443", 128, 180, 12, 9), Line(INK, 5, "M110 200q18 8 36 0"),
    ]),
    ("Bat", &[
        Pair("#6c5b7b", "M96 150Q60 116 6 120Q22 140 18 168Q40 160 50 182Q70 176 86 206z"),
        E(Ears::Tall, "#554764", "#d9a3b5"), H(Head::Round, "#554764"), Y(Eyes::Staring("#f7ecc9")),
        Mark("#d9a3b5", "M114 162q14 -10 28 0l-6 14h-16z"), Shape(WHITE, "M104 188h48l-8 0l-6 16l-6 -16h-8l-6 16l-6 -16z"),
    ]),
    ("Wombat", &[
        E(Ears::Pointed, "#77655a", "#c7a79a"), H(Head::Wide, "#8f7b6e"), Y(Eyes::Apart),
        Shape("#4a3f3c", "M98 150q30 -18 60 0q4 30 -30 34q-34 -4 -30 -34z"), Line(INK, 5, "M128 184v12M104 200q24 12 48 0"),
    ]),
    ("Quokka", &[
        E(Ears::Round, "#a47b57", "#e2b79c"), H(Head::Pear, "#b98e66"), Dots("#d8b48d", 90, 180, 36, 30), Y(Eyes::Dark),
        Dot(INK, 128, 160, 18, 13), Dot(WHITE, 121, 156, 5, 3), Shape("#8e3f4a", "M92 184q36 14 72 0q-6 30 -36 30t-36 -30z"),
        Mark(WHITE, "M114 192q14 4 28 0v8q-14 4 -28 0z"), Blush,
    ]),
    ("Kangaroo", &[
        E(Ears::Long, "#c08a5e", "#f0c6ab"), H(Head::Long, "#c08a5e"), Y(Eyes::Dark),
        Mark("#e8c9a4", "M96 176q32 -16 64 0q0 50 -32 56q-32 -6 -32 -56z"), Dot(INK, 128, 196, 24, 16), Line(INK, 5, "M128 212v6q-4 6 -16 4"),
    ]),
    ("Platypus", &[
        H(Head::Round, "#8a6248"), Y(Eyes::Small), Marks("#d9b48c", "M70 120q10 -16 24 -10q-12 6 -18 18z"),
        Shape("#4f5666", "M128 150c40 0 92 14 98 44c4 26 -50 34 -98 34s-102 -8 -98 -34c6 -30 58 -44 98 -44z"),
        Dots("#2f3440", 112, 170, 6, 5), Line("#2f3440", 5, "M44 198q84 24 168 0"),
    ]),
    ("Anteater", &[
        E(Ears::Small, "#6f655f", "#4a423e"),
        Shape("#8f857d", "M128 60c46 0 72 28 72 60c0 34 -30 44 -42 66c-6 14 -6 30 -12 48h-36c-6 -18 -6 -34 -12 -48c-12 -22 -42 -32 -42 -66c0 -32 26 -60 72 -60z"),
        Mark("#3b3745", "M62 100q26 -30 44 -4q-20 30 -20 66q-30 -20 -24 -62zM194 100q-26 -30 -44 -4q20 30 20 66q30 -20 24 -62z"),
        Dots(WHITE, 102, 130, 8, 8), Dots(INK, 102, 130, 5, 6), Dot(INK, 128, 226, 14, 9),
    ]),
    ("Armadillo", &[
        E(Ears::Upright, "#b89a8a", "#e3c2b2"),
        Shape("#c7a999", "M128 72c44 0 70 24 70 56c0 30 -26 50 -40 72c-8 16 -14 32 -30 32s-22 -16 -30 -32c-14 -22 -40 -42 -40 -72c0 -32 26 -56 70 -56z"),
        Line("#8b6f62", 7, "M74 92Q128 70 182 92M64 112Q128 90 192 112"),
        Lines("#8b6f62", 6, "M96 80l-6 22M116 74l-4 22"), Y(Eyes::Small), Dots(INK, 120, 216, 4, 4), Line(INK, 5, "M112 196q16 8 32 0"),
    ]),
    ("Pangolin", &[
        Shape("#a07a4f", "M128 30c60 0 96 44 96 98l-24 -14l-10 28l-26 -20l-16 24l-20 -18l-20 18l-16 -24l-26 20l-10 -28l-24 14c0 -54 36 -98 96 -98z"),
        Lines("#75552f", 6, "M128 52l-22 22l-24 -12M106 74l-24 24l-24 -12M128 96l-22 -22"),
        Shape("#e7cfae", "M128 130c28 -14 54 -10 54 10c0 34 -26 48 -34 68c-4 14 -10 22 -20 22s-16 -8 -20 -22c-8 -20 -34 -34 -34 -68c0 -20 26 -24 54 -10z"),
        Dots(INK, 100, 152, 9, 10), Dots(WHITE, 97, 148, 3, 3), Dot(INK, 128, 218, 11, 8),
    ]),
    ("Aardvark", &[
        E(Ears::Long, "#b79f92", "#e9c7bd"),
        Shape("#c9b3a6", "M128 78c36 0 56 18 56 46c0 28 -22 40 -26 66c-2 12 6 22 4 32c-2 8 -66 8 -68 0c-2 -10 6 -20 4 -32c-4 -26 -26 -38 -26 -66c0 -28 20 -46 56 -46z"),
        Y(Eyes::Small), Dots(INK, 114, 214, 8, 6), Lines("#9b8275", 5, "M106 186q22 6 44 0M108 170q20 6 40 0"),
    ]),
    ("Seal", &[
        H(Head::Round, "#aab7c6"), Marks("#8493a6", "M72 86q8 -6 12 2q-4 8 -12 4zM100 72q8 -4 10 4q-4 6 -10 2zM64 112q8 -4 10 4q-6 6 -10 0z"),
        Dots(INK, 88, 130, 20, 22), Dots(WHITE, 81, 121, 7, 7), Dots("#dfe6ee", 106, 180, 32, 26), Mark(INK, "M112 156q16 -8 32 0q-4 16 -16 18q-12 -2 -16 -18z"),
        Line(INK, 5, "M128 172v10q-4 10 -20 8M128 182q4 10 20 8"), Lines(INK, 4, "M92 178l-48 -8M92 188l-46 6"),
    ]),
];

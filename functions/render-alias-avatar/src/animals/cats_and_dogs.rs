//! Cats, dogs and bears.

use super::Animal;
use crate::parts::{
    Ears, Eyes, Head, INK, Muzzle,
    Part::{Blush, Dots, Ears as E, Eyes as Y, Head as H, Line, Lines, Mark, Marks, Muzzle as M, Shape, Whiskers},
    WHITE,
};

/// Their parts.
#[rustfmt::skip]
pub(super) const ANIMALS: &[Animal] = &[
    ("Panda", &[
        E(Ears::Round, "#3a3644", "#5a5566"), H(Head::Wide, WHITE),
        Marks("#3a3644", "M72 116C84 94 116 102 116 126C114 152 88 170 72 160C58 150 62 132 72 116z"),
        Dots(WHITE, 94, 132, 11, 12), Dots(INK, 96, 133, 7, 8), M(Muzzle::Cat, WHITE), Blush,
    ]),
    ("Bear", &[
        E(Ears::Round, "#8d5f3d", "#c99b6f"), H(Head::Round, "#8d5f3d"), Y(Eyes::Dark), M(Muzzle::Dog, "#dcb48a"),
    ]),
    ("Koala", &[
        E(Ears::Large, "#9aa4b2", "#f0c9cf"), H(Head::Wide, "#9aa4b2"), Y(Eyes::Apart),
        Shape("#4a4655", "M106 138q22 -18 44 0q6 44 -22 52q-28 -8 -22 -52z"),
        Line(INK, 5, "M108 204q20 12 40 0"), Blush,
    ]),
    ("Tiger", &[
        E(Ears::Round, "#f0953f", WHITE), H(Head::Wide, "#f0953f"),
        Marks(INK, "M118 66l10 42l-4 -44zM92 72q4 20 18 30q-4 -16 -6 -32zM40 128q18 -2 32 8q-16 2 -34 6zM42 158q16 -6 30 -2q-14 6 -26 14z"),
        Marks(WHITE, "M70 108q14 -14 34 -4q-16 2 -34 4zM56 186q28 -4 44 -20q8 28 29 34v11q-51 2 -73 -25z"),
        Y(Eyes::Slit("#bfe08a")), M(Muzzle::Cat, WHITE), Whiskers,
    ]),
    ("Lion", &[
        Shape("#b5651d", "M128 14c18 0 24 14 40 16s24 0 36 14s8 24 18 36s22 18 22 38s-14 26 -16 42s2 26 -10 38s-26 10 -38 20s-28 26 -52 26s-40 -16 -52 -26s-26 -8 -38 -20s-8 -22 -10 -38s-16 -22 -16 -42s12 -26 22 -38s6 -22 18 -36s20 -12 36 -14s22 -16 40 -16z"),
        E(Ears::Small, "#f2b84b", "#b5651d"),
        H(Head::Round, "#f2b84b"), Y(Eyes::Dark), M(Muzzle::Cat, "#fdeccb"), Whiskers,
    ]),
    ("Leopard", &[
        E(Ears::Round, "#f3c766", "#8a5a2b"), H(Head::Wide, "#f3c766"),
        Marks("#7a4a20", "M112 76q10 -8 14 4q-2 12 -12 8zM82 86q12 -6 14 6q-6 10 -14 4zM58 106q10 -8 14 4q-4 10 -14 6zM96 104q10 -4 12 6q-6 8 -12 2zM44 136q10 -8 14 4q-4 10 -14 6zM56 164q10 -8 14 4q-4 10 -14 6zM70 188q10 -8 14 4q-4 10 -14 6z"),
        Y(Eyes::Slit("#c9e29a")), M(Muzzle::Cat, "#fff3d6"), Whiskers,
    ]),
    ("Lynx", &[
        Lines(INK, 8, "M50 38L42 8"), E(Ears::Pointed, "#c9a27a", "#4b4150"),
        Shape("#efe2cf", "M60 150L22 206l34 -6l6 30l38 -24zM196 150l38 56l-34 -6l-6 30l-38 -24z"),
        H(Head::Wide, "#c9a27a"),
        Marks("#7c5a3c", "M108 76q6 8 4 18q-8 -6 -4 -18zM84 88q6 6 6 16q-8 -4 -6 -16zM60 150q14 -2 22 4q-12 2 -22 -4zM58 168q14 -4 22 0q-10 4 -22 0z"),
        Y(Eyes::Slit("#f6dc7a")), M(Muzzle::Cat, WHITE), Whiskers,
    ]),
    ("Cheetah", &[
        E(Ears::Small, "#f2c879", "#5b3d22"), H(Head::Round, "#f2c879"),
        Lines("#4a3320", 8, "M98 148Q108 172 94 198"),
        Marks("#5b3d22", "M116 74h8v9h-8zM96 82h8v8h-8zM76 94h8v8h-8zM112 96h8v8h-8zM62 114h8v8h-8zM56 140h8v8h-8zM60 164h8v8h-8zM72 184h8v8h-8z"),
        Y(Eyes::Dark), M(Muzzle::Cat, "#fff3d6"),
    ]),
    ("Panther", &[
        E(Ears::Pointed, "#4a4658", "#7a7389"), H(Head::Round, "#4a4658"), Y(Eyes::Slit("#f4e06d")),
        Dots("#67617a", 108, 182, 30, 24), Mark("#f0a8b0", "M114 158q14 -8 28 0q-4 14 -14 16q-10 -2 -14 -16z"),
        Line(INK, 5, "M128 172v8q-2 12 -20 12M128 180q2 12 20 12"), Lines("#8f88a3", 4, "M80 168l-40 -7M80 178l-39 5"),
    ]),
    ("Cat", &[
        E(Ears::Pointed, "#a9a4b8", "#f2b8be"), H(Head::Wide, "#a9a4b8"),
        Line("#6e6880", 9, "M128 74v26M108 78l4 20M148 78l-4 20"), Lines("#6e6880", 8, "M46 136l22 4M46 160l22 0"),
        Y(Eyes::Slit("#a8dd86")), M(Muzzle::Cat, WHITE), Whiskers,
    ]),
    ("Fox", &[
        E(Ears::Tall, "#e8763a", "#3a3040"), H(Head::Fox, "#e8763a"),
        Marks(WHITE, "M30 168C56 150 88 150 104 172C116 190 122 210 128 222C100 222 92 202 82 194C68 182 52 176 30 168z"),
        Y(Eyes::Dark), M(Muzzle::Narrow, "#e8763a"),
    ]),
    ("Fennec", &[
        E(Ears::Huge, "#f0d6a8", "#f3b9a6"), H(Head::Fox, "#f0d6a8"),
        Marks(WHITE, "M48 176C70 158 92 160 106 180C116 196 122 210 128 222C100 220 92 202 82 194C74 186 62 180 48 176z"),
        Y(Eyes::Dark), M(Muzzle::Narrow, "#f0d6a8"),
    ]),
    ("Wolf", &[
        E(Ears::Tall, "#7d8696", "#4a5162"), H(Head::Fox, "#7d8696"),
        Mark("#5b6475", "M128 74q26 24 16 84h-32q-10 -60 16 -84z"),
        Marks("#dfe3ea", "M30 168q30 -12 52 -6q20 10 46 60c-28 0 -36 -20 -46 -28c-14 -12 -28 -18 -52 -26zM66 112q22 -10 44 10q-24 -4 -44 -10z"),
        Y(Eyes::Stern("#5b6475")), M(Muzzle::Narrow, "#dfe3ea"),
    ]),
    ("Malamute", &[
        E(Ears::Pointed, "#4c5568", "#e8c3bd"), H(Head::Fox, WHITE),
        Mark("#4c5568", "M128 72c46 0 72 22 78 62c2 14 8 22 14 30c-26 -4 -34 -44 -60 -44c-22 0 -26 18 -32 34c-6 -16 -10 -34 -32 -34c-26 0 -34 40 -60 44c6 -8 12 -16 14 -30c6 -40 32 -62 78 -62z"),
        Dots("#9ed2f0", 94, 138, 14, 15), Dots(INK, 95, 139, 8, 9), M(Muzzle::Narrow, WHITE),
        Shape("#ef8a94", "M116 212h24v14q-12 12 -24 0z"),
    ]),
    ("Corgi", &[
        E(Ears::Huge, "#e39a4f", "#f6cdb4"), H(Head::Pear, "#e39a4f"),
        Mark(WHITE, "M118 62h20q0 60 40 92q8 40 -50 62q-58 -22 -50 -62q40 -32 40 -92z"),
        Y(Eyes::Dark), M(Muzzle::Dog, WHITE), Shape("#ef8a94", "M116 204h24v18q-12 12 -24 0z"),
    ]),
    ("Beagle", &[
        H(Head::Pear, "#c98a4f"), Mark(WHITE, "M116 62h24q2 50 26 86q20 60 -38 68q-58 -8 -38 -68q24 -36 26 -86z"),
        E(Ears::Floppy, "#8a5a34", "#6d4526"), Y(Eyes::Dark), M(Muzzle::Dog, WHITE),
    ]),
    ("Dalmatian", &[
        H(Head::Pear, WHITE), E(Ears::Floppy, "#3b3745", "#575264"),
        Mark("#3b3745", "M150 74q22 0 20 18q-16 12 -24 -2zM84 152q14 0 12 14q-12 8 -18 -4zM170 158q12 -4 14 8q-8 10 -16 2zM104 84q10 -2 10 8q-8 6 -12 0zM176 118q10 0 8 10q-10 4 -12 -4z"),
        Y(Eyes::Dark), M(Muzzle::Dog, "#f3efe6"),
    ]),
];

//! What stands behind an animal: a calm colour, and on it a form in another. Each number has a combination of its own.

use svg::node::element::{Circle, Group, Path, Rectangle};

/// Calm colours that the dark outlines stand out from.
const GROUNDS: [&str; 24] = [
    "#8fb8de", "#a8c686", "#e3b57a", "#c9a3d4", "#7fc4bd", "#e8a09a", "#b9bf77", "#9fa8da", "#d8b4a0", "#8ecae6",
    "#c5d86d", "#f0b67f", "#b39ddb", "#80cbc4", "#ef9a9a", "#a5b58a", "#90caf9", "#e0c068", "#ce93d8", "#98c9a3",
    "#f2a97e", "#a7b8c9", "#d4a5b5", "#86bfa0",
];
/// Colours of the forms.
const FORMS: [&str; 7] = ["#fff6e5", "#fde9a9", "#cdeee3", "#d6e6fb", "#f9d5dc", "#e4d9f7", "#dfe9c9"];
/// Kinds of forms.
const KINDS: usize = 6;

/// The backdrop of `number`.
pub(crate) fn draw(number: u16) -> Group {
    // 24 x 6 x 7 combinations are more than there are numbers; neighbours differ in everything
    let at = usize::from(number);
    let ground = GROUNDS[at % GROUNDS.len()];
    let rest = at / GROUNDS.len();
    let kind = (rest + at) % KINDS;
    let form = FORMS[(rest / KINDS + at) % FORMS.len()];
    let group = Group::new().add(Rectangle::new().set("width", 256).set("height", 256).set("fill", ground));
    let path = |d: &str| Path::new().set("d", d).set("fill", form);
    match kind {
        0 => group.add(Circle::new().set("cx", 128).set("cy", 128).set("r", 112).set("fill", form)),
        1 => group.add(path("M0 176q64 -40 128 -12t128 -20v112h-256z")),
        2 => group.add(path("M0 0h256l-256 256z")),
        3 => group.add(path(
            "M128 128L96 -20h64zM128 128L236 -20h60v40zM128 128L276 96v64zM128 128L296 236v60h-60zM128 128L160 276h-64zM128 128L20 296h-60v-60zM128 128L-20 160v-64zM128 128L-40 20v-60h60z",
        )),
        4 => group.add(path("M0 0h48v256h-48zM104 0h48v256h-48zM208 0h48v256h-48z")),
        _ => group.add(path("M128 0l128 128l-128 128l-128 -128z")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::INK;
    use std::collections::BTreeSet;

    #[test]
    fn every_number_has_a_backdrop_of_its_own() {
        let drawn: BTreeSet<String> = (1..=999).map(|number| draw(number).to_string()).collect();
        assert_eq!(drawn.len(), 999);
    }

    /// Relative luminance as WCAG 2 defines it.
    fn luminance(color: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn outlines_stand_out_and_so_does_the_picture_on_a_dark_page() {
        for color in GROUNDS.iter().chain(&FORMS) {
            let contrast = (luminance(color) + 0.05) / (luminance(INK) + 0.05);
            assert!(contrast >= 4.5, "{color}: {contrast:.2}");
            let on_dark = (luminance(color) + 0.05) / (luminance("#0d1117") + 0.05);
            assert!(on_dark >= 3.0, "{color}: {on_dark:.2}");
        }
    }
}

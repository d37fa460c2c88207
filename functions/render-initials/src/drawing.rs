//! The drawing: initials in white on a calm colour, or the outline of nobody in particular.

use domain::initials::{COLORS, Generated};
use svg::{
    Document,
    node::element::{Circle, Path, Rectangle, Text},
};
use unicode_segmentation::UnicodeSegmentation;

/// Calm backgrounds, all as bright as each other: white text on them has a contrast of at least 4.5:1, and they stand out
/// from a dark page no less than from a light one.
const BACKGROUNDS: [&str; COLORS as usize] = [
    "#b6525e", "#0d825e", "#935caa", "#7b7413", "#3873bc", "#b2592c", "#0c7f7f", "#ab5488", "#4b7f29", "#6e67bd",
    "#986915", "#0f7c9c",
];
const NEUTRAL: &str = "#6b7280";
const SIDE: u32 = 256;

/// `picture` as an SVG document, without script, style or anything from elsewhere.
pub(crate) fn svg(picture: &Generated) -> String {
    let document = Document::new().set("viewBox", (0, 0, SIDE, SIDE)).set("width", SIDE).set("height", SIDE);
    let document = document.set("role", "img");
    match picture {
        Generated::Initials { text, color } => {
            let background = BACKGROUNDS.get(*color as usize).unwrap_or(&NEUTRAL);
            document
                .set("aria-label", text.as_str())
                .add(square(background))
                .add(shade())
                .add(letters(text))
                .to_string()
        }
        Generated::Neutral => {
            document.set("aria-label", "person").add(square(NEUTRAL)).add(head()).add(body()).to_string()
        }
    }
}

fn square(color: &str) -> Rectangle {
    Rectangle::new().set("width", SIDE).set("height", SIDE).set("fill", color)
}

/// A shadow over the lower corner, so that the picture is no plain square; it makes the text's contrast greater.
fn shade() -> Path {
    Path::new().set("d", "M256 0v256H0z").set("fill", "#000000").set("fill-opacity", "0.09")
}

fn letters(text: &str) -> Text {
    let mut characters = text.graphemes(true);
    let (first, second) = (characters.next().unwrap_or_default(), characters.next().unwrap_or_default());
    let size = if second.is_empty() { 128 } else { 104 };
    // two initials are no word: what keeps Arabic letters from joining is nothing to other scripts
    let text = if is_joining(first) { format!("{first}\u{200C}{second}") } else { text.to_owned() };
    Text::new(text)
        .set("x", "50%")
        .set("y", "50%")
        .set("dy", "0.35em")
        .set("text-anchor", "middle")
        .set("font-family", "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif")
        .set("font-size", size)
        .set("font-weight", 600)
        .set("fill", "#ffffff")
}

/// Whether `character` is of a script whose letters join, from Arabic to Mandaic.
fn is_joining(character: &str) -> bool {
    character.starts_with(|c| matches!(c, '\u{0600}'..='\u{085F}' | '\u{0870}'..='\u{08FF}'))
}

fn head() -> Circle {
    Circle::new().set("cx", 128).set("cy", 100).set("r", 44).set("fill", "#e5e7eb")
}

fn body() -> Path {
    Path::new().set("d", "M40 232a88 76 0 0 1 176 0z").set("fill", "#e5e7eb")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2 defines it.
    fn luminance(color: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn white_text_can_be_read_and_the_picture_stands_out_on_light_and_dark_pages() {
        let mut distinct = BACKGROUNDS.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), BACKGROUNDS.len());
        for color in BACKGROUNDS.iter().chain(&[NEUTRAL]) {
            let contrast = 1.05 / (luminance(color) + 0.05);
            assert!(contrast >= 4.5, "{color}: {contrast:.2}");
            let on_dark = (luminance(color) + 0.05) / (luminance("#0d1117") + 0.05);
            assert!(on_dark >= 3.0, "{color}: {on_dark:.2}");
        }
    }

    /// Pictures at a URL never change, as copies of them are kept for a year: another drawing would be a `v2`. With
    /// `UPDATE_GOLDENS` set, missing ones are written.
    #[test]
    fn every_picture_is_as_it_ever_was() {
        let texts = ["JD", "A", "李", "مع", "अश", "श्री", "👩‍👩‍👧F", "❤️J", "👍🏽S", "🇯🇵Y", "𠮷家", "გ"];
        let initials =
            texts.iter().zip(0..).map(|(text, color)| Generated::Initials { text: (*text).to_owned(), color });
        for picture in initials.chain([Generated::Neutral]) {
            assert_eq!(Generated::named(&picture.name()).as_ref(), Some(&picture));
            let file = format!("{}/goldens/{}.svg", env!("CARGO_MANIFEST_DIR"), picture.name());
            let drawn = svg(&picture);
            if std::env::var_os("UPDATE_GOLDENS").is_some() {
                std::fs::write(&file, &drawn).unwrap();
            }
            assert!(std::fs::read_to_string(&file).is_ok_and(|kept| kept == drawn), "{picture:?} is not as in {file}");
            for bad in ["<script", "<style", "<image", "href", "url(", "style=", "data:"] {
                assert!(!drawn.contains(bad), "{bad}: {drawn}");
            }
        }
    }

    #[test]
    fn arabic_initials_are_two_letters_and_no_word() {
        let picture = Generated::Initials { text: "مع".to_owned(), color: 0 };
        assert!(svg(&picture).contains("م\u{200C}ع"));
    }

    #[test]
    fn markup_in_initials_is_text() {
        let picture = Generated::Initials { text: "<&".to_owned(), color: 0 };
        let drawn = svg(&picture);
        assert!(drawn.contains("&lt;&amp;") && !drawn.contains("<&"), "{drawn}");
    }
}

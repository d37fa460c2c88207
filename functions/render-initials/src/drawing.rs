//! The drawing: initials in white on a calm colour, or the outline of nobody in particular.

use domain::initials::{COLORS, Generated};
use svg::{
    Document,
    node::element::{Circle, Path, Rectangle, Text},
};

/// Backgrounds on which white text has a contrast of at least 4.5:1.
const BACKGROUNDS: [&str; COLORS as usize] = [
    "#1d6fa5", "#2b7a5b", "#8a4b9c", "#a8452f", "#4b5fb0", "#7a5a1e", "#9c3a63", "#2e7480", "#5c6b1f", "#6b4fa0",
    "#a03a3a", "#4a6572",
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
            document.set("aria-label", text.as_str()).add(square(background)).add(letters(text)).to_string()
        }
        Generated::Neutral => {
            document.set("aria-label", "person").add(square(NEUTRAL)).add(head()).add(body()).to_string()
        }
    }
}

fn square(color: &str) -> Rectangle {
    Rectangle::new().set("width", SIDE).set("height", SIDE).set("fill", color)
}

fn letters(text: &str) -> Text {
    let size = if text.chars().count() == 1 { 128 } else { 104 };
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
    fn white_text_can_be_read_on_every_background() {
        for color in BACKGROUNDS {
            let contrast = 1.05 / (luminance(color) + 0.05);
            assert!(contrast >= 4.5, "{color}: {contrast:.2}");
        }
    }

    #[test]
    fn markup_in_initials_is_text() {
        let picture = Generated::Initials { text: "<&".to_owned(), color: 0 };
        let drawn = svg(&picture);
        assert!(drawn.contains("&lt;&amp;") && !drawn.contains("<&"), "{drawn}");
    }
}

//! The generated picture of somebody who has uploaded none: which one it is. The drawing is made where it is served.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

use crate::{UserId, avatar::Cdn, text::DisplayName};

/// How many backgrounds there are.
pub const COLORS: u32 = 12;
const PREFIX: &str = "avatars/initials/v1";
const NEUTRAL: &str = "neutral";

/// A generated picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Generated {
    /// Initials of a name on a background.
    Initials {
        /// One or two characters as a person counts them.
        text: String,
        /// Which background, below [`COLORS`].
        color: u32,
    },
    /// The same for everybody: tells nothing of who it stands for.
    Neutral,
}

impl Generated {
    /// The picture of the user called `name`; the background is the user's, so that equal initials differ.
    #[must_use]
    pub fn of(user: &UserId, name: &DisplayName) -> Self {
        let text = initials(name.as_str());
        if text.is_empty() { Self::Neutral } else { Self::Initials { text, color: color(user) } }
    }

    /// The picture's name in its URL, without `.svg`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Initials { text, color } => {
                format!("{}-{color}", hex::encode(text))
            }
            Self::Neutral => NEUTRAL.to_owned(),
        }
    }

    /// The picture called `name` in its URL, without `.svg`; only names that [`Generated::name`] gives are known.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if name == NEUTRAL {
            return Some(Self::Neutral);
        }
        let (hex, color) = name.split_once('-')?;
        let text = String::from_utf8(hex::decode(hex).ok()?).ok()?;
        let picture = Self::Initials { text, color: color.parse().ok()? };
        let Self::Initials { text, color } = &picture else {
            return None;
        };
        (*color < COLORS && are_initials(text) && picture.name() == name).then_some(picture)
    }

    /// Where the picture is loaded from.
    #[must_use]
    pub fn url(&self, cdn: &Cdn) -> String {
        cdn.url(&format!("{PREFIX}/{}.svg", self.name()))
    }
}

/// The first characters of the first and the last word, in capitals where the script has them.
fn initials(name: &str) -> String {
    let mut firsts = name.split_whitespace().filter_map(|word| word.graphemes(true).find(speaks));
    let first = firsts.next().unwrap_or_default();
    let last = firsts.next_back().unwrap_or_default();
    // a capital may take more characters than its small letter did
    capitals(&format!("{first}{last}")).graphemes(true).take(2).collect()
}

/// `text` in capitals. Georgian has some that few fonts know and nobody begins a name with.
fn capitals(text: &str) -> String {
    let is_georgian = |c: char| ('\u{10D0}'..='\u{10FF}').contains(&c);
    text.chars().map(|c| if is_georgian(c) { c.to_string() } else { c.to_uppercase().collect() }).collect()
}

/// Whether [`initials`] could have given `text`.
fn are_initials(text: &str) -> bool {
    (1..=2).contains(&text.graphemes(true).count())
        && text.graphemes(true).all(|c| speaks(&c))
        && capitals(text) == text
}

/// Whether `grapheme` says something of a name: a letter, a digit or a picture.
fn speaks(grapheme: &&str) -> bool {
    let speaks = |c: char| {
        let symbol = c.general_category_group() == GeneralCategoryGroup::Symbol;
        c.is_alphanumeric() || (!c.is_ascii() && symbol)
    };
    grapheme.chars().next().is_some_and(speaks)
}

/// FNV-1a: stable for ever, as the picture's URL depends on it.
fn color(user: &UserId) -> u32 {
    let hash =
        user.as_str().bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % COLORS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Generated {
        Generated::of(&"usr_1".parse().unwrap(), &DisplayName::from_stored(name.to_owned()))
    }

    #[test]
    fn initials_are_those_a_person_would_write() {
        // A5
        for (name, want) in [
            ("John Doe", "JD"),
            ("ada", "A"),
            ("Ada Maria Lovelace", "AL"),
            ("@jo", "J"),
            ("李小龙", "李"),
            ("محمد علي", "مع"),
            ("अनुष्का शर्मा", "अश"),
            ("👩‍👩‍👧 family", "👩‍👩‍👧F"),
            ("❤️ Jo", "❤️J"),
            ("👍🏽 Sir", "👍🏽S"),
            ("🇯🇵 Yuki", "🇯🇵Y"),
            ("1️⃣ first", "1️⃣F"),
            ("𠮷野 家", "𠮷家"),
            ("श्री राम", "श्रीरा"),
            ("ขวัญ", "ข"),
            ("გიორგი", "გ"),
            ("straße ßen", "SS"),
            ("“Ada” «L»", "AL"),
            ("O'Neil-Smith", "O"),
        ] {
            let Generated::Initials { text, .. } = of(name) else { panic!("{name}") };
            assert_eq!(text, want);
        }
        for nothing in ["", "--", "…", "“”", "¿?"] {
            assert_eq!(of(nothing), Generated::Neutral, "{nothing}");
        }
    }

    #[test]
    fn a_name_tells_its_picture_and_no_other_name_is_known() {
        for name in ["John Doe", "李小龙", "👩‍👩‍👧 family", "--", "ß x", "ŉa b", "გიორგი", "𠮷野 家", "👍🏽 Sir"]
        {
            let picture = of(name);
            assert_eq!(Generated::named(&picture.name()), Some(picture), "{name}");
        }
        for name in
            ["", "-1", "4a44-12", "4a44-01", "4A44-1", "zz-1", "4a44", "6a64-1", "4a445858-1", "../x", "ff-1", "é-1"]
        {
            assert_eq!(Generated::named(name), None, "{name}");
        }
    }
}

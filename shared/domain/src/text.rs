//! What people write about themselves: names, and free text.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

use crate::{UserId, alias::ANIMALS};

/// Names that would pass for the service, its staff or an alias.
const RESERVED_NAMES: [&str; 10] = [
    "admin",
    "administrator",
    "anonymous",
    "moderator",
    "official",
    "root",
    "staff",
    "support",
    "system",
    "profile service",
];
const ALIAS_PREFIX: &str = "anonymous_";
/// More marks than this on one character is decoration that runs over its neighbours.
const MAX_MARKS: usize = 4;

/// Why a text cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TextError {
    /// Shorter than allowed, counted as a person counts characters.
    #[error("must have at least {0} characters")]
    TooShort(usize),
    /// Longer than allowed, counted as a person counts characters.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// Few characters, but made of too many code points.
    #[error("must have at most {0} bytes in UTF-8")]
    TooManyBytes(usize),
    /// A control, invisible, direction-changing or unassigned character.
    #[error("holds the character U+{0:04X}, which cannot be seen or changes how others are seen")]
    Forbidden(u32),
    /// Too many combining marks on one character.
    #[error("has more than {MAX_MARKS} marks on one character")]
    TooManyMarks,
    /// The name of a role, or a look-alike of it or of an alias.
    #[error("looks like a name that the service keeps for itself")]
    Reserved,
}

/// A display name: 2 to 50 characters as a person counts them, NFC, one line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DisplayName(String);

impl DisplayName {
    /// Cleans `text` (NFC, single spaces) and refuses what would deceive its readers.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let name = one_line(text);
        check(&name, 2, 50, 200)?;
        let look = look(&name);
        let is_reserved = RESERVED_NAMES.iter().any(|reserved| look == self::look(reserved));
        if is_reserved || look.starts_with(&self::look(ALIAS_PREFIX)) || is_alias_name(&name) {
            return Err(TextError::Reserved);
        }
        Ok(Self(name))
    }

    /// The name of somebody who has not chosen one: `User` and the end of the id.
    #[must_use]
    pub fn placeholder(user: &UserId) -> Self {
        let id = user.as_str();
        Self(format!("User{}", &id[id.len().saturating_sub(4)..]))
    }

    /// A name that was cleaned when it was stored.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A biography: up to 500 characters, NFC, line breaks as `\n`. Markup is text like any other.
pub fn bio(text: &str) -> Result<String, TextError> {
    let bio: String = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ").nfc().collect();
    check(bio.trim(), 0, 500, 4000)?;
    Ok(bio.trim().to_owned())
}

/// A place: up to 100 characters, NFC, one line.
pub fn location(text: &str) -> Result<String, TextError> {
    let place = one_line(text);
    check(&place, 0, 100, 800)?;
    Ok(place)
}

/// An interest or a skill: 1 to 50 characters, NFC, one line.
pub fn tag(text: &str) -> Result<String, TextError> {
    let tag = one_line(text);
    check(&tag, 1, 50, 400)?;
    Ok(tag)
}

/// NFC, with every run of white space one space and none at the ends.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

fn check(text: &str, min: usize, max: usize, max_bytes: usize) -> Result<(), TextError> {
    let mut characters = 0;
    for grapheme in text.graphemes(true) {
        characters += 1;
        let mut marks = 0;
        for (at, c) in grapheme.char_indices() {
            let category = c.general_category();
            if !is_allowed(grapheme, at, c, category) {
                return Err(TextError::Forbidden(u32::from(c)));
            }
            marks += usize::from(matches!(
                category,
                GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark | GeneralCategory::SpacingMark
            ));
        }
        if marks > MAX_MARKS {
            return Err(TextError::TooManyMarks);
        }
    }
    if let Some(joiner) = text.chars().next_back().filter(|c| matches!(c, '\u{200C}' | '\u{200D}')) {
        return Err(TextError::Forbidden(u32::from(joiner)));
    }
    if characters < min {
        return Err(TextError::TooShort(min));
    }
    if characters > max {
        return Err(TextError::TooLong(max));
    }
    if text.len() > max_bytes {
        return Err(TextError::TooManyBytes(max_bytes));
    }
    Ok(())
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether `c`, standing at byte `at` of `grapheme`, is something that a reader sees, or a joiner that a script needs.
fn is_allowed(grapheme: &str, at: usize, c: char, category: GeneralCategory) -> bool {
    let before = grapheme[..at].chars().next_back();
    match c {
        '\n' => true,
        // blank letters, and a mark that is none: they pass for nothing at all
        '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}' => false,
        // choose how the picture or the ideograph before them looks, and mean nothing after letters
        '\u{FE00}'..='\u{FE0F}' => before.is_some_and(|b| !b.is_alphabetic() || is_ideograph(b)),
        '\u{E0100}'..='\u{E01EF}' => before.is_some_and(is_ideograph),
        // joins emoji into one, and shapes letters in the scripts from Arabic to Khmer
        '\u{200C}' | '\u{200D}' => {
            let inside = at + c.len_utf8() < grapheme.len();
            let joining_script = before.is_some_and(|b| ('\u{0600}'..='\u{1CFF}').contains(&b));
            (c == '\u{200D}' && inside && before.is_some_and(|b| !b.is_ascii_alphabetic())) || joining_script
        }
        // the letters inside the flags of England, Scotland and Wales
        '\u{E0020}'..='\u{E007F}' => grapheme.starts_with('\u{1F3F4}'),
        _ => !matches!(
            category,
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::PrivateUse
                | GeneralCategory::Surrogate
                | GeneralCategory::Unassigned
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
        ),
    }
}

/// What `text` looks like (UTS 39), whatever its case and script, its marks, and digits that stand for letters.
fn look(text: &str) -> String {
    let plain = bare(text);
    let folded = plain.chars().map(|c| match c {
        '0' => 'o',
        '1' => 'l',
        '4' => 'a',
        '5' => 's',
        'µ' | 'μ' => 'u',
        c => c,
    });
    let folded: String = folded.collect();
    bare(&unicode_security::skeleton(&folded).collect::<String>())
}

/// `text` in small letters without marks.
fn bare(text: &str) -> String {
    text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Whether the letters of `name` are those of an alias, whatever stands between and after them.
fn is_alias_name(name: &str) -> bool {
    let letters = |text: &str| look(text).chars().filter(char::is_ascii_alphabetic).collect::<String>();
    let plain: String = bare(name).chars().filter(|c| !c.is_ascii_digit()).collect();
    let (plain, anonymous) = (letters(&plain), letters("anonymous"));
    let Some(rest) = plain.strip_prefix(&anonymous) else { return false };
    ANIMALS.iter().any(|animal| letters(animal) == rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<String, TextError> {
        DisplayName::parse(text).map(|name| name.to_string())
    }

    #[test]
    fn names_of_the_world_are_welcome() {
        for good in [
            "John Doe",
            "Zoë",
            "李小龙",
            "محمد",
            "می\u{200C}خواهم",
            "अनुष्का",
            "ขวัญ",
            "👩‍👩‍👧 family",
            "❤️ Jo",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Harry",
            "O'Neil-Smith, Jr.",
            "Sir 👍🏽",
        ] {
            assert_eq!(name(good).as_deref(), Ok(good.nfc().collect::<String>().as_str()));
        }
    }

    #[test]
    fn names_are_kept_in_one_form() {
        assert_eq!(name("  Ada \t Love\nlace "), Ok("Ada Love lace".to_owned()));
        assert_eq!(name("Zoe\u{308}"), Ok("Zoë".to_owned()));
    }

    #[test]
    fn length_is_counted_in_characters_as_a_person_counts() {
        assert_eq!(name("x"), Err(TextError::TooShort(2)));
        assert_eq!(name(""), Err(TextError::TooShort(2)));
        assert!(name(&"é".repeat(50)).is_ok());
        assert_eq!(name(&"é".repeat(51)), Err(TextError::TooLong(50)));
        assert_eq!(name(&"👩‍👩‍👧".repeat(20)), Err(TextError::TooManyBytes(200)));
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for (text, code) in [
            ("ad\u{200B}min", 0x200B),
            ("abc\u{202E}def", 0x202E),
            ("a\u{200D}dmin", 0x200D),
            ("nul\u{0}", 0),
            ("ab\u{3164}", 0x3164),
            ("ab\u{E000}", 0xE000),
            ("Bob\u{E0100}", 0xE0100),
            ("Bob\u{FE0F}", 0xFE0F),
            ("a\u{34F}b", 0x34F),
            ("می\u{200C}", 0x200C),
        ] {
            assert_eq!(name(text), Err(TextError::Forbidden(code)), "{text:?}");
        }
        assert_eq!(name(&format!("Za{}", "\u{300}".repeat(6))), Err(TextError::TooManyMarks));
    }

    #[test]
    fn names_of_the_service_and_their_look_alikes_are_refused() {
        // N23
        for bad in
            ["Anonymous_Panda_789", "аnonymous_Fox_1", "ＡＮＯＮＹＭＯＵＳ_x", "Admin", "аdmin", "rnoderator", "SYSTEM"]
        {
            assert_eq!(name(bad), Err(TextError::Reserved), "{bad}");
        }
        assert!(name("Anonymous Bosch").is_ok());
    }

    #[test]
    fn a_biography_keeps_its_lines_and_its_markup_as_text() {
        // P3
        assert_eq!(bio("<b>hi</b>\r\nthere "), Ok("<b>hi</b>\nthere".to_owned()));
        assert_eq!(bio(&"x".repeat(501)), Err(TextError::TooLong(500)));
        assert_eq!(location(&"x".repeat(101)), Err(TextError::TooLong(100)));
    }
}

//! Ids: who, and which upload.

use std::fmt;
use std::str::FromStr;

/// Words that stand where an id could in a route, so no user may be called so.
pub(crate) const RESERVED: [&str; 9] =
    ["avatar", "privacy", "alias", "aliases", "preferences", "export", "schema", "uploads", "batch-get"];

/// A user's id, made by the auth service: 1 to 64 of `A-Z a-z 0-9 _ -`, and no word that the routes use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct UserId(String);

/// The text is no user id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("is no user id: 1 to 64 letters, digits, `_` or `-`, and none of the words that the routes use")]
pub struct InvalidUserId;

impl UserId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the auth service made this id for a visitor without an account.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.0.starts_with("anon_")
    }
}

impl FromStr for UserId {
    type Err = InvalidUserId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if !(1..=64).contains(&text.len()) || !text.bytes().all(allowed) || RESERVED.contains(&text) {
            return Err(InvalidUserId);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An avatar upload's id: the ticket's number among its user's, then 16 random characters; `[a-z0-9]` only, so that no
/// object key made of it ever needs escaping.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct UploadId(String);

/// The text is no upload id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("is no upload id")]
pub struct InvalidUploadId;

/// Digits of the sequence number in an [`UploadId`]: ten billion uploads for one person.
const SEQ_DIGITS: usize = 10;
/// Random characters in an [`UploadId`]: 80 bits, 5 in each.
const RANDOM_CHARS: usize = 16;
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl UploadId {
    /// The id of ticket number `seq`, made unguessable by `random`.
    #[must_use]
    pub fn new(seq: u64, random: [u8; RANDOM_CHARS]) -> Self {
        let tail: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Self(format!("{seq:0SEQ_DIGITS$}{tail}"))
    }

    /// The ticket's number among its user's; a later ticket has a greater one.
    #[must_use]
    pub fn seq(&self) -> u64 {
        // `new` and `from_str` let only digits stand here
        self.0.get(..SEQ_DIGITS).and_then(|digits| digits.parse().ok()).unwrap_or_default()
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UploadId {
    type Err = InvalidUploadId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = text.as_bytes();
        let (seq, tail) = bytes.split_at_checked(SEQ_DIGITS).ok_or(InvalidUploadId)?;
        let valid = seq.iter().all(u8::is_ascii_digit)
            && tail.len() == RANDOM_CHARS
            && tail.iter().all(|byte| ALPHABET.contains(byte));
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidUploadId) }
    }
}

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_ids_are_opaque_words() {
        // P1, E7, E22
        for good in ["usr_123456789", "a", "0b8e5c1e-2f6b-4f0e-9d1c-2d5b8a7c6e5f", &"x".repeat(64)] {
            assert_eq!(good.parse::<UserId>().unwrap().to_string(), good);
        }
        for bad in ["", "a b", "ü", "../x", "a/b", "a.b", "avatar", "privacy", "alias", &"x".repeat(65)] {
            assert_eq!(bad.parse::<UserId>(), Err(InvalidUserId), "{bad}");
        }
    }

    #[test]
    fn an_upload_id_tells_its_number_and_sorts_by_it() {
        let (older, newer) = (UploadId::new(9, [255; 16]), UploadId::new(10, [0; 16]));
        assert_eq!((older.seq(), newer.seq()), (9, 10));
        assert!(older < newer);
        assert_eq!(newer.to_string().parse::<UploadId>(), Ok(newer));
    }

    #[test]
    fn hostile_upload_ids_are_refused() {
        for bad in [
            "",
            "0000000001",
            "0000000001AAAAAAAAAAAAAAAA",
            "000000000/aaaaaaaaaaaaaaaa",
            "0000000001aaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(bad.parse::<UploadId>(), Err(InvalidUploadId), "{bad}");
        }
    }
}

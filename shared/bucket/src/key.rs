//! Object keys. Their alphabet is closed, so no encoding, case or path trick changes one into another.

use std::fmt;
use std::str::FromStr;

use domain::{UploadId, UserId};

/// Where a client puts its picture: `incoming/{userId}/{uploadId}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingKey {
    /// Whose picture it is.
    pub user: UserId,
    /// Which of the user's uploads it is.
    pub upload: UploadId,
}

/// Where an object of a processed picture stands: `avatars/{userId}/{uploadId}/{size}.{extension}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectKey {
    /// Whose picture it is.
    pub user: UserId,
    /// Which of the user's uploads it is.
    pub upload: UploadId,
    /// Size and extension, such as `medium.webp`.
    pub file: String,
}

/// The text is no key of the kind that is wanted.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("is no key of this service")]
pub struct InvalidKey;

impl IncomingKey {
    /// What the keys of all uploads of `user` begin with.
    #[must_use]
    pub fn prefix(user: &UserId) -> String {
        format!("incoming/{user}/")
    }
}

impl fmt::Display for IncomingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Self::prefix(&self.user), self.upload)
    }
}

impl FromStr for IncomingKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix("incoming/").ok_or(InvalidKey)?;
        let (user, upload) = rest.split_once('/').ok_or(InvalidKey)?;
        Ok(Self { user: user.parse().map_err(|_| InvalidKey)?, upload: upload.parse().map_err(|_| InvalidKey)? })
    }
}

impl ObjectKey {
    /// What the keys of all pictures of `user` begin with.
    #[must_use]
    pub fn prefix(user: &UserId) -> String {
        format!("avatars/{user}/")
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}/{}", Self::prefix(&self.user), self.upload, self.file)
    }
}

impl FromStr for ObjectKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.strip_prefix("avatars/").ok_or(InvalidKey)?.splitn(3, '/');
        let mut next = || parts.next().ok_or(InvalidKey);
        let user = next()?.parse().map_err(|_| InvalidKey)?;
        let upload = next()?.parse().map_err(|_| InvalidKey)?;
        let file = next()?;
        let plain = file.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'.') && !file.is_empty();
        if plain { Ok(Self { user, upload, file: file.to_owned() }) } else { Err(InvalidKey) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        let key: IncomingKey = "incoming/usr_1/0000000001abcdefghijklmnop".parse().unwrap();
        assert_eq!((key.user.as_str(), key.upload.seq()), ("usr_1", 1));
        assert_eq!(key.to_string(), "incoming/usr_1/0000000001abcdefghijklmnop");
        let text = "avatars/usr_1/0000000001abcdefghijklmnop/medium.webp";
        assert_eq!(text.parse::<ObjectKey>().unwrap().to_string(), text);
    }

    #[test]
    fn hostile_keys_are_no_keys() {
        // S6, A17
        for key in [
            "",
            "incoming/",
            "incoming/usr_1",
            "incoming/usr_1/../x",
            "incoming//0000000001abcdefghijklmnop",
            "incoming/usr_1/0000000001abcdefghijklmnop/x",
            "incoming/usr+1/0000000001abcdefghijklmnop",
            "incoming/usr%5F1/0000000001abcdefghijklmnop",
            "Incoming/usr_1/0000000001abcdefghijklmnop",
            "avatars/usr_1/0000000001abcdefghijklmnop/medium.webp",
            "test/picture.jpg",
        ] {
            assert_eq!(key.parse::<IncomingKey>(), Err(InvalidKey), "{key}");
        }
        for key in ["avatars/usr_1/x/medium.webp", "avatars/usr_1/0000000001abcdefghijklmnop/../x", "incoming/a/b"] {
            assert_eq!(key.parse::<ObjectKey>(), Err(InvalidKey), "{key}");
        }
    }
}

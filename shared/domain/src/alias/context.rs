//! Where an alias is used.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::Problems;

/// The place in which somebody has one alias: a room, a post, a session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Context {
    /// What kind of place it is.
    pub kind: ContextType,
    /// Which one.
    pub id: ContextId,
}

impl Context {
    /// Reads a context; what is wrong is noted at `before` and `context` or `contextType`.
    pub fn parse(id: Option<&str>, kind: Option<&str>, before: &str) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let id = problems.take(&format!("{before}context"), id.unwrap_or_default().parse::<ContextId>());
        let kind = problems.take(&format!("{before}contextType"), kind.unwrap_or_default().parse::<ContextType>());
        match (id, kind) {
            (Some(id), Some(kind)) => Ok(Self { kind, id }),
            _ => Err(problems),
        }
    }
}

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextType {
    /// A room of the chat.
    ChatRoom,
    /// A post and what is written below it.
    Post,
    /// A comment and its answers.
    Comment,
    /// A thread.
    Thread,
    /// One visit; its alias ends within a day.
    Session,
}

/// The text names no kind of place.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be one of chat_room, post, comment, thread, session")]
pub struct InvalidContextType;

impl ContextType {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::ChatRoom, Self::Post, Self::Comment, Self::Thread, Self::Session];

    /// The kind's name in the API and in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ChatRoom => "chat_room",
            Self::Post => "post",
            Self::Comment => "comment",
            Self::Thread => "thread",
            Self::Session => "session",
        }
    }
}

impl FromStr for ContextType {
    type Err = InvalidContextType;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(InvalidContextType)
    }
}

/// A place's id, made by the service that has the place: 1 to 128 of `A-Z a-z 0-9 _ - . :`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ContextId(String);

/// The text is no place's id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be 1 to 128 letters, digits, `_`, `-`, `.` or `:`")]
pub struct InvalidContextId;

impl ContextId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ContextId {
    type Err = InvalidContextId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte);
        let valid = (1..=128).contains(&text.len()) && text.bytes().all(allowed);
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidContextId) }
    }
}

impl fmt::Display for ContextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_named_by_its_kind_and_id() {
        // L6
        for kind in ContextType::ALL {
            let context = Context::parse(Some("a:b.c_d-1"), Some(kind.name()), "").unwrap();
            assert_eq!((context.kind, context.id.as_str()), (kind, "a:b.c_d-1"));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        // E16
        let long = "x".repeat(129);
        for (id, kind, paths) in [
            (None, None, vec!["context", "contextType"]),
            (Some(""), Some("chat_room"), vec!["context"]),
            (Some(long.as_str()), Some("post"), vec!["context"]),
            (Some("a b"), Some("post"), vec!["context"]),
            (Some("a\0b"), Some("post"), vec!["context"]),
            (Some("room"), Some("Chat_Room"), vec!["contextType"]),
            (Some("room"), Some("dm"), vec!["contextType"]),
        ] {
            let problems = Context::parse(id, kind, "").unwrap_err().into_vec();
            assert_eq!(problems.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(), paths);
        }
        let problems = Context::parse(None, Some("post"), "/").unwrap_err().into_vec();
        assert_eq!(problems[0].path, "/context");
    }
}

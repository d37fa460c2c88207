//! Anonymous aliases: who somebody is where nobody may know who they are.

mod animals;
mod context;
mod name;
#[cfg(feature = "openapi")]
pub mod openapi;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::{Time, UserId, avatar::Cdn};

pub use animals::ANIMALS;
pub use context::{Context, ContextId, ContextType, InvalidContextId, InvalidContextType};
pub use name::{AliasName, InvalidAliasName};

/// How long an alias lives when `ALIAS_EXPIRY_HOURS` does not say, in hours.
pub const DEFAULT_EXPIRY_HOURS: u32 = 720;
/// The longest that the alias of a session lives, in hours.
const SESSION_HOURS: u32 = 24;
/// Random characters in an [`AliasId`]: 100 bits, 5 in each.
const RANDOM_CHARS: usize = 20;
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const PREFIX: &str = "alias_";

/// An alias's id: `alias_` and 20 random characters, so that it tells nothing and cannot be guessed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AliasId(String);

/// The text is no alias id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("is no alias id")]
pub struct InvalidAliasId;

impl AliasId {
    /// The id made of `random`.
    #[must_use]
    pub fn new(random: [u8; RANDOM_CHARS]) -> Self {
        let tail: String = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Self(format!("{PREFIX}{tail}"))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AliasId {
    type Err = InvalidAliasId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let tail = text.strip_prefix(PREFIX).ok_or(InvalidAliasId)?.as_bytes();
        let valid = tail.len() == RANDOM_CHARS && tail.iter().all(|byte| ALPHABET.contains(byte));
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidAliasId) }
    }
}

impl fmt::Display for AliasId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An alias and whose it is. It cannot be serialised: what leaves is [`OwnAlias`] for its owner, and [`AliasView`] for
/// everybody else, which has no owner to forget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Which alias it is.
    pub id: AliasId,
    /// Whose it is.
    pub user_id: UserId,
    /// What the person is called.
    pub name: AliasName,
    /// Where the person is called so.
    pub context: Context,
    /// When it was made.
    pub created_at: Time,
    /// From when on it is not there, in whole seconds.
    pub expires_at: Time,
    /// Whether it is the one in use, as far as nothing replaced it.
    pub is_active: bool,
    /// How often its owner asked for it.
    pub usage_count: u64,
}

/// For how long aliases live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Hours from an alias's making to its end.
    pub hours: u32,
}

impl Lifetime {
    /// When an alias for `kind` of context ends that is made at `now`.
    #[must_use]
    pub fn end(self, kind: ContextType, now: Time) -> Time {
        let hours = if kind == ContextType::Session { self.hours.min(SESSION_HOURS) } else { self.hours };
        Time::from_seconds(now.seconds() + i64::from(hours) * 3600)
    }
}

/// An alias as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OwnAlias {
    /// Which alias it is.
    pub alias_id: AliasId,
    /// What the person is called.
    pub display_name: AliasName,
    /// URL of the picture.
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::AliasPictureUrl))]
    pub avatar: String,
    /// Where the person is called so.
    pub context: ContextId,
    /// What kind of place that is.
    pub context_type: ContextType,
    /// When it was made.
    pub created_at: Time,
    /// From when on it is not there.
    pub expires_at: Time,
    /// Whether it is the one in use.
    pub is_active: bool,
}

/// An alias as everybody else sees it: the anonymous face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AliasView {
    /// Which alias it is.
    pub alias_id: AliasId,
    /// What the person is called.
    pub display_name: AliasName,
    /// URL of the picture.
    pub avatar: String,
    /// Whether it is the one in use.
    pub is_active: bool,
    /// The day on which it was made, in UTC: the moment would tell two aliases of one person together.
    pub created_at: Time,
}

impl Alias {
    /// Whether the alias has ended at `now`; the table may keep it for days after that.
    #[must_use]
    pub fn has_expired(&self, now: Time) -> bool {
        self.expires_at <= now
    }

    /// The alias as its owner sees it at `now`.
    #[must_use]
    pub fn own_view(&self, cdn: &Cdn, now: Time) -> OwnAlias {
        OwnAlias {
            alias_id: self.id.clone(),
            display_name: self.name,
            avatar: self.name.url(cdn),
            context: self.context.id.clone(),
            context_type: self.context.kind,
            created_at: self.created_at,
            expires_at: self.expires_at,
            is_active: self.is_active && !self.has_expired(now),
        }
    }

    /// The alias as everybody else sees it at `now`.
    #[must_use]
    pub fn view(&self, cdn: &Cdn, now: Time) -> AliasView {
        AliasView {
            alias_id: self.id.clone(),
            display_name: self.name,
            avatar: self.name.url(cdn),
            is_active: self.is_active && !self.has_expired(now),
            created_at: self.created_at.day(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias() -> Alias {
        let now = Time::from_seconds(100_000);
        let context = Context { kind: ContextType::ChatRoom, id: "chat_room_123".parse().unwrap() };
        Alias {
            id: AliasId::new([7; 20]),
            user_id: "usr_123456789".parse().unwrap(),
            name: "Anonymous_Panda_789".parse().unwrap(),
            expires_at: Lifetime { hours: 720 }.end(context.kind, now),
            context,
            created_at: now,
            is_active: true,
            usage_count: 3,
        }
    }

    fn cdn() -> Cdn {
        "cdn.multitask.com".parse().unwrap()
    }

    #[test]
    fn an_id_is_random_and_nothing_else() {
        // L2
        let id = AliasId::new(*b"\x00\x01\x1f\x20\x21\xff..............");
        assert!(id.as_str().starts_with("alias_ab7ab7") && id.as_str().len() == 26, "{id}");
        assert_eq!(id.to_string().parse::<AliasId>(), Ok(id));
        for bad in
            ["", "alias_", "alias_ABCDEFGHIJKLMNOPQRST", "ctx#aaaaaaaaaaaaaaaaaaaa", "alias_aaaaaaaaaaaaaaaaaaaaa"]
        {
            assert_eq!(bad.parse::<AliasId>(), Err(InvalidAliasId), "{bad}");
        }
    }

    #[test]
    fn the_owner_sees_what_the_seed_shows() {
        // E14, L11, L12, L14
        let view = serde_json::to_value(alias().own_view(&cdn(), Time::from_seconds(100_001))).unwrap();
        let want = serde_json::json!({
            "aliasId": "alias_hhhhhhhhhhhhhhhhhhhh",
            "displayName": "Anonymous_Panda_789",
            "avatar": "https://cdn.multitask.com/aliases/panda_789.svg",
            "context": "chat_room_123",
            "contextType": "chat_room",
            "createdAt": "1970-01-02T03:46:40.000Z",
            "expiresAt": "1970-02-01T03:46:40.000Z",
            "isActive": true,
        });
        assert_eq!(view, want);
    }

    #[test]
    fn others_see_a_face_and_a_day() {
        // L16, L20, N20
        let view = serde_json::to_value(alias().view(&cdn(), Time::from_seconds(100_001))).unwrap();
        let names: Vec<_> = view.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["aliasId", "avatar", "createdAt", "displayName", "isActive"]);
        assert_eq!(view["createdAt"], "1970-01-02T00:00:00.000Z");
        assert!(!view.to_string().contains("usr_"));
        let late = alias().view(&cdn(), alias().expires_at);
        assert!(!late.is_active);
    }

    #[test]
    fn a_session_ends_within_a_day() {
        // L8
        let now = Time::from_seconds(0);
        let end = |hours, kind| Lifetime { hours }.end(kind, now).seconds() / 3600;
        assert_eq!(end(720, ContextType::Session), 24);
        assert_eq!(end(2, ContextType::Session), 2);
        assert_eq!(end(720, ContextType::Thread), 720);
    }
}

//! The handle by which a service that moderates knows somebody again who took another alias.

use aws_lc_rs::hmac;
use domain::alias::Alias;
use runtime::{Aws, ConfigError};

/// What a token needs to see handles.
pub(crate) const SCOPE: &str = "aliases:moderate";

/// Makes handles, with `MODERATION_KEY`, which is the key of nothing else: who has another key can make none, and who has
/// this one can open nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Moderation(hmac::Key);

impl Moderation {
    pub(crate) fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &aws.env.key("MODERATION_KEY")?)))
    }

    /// The same for every alias of one person in one context, and another everywhere else.
    pub(crate) fn handle(&self, alias: &Alias) -> String {
        let context = &alias.context;
        // none of the three can hold a zero byte
        let parts = [alias.user_id.as_str(), context.kind.name(), context.id.as_str()].join("\0");
        let sum = hmac::sign(&self.0, parts.as_bytes());
        format!("mod_{}", hex::encode(&sum.as_ref()[..16]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        Time,
        alias::{AliasId, Context},
    };

    fn alias(user: &str, room: &str, number: u8) -> Alias {
        Alias {
            id: AliasId::new([number; 20]),
            user_id: user.parse().unwrap(),
            name: format!("Anonymous_Panda_{number}").parse().unwrap(),
            context: Context::parse(Some(room), Some("chat_room"), "").unwrap(),
            created_at: Time::from_seconds(0),
            expires_at: Time::from_seconds(1),
            is_active: true,
            usage_count: 0,
        }
    }

    #[test]
    fn a_handle_outlasts_an_alias_and_never_leaves_its_room() {
        let moderation = Moderation(hmac::Key::new(hmac::HMAC_SHA256, &[1; 32]));
        let handle = |user, room, number| moderation.handle(&alias(user, room, number));
        assert_eq!(handle("usr_1", "a", 1), handle("usr_1", "a", 2));
        assert_ne!(handle("usr_1", "a", 1), handle("usr_1", "b", 1));
        assert_ne!(handle("usr_1", "a", 1), handle("usr_2", "a", 1));
        assert!(!handle("usr_1", "a", 1).contains("usr"));
    }
}

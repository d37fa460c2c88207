//! Keys of rows that name nobody: keyed hashes, which nobody can make or test without the key.

use aws_lc_rs::hmac;
use domain::{
    UserId,
    alias::{AliasId, AliasName, Context},
};
use runtime::{Aws, ConfigError};

/// Makes the keys, with `ALIAS_KEY`.
#[derive(Clone, Debug)]
pub(crate) struct Keys(hmac::Key);

impl Keys {
    pub(crate) fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &aws.env.key("ALIAS_KEY")?)))
    }

    /// Of the row that says which alias `user` has in `context`.
    pub(crate) fn pointer(&self, user: &UserId, context: &Context) -> String {
        format!("ctx#{}", self.hash(&["ctx", user.as_str(), context.kind.name(), context.id.as_str()]))
    }

    /// Of the row that keeps `name` for one person in `context`.
    pub(crate) fn lock(&self, context: &Context, name: AliasName) -> String {
        format!("name#{}", self.hash(&["name", context.kind.name(), context.id.as_str(), &name.to_string()]))
    }

    /// Of the counter of new aliases that `user` asked for in `context`.
    pub(crate) fn rate(&self, user: &UserId, context: &Context) -> String {
        format!("rate#alias#{}", self.hash(&["rate", user.as_str(), context.kind.name(), context.id.as_str()]))
    }

    /// Of the request that makes the alias `id` the one with number `generation`; at most 36 characters, as DynamoDB has it.
    /// The id is in it because a try with another id is another request.
    pub(crate) fn request(&self, user: &UserId, context: &Context, generation: u64, id: &AliasId) -> String {
        let parts =
            ["request", user.as_str(), context.kind.name(), context.id.as_str(), &generation.to_string(), id.as_str()];
        self.hash(&parts)[..36].to_owned()
    }

    /// No part may hold a zero byte, which the types of ids and names see to.
    fn hash(&self, parts: &[&str]) -> String {
        hex::encode(hmac::sign(&self.0, parts.join("\0").as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(secret: u8) -> Keys {
        Keys(hmac::Key::new(hmac::HMAC_SHA256, &[secret; 32]))
    }

    fn context(kind: &str, id: &str) -> Context {
        Context::parse(Some(id), Some(kind), "").unwrap()
    }

    #[test]
    fn a_key_names_nobody_and_depends_on_everything() {
        // N19
        let (user, other) = ("usr_123456789".parse().unwrap(), "usr_12345678".parse().unwrap());
        let room = context("chat_room", "9:1");
        let name = "Anonymous_Panda_1".parse().unwrap();
        let made = [
            keys(1).pointer(&user, &room),
            keys(2).pointer(&user, &room),
            keys(1).pointer(&other, &room),
            keys(1).pointer(&user, &context("chat_room", "9:12")),
            keys(1).pointer(&user, &context("thread", "9:1")),
            keys(1).rate(&user, &room),
            keys(1).lock(&room, name),
            keys(1).lock(&room, "Anonymous_Panda_11".parse().unwrap()),
            keys(1).lock(&context("thread", "9:1"), name),
        ];
        for (at, key) in made.iter().enumerate() {
            assert!(!made[..at].contains(key), "{key}");
            assert!(!key.contains("usr") && !key.contains("Panda"), "{key}");
        }
        assert_eq!(made[0], keys(1).pointer(&user, &room));
        let request = keys(1).request(&user, &room, 1, &AliasId::new([0; 20]));
        assert_eq!(request.len(), 36);
        assert_ne!(request, keys(1).request(&user, &room, 2, &AliasId::new([0; 20])));
    }
}

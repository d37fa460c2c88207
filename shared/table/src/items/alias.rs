//! Rows of the aliases table: the aliases themselves, as the seed has them, and two kinds of rows that help.

use domain::{
    Time,
    alias::{Alias, Context, InvalidAliasId, InvalidAliasName, InvalidContextId, InvalidContextType},
    avatar::Cdn,
    id::InvalidUserId,
};
use serde::{Deserialize, Serialize};

use super::corrupt;
use crate::TableError;

#[derive(Serialize, Deserialize)]
pub(crate) struct AliasItem {
    pub(crate) alias_id: String,
    user_id: String,
    display_name: String,
    /// What [`domain::alias::AliasName::url`] gives, for readers of the table alone.
    avatar: String,
    context: String,
    context_type: String,
    created_at: Time,
    /// Seconds since the Unix epoch, as DynamoDB's time to live needs it.
    expires_at: i64,
    is_active: bool,
    usage_count: u64,
}

/// Which alias somebody has in a context. It names nobody: its key is a keyed hash.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PointerItem {
    pub(crate) alias_id: String,
    pub(crate) current: String,
    /// How many aliases the person had here, this one among them.
    pub(crate) generation: u64,
    pub(crate) expires_at: i64,
}

/// Keeps a name for one person in its context. It names nobody: its key is a keyed hash.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LockItem {
    pub(crate) alias_id: String,
    pub(crate) expires_at: i64,
}

impl AliasItem {
    pub(crate) fn new(alias: &Alias, cdn: &Cdn) -> Self {
        Self {
            alias_id: alias.id.to_string(),
            user_id: alias.user_id.to_string(),
            display_name: alias.name.to_string(),
            avatar: alias.name.url(cdn),
            context: alias.context.id.to_string(),
            context_type: alias.context.kind.name().to_owned(),
            created_at: alias.created_at,
            expires_at: alias.expires_at.seconds(),
            is_active: alias.is_active,
            usage_count: alias.usage_count,
        }
    }

    pub(crate) fn into_alias(self) -> Result<Alias, TableError> {
        let key = self.alias_id;
        Ok(Alias {
            id: key.parse().map_err(|error: InvalidAliasId| corrupt(&key, error))?,
            user_id: self.user_id.parse().map_err(|error: InvalidUserId| corrupt(&key, error))?,
            name: self.display_name.parse().map_err(|error: InvalidAliasName| corrupt(&key, error))?,
            context: Context {
                kind: self.context_type.parse().map_err(|error: InvalidContextType| corrupt(&key, error))?,
                id: self.context.parse().map_err(|error: InvalidContextId| corrupt(&key, error))?,
            },
            created_at: self.created_at,
            expires_at: Time::from_seconds(self.expires_at),
            is_active: self.is_active,
            usage_count: self.usage_count,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::alias::AliasId;

    #[test]
    fn the_row_has_the_seeds_attributes_and_survives() {
        // L17, D4
        let alias = Alias {
            id: AliasId::new([1; 20]),
            user_id: "usr_1".parse().unwrap(),
            name: "Anonymous_Panda_789".parse().unwrap(),
            context: Context::parse(Some("room"), Some("chat_room"), "").unwrap(),
            created_at: Time::from_seconds(100),
            expires_at: Time::from_seconds(200),
            is_active: true,
            usage_count: 7,
        };
        let row = super::super::to_row(&AliasItem::new(&alias, &"cdn.x.com".parse().unwrap())).unwrap();
        let mut names: Vec<_> = row.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "alias_id",
                "avatar",
                "context",
                "context_type",
                "created_at",
                "display_name",
                "expires_at",
                "is_active",
                "usage_count",
                "user_id",
            ]
        );
        assert_eq!(row["expires_at"].as_n().unwrap(), "200");
        assert_eq!(row["created_at"].as_s().unwrap(), "1970-01-01T00:01:40.000Z");
        assert_eq!(row["avatar"].as_s().unwrap(), "https://cdn.x.com/aliases/panda_789.svg");
        let item: AliasItem = serde_dynamo::from_item(row).unwrap();
        assert_eq!(item.into_alias().unwrap(), alias);
    }
}

//! Aliases as everybody may ask for them: by their ids, and all of one person by the index `user-id-index`. The index lags
//! behind the table, so nothing that must be true at once is asked of it.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use domain::{
    Time, UserId,
    alias::{Alias, AliasId},
    avatar::Cdn,
};
use runtime::{Aws, ConfigError};

use crate::{
    TableError,
    items::{Row, alias::AliasItem, corrupt},
};

/// The table of aliases, `DYNAMODB_TABLE_ALIASES`, for those who need not know who has which where.
#[derive(Clone, Debug)]
pub struct AliasRows {
    pub(super) client: Client,
    pub(super) table: String,
    cdn: Cdn,
}

/// Aliases on one page of a person's history.
const PAGE: i32 = 100;

/// A page of somebody's aliases.
#[derive(Clone, Debug)]
pub struct HistoryPage {
    /// Those that have not expired, the newest of this page first.
    pub aliases: Vec<Alias>,
    /// Where the next page begins, if there may be more.
    pub next: Option<AliasId>,
}

impl AliasRows {
    /// The table that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(&aws.sdk),
            table: aws.env.required("DYNAMODB_TABLE_ALIASES")?,
            cdn: aws.env.required("CLOUDFRONT_DOMAIN")?,
        })
    }

    /// Where pictures are loaded from.
    #[must_use]
    pub fn cdn(&self) -> &Cdn {
        &self.cdn
    }

    /// The alias called `id`, in use or not, unless it has expired.
    pub async fn get(&self, id: &AliasId, now: Time) -> Result<Option<Alias>, TableError> {
        let row = self.row(id.as_str()).await?;
        let alias = row.map(|row| read(id.as_str(), row)).transpose()?;
        Ok(alias.filter(|alias| !alias.has_expired(now)))
    }

    /// A page of the aliases of `user`, in use and replaced, that come behind `after` in the index.
    pub async fn history(&self, user: &UserId, after: Option<&AliasId>, now: Time) -> Result<HistoryPage, TableError> {
        let start = after.map(|id| {
            let text = |text: &str| AttributeValue::S(text.to_owned());
            Row::from([("alias_id".to_owned(), text(id.as_str())), ("user_id".to_owned(), text(user.as_str()))])
        });
        let output = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("user-id-index")
            .key_condition_expression("user_id = :user")
            .expression_attribute_values(":user", AttributeValue::S(user.to_string()))
            .set_exclusive_start_key(start)
            .limit(PAGE)
            .send()
            .await?;
        let next = output.last_evaluated_key.as_ref().and_then(|key| key.get("alias_id")?.as_s().ok()?.parse().ok());
        let rows = output.items.unwrap_or_default().into_iter();
        let aliases: Result<Vec<_>, _> = rows.map(|row| read("of a person's history", row)).collect();
        let mut aliases: Vec<_> = aliases?.into_iter().filter(|alias| !alias.has_expired(now)).collect();
        aliases.sort_by(|one, other| other.created_at.cmp(&one.created_at).then_with(|| one.id.cmp(&other.id)));
        Ok(HistoryPage { aliases, next })
    }

    /// The row under `key`, as the last write left it.
    pub(super) async fn row(&self, key: &str) -> Result<Option<Row>, TableError> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("alias_id", AttributeValue::S(key.to_owned()))
            .consistent_read(true)
            .send()
            .await?;
        Ok(output.item)
    }
}

pub(super) fn read(key: &str, row: Row) -> Result<Alias, TableError> {
    let item: AliasItem = serde_dynamo::from_item(row).map_err(|error| corrupt(key, error))?;
    item.into_alias()
}

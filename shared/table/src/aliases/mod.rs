//! The aliases table. Who has which alias is found by primary key alone, so that reads are always true and two first
//! requests at once make one alias.

mod claim;
mod convert;
mod erase;
mod keys;
mod rows;

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnValue},
};
use domain::{
    Time, UserId,
    alias::{Alias, AliasId, Context, DEFAULT_EXPIRY_HOURS, Lifetime},
    avatar::Cdn,
};
use runtime::{Aws, ConfigError};

use crate::{
    TableError, Tombstones,
    items::{alias::PointerItem, corrupt},
    retry::backoff,
};
use claim::{Claim, Claimed};
use keys::Keys;
use rows::read;

pub use rows::{AliasRows, HistoryPage};

/// Who has which alias where: the table of aliases with the rows that `ALIAS_KEY` hides.
///
/// Nobody gets an alias who was erased after `known_since`, which is when the token was issued: [`TableError::Erased`].
#[derive(Clone, Debug)]
pub struct Aliases {
    rows: AliasRows,
    keys: Keys,
    tombstones: Tombstones,
    lifetime: Lifetime,
}

/// How often a request is tried against others that come in between; with the waits between, some ten seconds.
const TRIES: u32 = 40;

impl Aliases {
    /// The table that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            rows: AliasRows::from_env(aws)?,
            keys: Keys::from_env(aws)?,
            tombstones: Tombstones::from_env(aws)?,
            // ten years: whoever wants aliases that stay may have them
            lifetime: Lifetime { hours: aws.env.in_range("ALIAS_EXPIRY_HOURS", DEFAULT_EXPIRY_HOURS, 1..=87_600)? },
        })
    }

    /// Where pictures are loaded from.
    #[must_use]
    pub fn cdn(&self) -> &Cdn {
        self.rows.cdn()
    }

    /// The alias that `user` has in `context`, which is made if there is none; this use of it is counted.
    ///
    /// Two calls when there is one; a read and a transaction when there is none.
    pub async fn current(
        &self,
        user: &UserId,
        context: &Context,
        known_since: Option<Time>,
        now: Time,
    ) -> Result<Alias, TableError> {
        let mut tried = None;
        for attempt in 0..TRIES {
            let pointer = self.pointer(user, context).await?;
            if let Some(pointer) = pointer.as_ref().filter(|pointer| pointer.expires_at > now.seconds()) {
                // an earlier try of ours went through, and its use is counted
                if let Some(alias) = tried.take_if(|alias: &mut Alias| alias.id.as_str() == pointer.current) {
                    return Ok(alias);
                }
                match self.count_use(user, &pointer.current).await? {
                    Used::Counted(alias) => return Ok(alias),
                    Used::Busy => {
                        tokio::time::sleep(backoff(attempt)).await;
                        continue;
                    }
                    // the row is gone before its time: a new one takes its place
                    Used::Missing => {}
                }
            }
            let claim = Claim::new(self, user, context, pointer, 1, now);
            tried = match self.claim(&claim, known_since).await? {
                Claimed::Done => return Ok(claim.alias),
                Claimed::Lost | Claimed::ReplacedIsGone => Some(claim.alias),
                Claimed::NameTaken => None,
                Claimed::Busy => {
                    tokio::time::sleep(backoff(attempt)).await;
                    Some(claim.alias)
                }
            };
        }
        Err(TableError::Busy("others kept writing the same alias".into()))
    }

    /// A new alias for `user` in `context` in place of the one there is, which others can still resolve.
    pub async fn regenerate(
        &self,
        user: &UserId,
        context: &Context,
        known_since: Option<Time>,
        now: Time,
    ) -> Result<Alias, TableError> {
        let mut tried: Option<Alias> = None;
        let mut gone = None;
        for attempt in 0..TRIES {
            let pointer = self.pointer(user, context).await?;
            if let Some(pointer) = &pointer
                && let Some(alias) = tried.take_if(|alias| alias.id.as_str() == pointer.current)
            {
                return Ok(alias);
            }
            let live = pointer.as_ref().filter(|pointer| pointer.expires_at > now.seconds());
            let replaced = live.map(|pointer| pointer.current.clone()).filter(|id| gone.as_ref() != Some(id));
            let claim = Claim::new(self, user, context, pointer, 0, now).replacing(replaced.clone());
            tried = match self.claim(&claim, known_since).await? {
                Claimed::Done => return Ok(claim.alias),
                Claimed::Lost => Some(claim.alias),
                Claimed::NameTaken => None,
                Claimed::ReplacedIsGone => {
                    gone = replaced;
                    None
                }
                Claimed::Busy => {
                    tokio::time::sleep(backoff(attempt)).await;
                    Some(claim.alias)
                }
            };
        }
        Err(TableError::Busy("others kept writing the same alias".into()))
    }

    /// The alias called `id`, in use or not, if it is one of `user` and has not expired.
    pub async fn get(&self, user: &UserId, id: &AliasId, now: Time) -> Result<Option<Alias>, TableError> {
        Ok(self.rows.get(id, now).await?.filter(|alias| alias.user_id == *user))
    }

    /// The key of the counter of new aliases that `user` asks for in `context`; it names nobody.
    #[must_use]
    pub fn rate_key(&self, user: &UserId, context: &Context) -> String {
        self.keys.rate(user, context)
    }

    async fn pointer(&self, user: &UserId, context: &Context) -> Result<Option<PointerItem>, TableError> {
        let key = self.keys.pointer(user, context);
        let row = self.rows.row(&key).await?;
        row.map(|row| serde_dynamo::from_item(row).map_err(|error| corrupt(key, error))).transpose()
    }

    /// Counts a use of the alias called `id` if it is the one that `user` uses.
    async fn count_use(&self, user: &UserId, id: &str) -> Result<Used, TableError> {
        let updated = self
            .rows
            .client
            .update_item()
            .table_name(&self.rows.table)
            .key("alias_id", AttributeValue::S(id.to_owned()))
            .update_expression("ADD usage_count :one")
            .condition_expression("user_id = :user AND is_active = :yes")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":user", AttributeValue::S(user.to_string()))
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match updated {
            Ok(output) => Ok(Used::Counted(read(id, output.attributes.unwrap_or_default())?)),
            // a regeneration is under way, or was between our two calls: the next look finds what it left
            Err(error) if is_conflict(&error) => Ok(Used::Busy),
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(Used::Missing)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// What counting a use found.
enum Used {
    Counted(Alias),
    /// Another write had the row.
    Busy,
    /// There is no such row in use.
    Missing,
}

/// Whether `error` says that a transaction has the row.
fn is_conflict<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    matches!(error, SdkError::ServiceError(context) if context.err().code() == Some("TransactionConflictException"))
}

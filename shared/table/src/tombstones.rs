//! What an erased user leaves in the ledger: a keyed hash of the id, so that no token, event or message that is older than
//! the erasure brings anything back.

use aws_lc_rs::hmac;
use aws_sdk_dynamodb::{
    Client,
    operation::update_item::UpdateItemError,
    types::{
        AttributeValue, ConditionCheck, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
    },
};
use domain::{Time, UserId};
use runtime::{Aws, ConfigError};

use crate::{
    TableError,
    items::{Row, corrupt},
};

/// For how long an erasure is remembered, in seconds: 30 days. Nothing from before it is under way for longer: an event is
/// retried for a day and waits up to 14 days in a queue of dead letters, and tokens live for hours.
pub const TOMBSTONE_SECONDS: i64 = 30 * 24 * 3600;

/// The tombstones' rows in the ledger, `DYNAMODB_TABLE_LEDGER`, whose keys `TOMBSTONE_KEY` makes.
#[derive(Clone, Debug)]
pub struct Tombstones {
    pub(crate) client: Client,
    table: String,
    key: hmac::Key,
}

/// That somebody was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// When it was asked for, to the second.
    pub erased_at: Time,
    /// Whether the profile is gone; until then the erasure is under way.
    pub done: bool,
}

impl Tombstone {
    /// Whether whoever knows of the user since `known_since` knows of the one that was erased; who cannot say, does.
    #[must_use]
    pub fn covers(&self, known_since: Option<Time>) -> bool {
        known_since.is_none_or(|known| known.seconds() <= self.erased_at.seconds())
    }
}

impl Tombstones {
    /// The table and the key that the environment has.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(&aws.sdk),
            table: aws.env.required("DYNAMODB_TABLE_LEDGER")?,
            key: hmac::Key::new(hmac::HMAC_SHA256, &aws.env.key("TOMBSTONE_KEY")?),
        })
    }

    /// The tombstone of `user`, as the last write left it.
    pub async fn get(&self, user: &UserId) -> Result<Option<Tombstone>, TableError> {
        let read = self.client.get_item().table_name(&self.table).key("key", self.row_key(user)).consistent_read(true);
        read.send().await?.item.map(|row| tombstone(&row)).transpose()
    }

    /// Notes that the erasure of `user` was asked for at `now`, before anything is removed.
    ///
    /// One that was asked for later stands: then that is the answer, and nothing is written.
    pub async fn begin(&self, user: &UserId, now: Time) -> Result<Tombstone, TableError> {
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key", self.row_key(user))
            .update_expression("SET erased_at = :now, expires_at = :end REMOVE done")
            .condition_expression("attribute_not_exists(erased_at) OR erased_at < :now")
            .expression_attribute_values(":now", number(now.seconds()))
            .expression_attribute_values(":end", number(now.seconds() + TOMBSTONE_SECONDS))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match updated {
            Ok(output) => tombstone(&output.attributes.unwrap_or_default()),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    tombstone(failed.item().unwrap_or(&Row::new()))
                }
                _ => Err(error.into()),
            },
        }
    }

    /// A part of a transaction that fails when `user` was erased after `known_since`.
    pub(crate) fn unless_erased(
        &self,
        user: &UserId,
        known_since: Option<Time>,
    ) -> Result<TransactWriteItem, TableError> {
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .key("key", self.row_key(user))
            .condition_expression("attribute_not_exists(erased_at) OR erased_at < :known")
            // nothing is erased before the epoch, so whoever cannot say since when passes no tombstone
            .expression_attribute_values(":known", number(known_since.map_or(0, Time::seconds)))
            .build()
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    /// A part of a transaction that notes that the profile of `user` is gone.
    pub(crate) fn finish(&self, user: &UserId) -> Result<TransactWriteItem, TableError> {
        let update = Update::builder()
            .table_name(&self.table)
            .key("key", self.row_key(user))
            .update_expression("SET done = :yes")
            .condition_expression("attribute_exists(erased_at)")
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .build()
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn row_key(&self, user: &UserId) -> AttributeValue {
        let parts = ["gone", user.as_str()].join("\0");
        AttributeValue::S(format!("gone#{}", hex::encode(hmac::sign(&self.key, parts.as_bytes()))))
    }
}

fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn tombstone(row: &Row) -> Result<Tombstone, TableError> {
    let erased_at = row.get("erased_at").and_then(|value| value.as_n().ok()?.parse().ok());
    let erased_at = erased_at.ok_or_else(|| corrupt("of a tombstone", "erased_at is no number"))?;
    Ok(Tombstone { erased_at: Time::from_seconds(erased_at), done: row.contains_key("done") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_since_the_same_second_is_from_before() {
        let tombstone = Tombstone { erased_at: Time::from_seconds(100), done: true };
        let covers = |seconds| tombstone.covers(Some(Time::from_seconds(seconds)));
        assert_eq!([covers(99), covers(100), covers(101)], [true, true, false]);
        assert!(tombstone.covers(None));
    }
}

//! Activities in other services, each applied to a profile once: what it changes and the row that remembers it are written
//! in one transaction.

mod pending;

use aws_sdk_dynamodb::{
    Client,
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update, builders::UpdateBuilder,
    },
};
use domain::{
    Time, UserId,
    activity::{Counter, Effect},
};
use runtime::{Aws, ConfigError};

use crate::{
    TableError,
    items::{inbox::InboxItem, to_row},
    retry::{backoff, patient_client},
};
use pending::{Cancelled, Pending};

/// DynamoDB takes 100 items in a transaction, and one of them is the profile.
pub const MAX_EFFECTS: usize = 99;
/// How often a transaction is tried against others; with the waits between, two seconds.
const TRIES: u32 = 12;

/// The inbox's rows in the ledger, `DYNAMODB_TABLE_LEDGER`, and the profiles that they are about,
/// `DYNAMODB_TABLE_PROFILES`.
#[derive(Clone, Debug)]
pub struct Inbox {
    client: Client,
    ledger: String,
    profiles: String,
}

/// What became of effects on a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// They are applied; for each of them whether it was now, and not before.
    Done(Vec<bool>),
    /// There is no such profile, and nothing is applied.
    NoProfile,
}

impl Inbox {
    /// The tables that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            client: patient_client(aws),
            ledger: aws.env.required("DYNAMODB_TABLE_LEDGER")?,
            profiles: aws.env.required("DYNAMODB_TABLE_PROFILES")?,
        })
    }

    /// Applies those of `effects`, at most [`MAX_EFFECTS`] and of different events, that were not applied before to the
    /// profile of `user`, whose they all are.
    pub async fn apply(&self, user: &UserId, effects: &[Effect], now: Time) -> Result<Counted, TableError> {
        let mut pending = Pending::new(effects);
        let mut attempt = 0;
        while !pending.is_empty() {
            let items = self.items(user, &pending, now)?;
            let sent = self.client.transact_write_items().set_transact_items(Some(items)).send().await;
            let Err(error) = sent else { break };
            let cancelled = match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    pending.without_what_failed(cancelled.cancellation_reasons())
                }
                Some(TransactWriteItemsError::TransactionInProgressException(_)) => Cancelled::Busy,
                _ => return Err(error.into()),
            };
            match cancelled {
                Cancelled::Reduced => {}
                Cancelled::NoProfile => return Ok(Counted::NoProfile),
                Cancelled::Busy if attempt < TRIES => {
                    tokio::time::sleep(backoff(attempt)).await;
                    attempt += 1;
                }
                Cancelled::Busy => return Err(TableError::Busy(error.into())),
                Cancelled::Broken => return Err(error.into()),
            }
        }
        Ok(Counted::Done(pending.into_new()))
    }

    /// The profile's update first, then a row for each effect that counts.
    fn items(&self, user: &UserId, pending: &Pending<'_>, now: Time) -> Result<Vec<TransactWriteItem>, TableError> {
        let update = self.update(user, pending).build().map_err(|error| TableError::Refused(Box::new(error)))?;
        let mut items = vec![TransactWriteItem::builder().update(update).build()];
        for effect in pending.counted() {
            let put = Put::builder()
                .table_name(&self.ledger)
                .set_item(Some(to_row(&InboxItem::new(&effect.event, user, now))?))
                .condition_expression("attribute_not_exists(#key)")
                .expression_attribute_names("#key", "key")
                .build()
                .map_err(|error| TableError::Refused(Box::new(error)))?;
            items.push(TransactWriteItem::builder().put(put).build());
        }
        Ok(items)
    }

    fn update(&self, user: &UserId, pending: &Pending<'_>) -> UpdateBuilder {
        let number = |value: i64| AttributeValue::N(value.to_string());
        let mut update = Update::builder()
            .table_name(&self.profiles)
            .key("user_id", AttributeValue::S(user.to_string()))
            .expression_attribute_values(":one", number(1))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let mut set = Vec::new();
        for (counter, by) in pending.sums() {
            let name = attribute(counter);
            set.push(format!("stats.{name} = if_not_exists(stats.{name}, :zero) + :{name}"));
            update = update
                .expression_attribute_values(":zero", number(0))
                .expression_attribute_values(format!(":{name}"), number(by));
        }
        let mut condition = "attribute_exists(user_id)".to_owned();
        if let Some(active_at) = pending.active_at() {
            set.push("stats.last_active_at = :active".to_owned());
            // times are texts of one length, which sort as times do
            condition.push_str(" AND (attribute_not_exists(stats.last_active_at) OR stats.last_active_at < :active)");
            update = update.expression_attribute_values(":active", AttributeValue::S(active_at.to_string()));
        }
        update.update_expression(format!("SET {} ADD rev :one", set.join(", "))).condition_expression(condition)
    }
}

/// The name of `counter` in a profile's stats.
fn attribute(counter: Counter) -> &'static str {
    match counter {
        Counter::Posts => "posts_count",
        Counter::Likes => "likes_received",
        Counter::Comments => "comments_count",
        Counter::Followers => "followers_count",
        Counter::Following => "following_count",
    }
}

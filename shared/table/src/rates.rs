//! Limits on how often something may be done, kept in the ledger table.

use aws_sdk_dynamodb::{
    Client,
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};
use domain::Time;
use runtime::{Aws, ConfigError};

use crate::{TableError, items::corrupt};

/// The limits' rows in the ledger, `DYNAMODB_TABLE_LEDGER`: something may be done five times in any hour.
///
/// A row holds the last five times, so the limit holds in every hour and not only in those of the clock.
#[derive(Clone, Debug)]
pub struct Rates {
    client: Client,
    table: String,
}

/// Whether something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// It may, and is counted.
    Yes,
    /// It may again after so many seconds.
    After(i64),
}

const HOUR: i64 = 3600;

impl Rates {
    /// The table that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { client: Client::new(&aws.sdk), table: aws.env.required("DYNAMODB_TABLE_LEDGER")? })
    }

    /// Deletes the counter of what `key` stands for.
    pub(crate) async fn forget(&self, key: &str) -> Result<(), TableError> {
        let delete = self.client.delete_item().table_name(&self.table).key("key", AttributeValue::S(key.to_owned()));
        delete.send().await?;
        Ok(())
    }

    /// Counts what `key` stands for as done at `now`, in one write, if it may be done.
    pub async fn take(&self, key: &str, now: Time) -> Result<Allowed, TableError> {
        let number = |seconds: i64| AttributeValue::N(seconds.to_string());
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key", AttributeValue::S(key.to_owned()))
            // each moves up by one; the right hand sides are the values before
            .update_expression(
                "SET t1 = if_not_exists(t2, :never), t2 = if_not_exists(t3, :never), t3 = if_not_exists(t4, :never), \
                 t4 = if_not_exists(t5, :never), t5 = :now, expires_at = :end",
            )
            .condition_expression("attribute_not_exists(t1) OR t1 <= :hour_ago")
            .expression_attribute_values(":never", number(0))
            .expression_attribute_values(":now", number(now.seconds()))
            .expression_attribute_values(":hour_ago", number(now.seconds() - HOUR))
            .expression_attribute_values(":end", number(now.seconds() + HOUR))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match updated {
            Ok(_) => Ok(Allowed::Yes),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    let first = failed.item().and_then(|row| row.get("t1")?.as_n().ok()?.parse::<i64>().ok());
                    let first = first.ok_or_else(|| corrupt(key, "t1 is no number"))?;
                    Ok(Allowed::After((first + HOUR - now.seconds()).max(1)))
                }
                _ => Err(error.into()),
            },
        }
    }
}

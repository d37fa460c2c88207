//! Every trace of one person in the table of aliases, and of the counters that their aliases lead to.

use aws_sdk_dynamodb::{error::SdkError, operation::delete_item::DeleteItemError, types::AttributeValue};
use domain::{UserId, alias::Alias};

use super::{Aliases, read};
use crate::{Rates, TableError, items::Row};

impl Aliases {
    /// Deletes every alias of `user` with the rows that help it, and says how many aliases there were.
    ///
    /// What leads to the rows that help, the alias itself, goes last, so that doing it again finds what is left.
    pub async fn erase(&self, user: &UserId, rates: &Rates) -> Result<usize, TableError> {
        let mut erased = 0;
        let mut pages = self
            .rows
            .client
            .query()
            .table_name(&self.rows.table)
            .index_name("user-id-index")
            .key_condition_expression("user_id = :user")
            .expression_attribute_values(":user", AttributeValue::S(user.to_string()))
            .into_paginator()
            .items()
            .send();
        while let Some(row) = pages.next().await {
            let row: Row = row?;
            let id = row.get("alias_id").and_then(|id| id.as_s().ok()).cloned().unwrap_or_default();
            match read(&id, row) {
                Ok(alias) => self.erase_helpers(user, &alias, rates).await?,
                // a row that nobody can read has to go all the same
                Err(error) => tracing::warn!(error = runtime::chain(&error), "the rows of an alias cannot be found"),
            }
            erased += usize::from(self.erase_row(&id, user).await?);
        }
        Ok(erased)
    }

    /// The pointer and the lock of `alias`, and the counter of its place.
    async fn erase_helpers(&self, user: &UserId, alias: &Alias, rates: &Rates) -> Result<(), TableError> {
        let key = |text: String| AttributeValue::S(text);
        let delete = || self.rows.client.delete_item().table_name(&self.rows.table);
        delete().key("alias_id", key(self.keys.pointer(user, &alias.context))).send().await?;
        // a name that was free since is somebody else's now, until another time
        let lock = delete()
            .key("alias_id", key(self.keys.lock(&alias.context, alias.name)))
            .condition_expression("expires_at = :end")
            .expression_attribute_values(":end", AttributeValue::N(alias.expires_at.seconds().to_string()));
        held(lock.send().await)?;
        rates.forget(&self.rate_key(user, &alias.context)).await
    }

    /// The row of the alias called `id` if it is still one of `user`; whether it was.
    async fn erase_row(&self, id: &str, user: &UserId) -> Result<bool, TableError> {
        let delete = self
            .rows
            .client
            .delete_item()
            .table_name(&self.rows.table)
            .key("alias_id", AttributeValue::S(id.to_owned()))
            .condition_expression("user_id = :user")
            .expression_attribute_values(":user", AttributeValue::S(user.to_string()));
        held(delete.send().await)
    }
}

/// Whether the deletion's condition held.
fn held<T, R>(deleted: Result<T, SdkError<DeleteItemError, R>>) -> Result<bool, TableError>
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match deleted {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(DeleteItemError::is_conditional_check_failed_exception) => {
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

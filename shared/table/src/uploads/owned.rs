//! All uploads of one person, found by the index `user-id-index`. It lags behind the table, so nothing that must be true at
//! once is asked of it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{UserId, upload::Upload};

use super::{Uploads, read_row};
use crate::{TableError, items::Row};

impl Uploads {
    /// The uploads of `user` that the ledger still has, the oldest first.
    pub async fn all(&self, user: &UserId) -> Result<Vec<Upload>, TableError> {
        let mut uploads = Vec::new();
        for key in self.keys(user).await?.into_iter().filter(|key| key.starts_with("upload#")) {
            let got = self.client.get_item().table_name(&self.table).key("key", AttributeValue::S(key.clone()));
            let row = got.consistent_read(true).send().await?.item;
            // one that is gone by now is none
            uploads.extend(row.map(|row| read_row(key, row)).transpose()?);
        }
        uploads.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(uploads)
    }

    /// Deletes every row of the ledger that names `user`, and says how many there were.
    pub async fn erase(&self, user: &UserId) -> Result<usize, TableError> {
        let keys = self.keys(user).await?;
        for key in &keys {
            let delete = self.client.delete_item().table_name(&self.table).key("key", AttributeValue::S(key.clone()));
            delete.send().await?;
        }
        Ok(keys.len())
    }

    async fn keys(&self, user: &UserId) -> Result<Vec<String>, TableError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("user-id-index")
            .key_condition_expression("user_id = :user")
            .expression_attribute_values(":user", AttributeValue::S(user.to_string()))
            .into_paginator()
            .items()
            .send();
        let mut keys = Vec::new();
        while let Some(row) = pages.next().await {
            let row: Row = row?;
            keys.extend(row.get("key").and_then(|key| key.as_s().ok()).cloned());
        }
        Ok(keys)
    }
}

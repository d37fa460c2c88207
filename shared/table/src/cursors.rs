//! How far walks that take several calls have come, kept in the ledger table.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use runtime::{Aws, ConfigError};

use crate::{TableError, items::Row};

/// The cursors' rows in the ledger, `DYNAMODB_TABLE_LEDGER`.
///
/// Walks that run beside each other need no lock: whoever writes a cursor has walked all the way to it from an earlier
/// one, so nothing is ever left out, and at worst something is walked twice.
#[derive(Clone, Debug)]
pub struct Cursors {
    client: Client,
    table: String,
}

impl Cursors {
    /// The table that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { client: Client::new(&aws.sdk), table: aws.env.required("DYNAMODB_TABLE_LEDGER")? })
    }

    /// After what the walk called `name` goes on; `None` for its beginning.
    pub async fn get(&self, name: &str) -> Result<Option<String>, TableError> {
        let got = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("key", AttributeValue::S(name.to_owned()))
            .consistent_read(true)
            .send()
            .await?;
        Ok(got.item.and_then(|row| row.get("after")?.as_s().ok().cloned()))
    }

    /// Notes that the walk called `name` goes on after `after`, or begins again.
    pub async fn set(&self, name: &str, after: Option<&str>) -> Result<(), TableError> {
        let fields = [("key", Some(name)), ("after", after)];
        let row: Row = fields
            .into_iter()
            .filter_map(|(field, value)| Some((field.to_owned(), AttributeValue::S(value?.to_owned()))))
            .collect();
        self.client.put_item().table_name(&self.table).set_item(Some(row)).send().await?;
        Ok(())
    }
}

//! Rows as they are stored, one kind a file, and their conversion from and to the domain's types.

pub(crate) mod alias;
pub(crate) mod avatar;
pub(crate) mod inbox;
pub(crate) mod profile;
pub(crate) mod settings;
pub(crate) mod upload;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::TableError;

/// A row as the SDK has it.
pub(crate) type Row = HashMap<String, AttributeValue>;

/// A row that cannot be read, with its key.
pub(crate) fn corrupt(
    key: impl Into<String>,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> TableError {
    TableError::Corrupt { key: key.into(), source: source.into() }
}

/// `value` as a row.
pub(crate) fn to_row(value: &impl serde::Serialize) -> Result<Row, TableError> {
    let item = serde_dynamo::to_item(value).map_err(|error| TableError::Refused(Box::new(error)))?;
    Ok(item)
}

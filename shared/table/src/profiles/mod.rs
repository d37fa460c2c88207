//! The profiles table.

mod avatar;
mod batch;
mod edit;
mod members;

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::update_item::UpdateItemError,
    types::{AttributeValue, error::ConditionalCheckFailedException},
};
use domain::{Profile, UserId, avatar::Cdn};
use runtime::{Aws, ConfigError};

use crate::{
    TableError,
    items::{Row, corrupt, profile::ProfileItem},
    retry::patient_client,
};

pub use avatar::Applied;
pub use batch::MAX_BATCH;
pub use edit::EditError;
pub use members::Members;

/// The table of profiles, `DYNAMODB_TABLE_PROFILES`; pictures are loaded from `CLOUDFRONT_DOMAIN`.
#[derive(Clone, Debug)]
pub struct Profiles {
    client: Client,
    table: String,
    cdn: Cdn,
}

impl Profiles {
    /// The table that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            client: patient_client(aws),
            table: aws.env.required("DYNAMODB_TABLE_PROFILES")?,
            cdn: aws.env.required("CLOUDFRONT_DOMAIN")?,
        })
    }

    /// Where pictures are loaded from.
    #[must_use]
    pub fn cdn(&self) -> &Cdn {
        &self.cdn
    }

    /// The profile of `user`, as the last write left it.
    pub async fn get(&self, user: &UserId) -> Result<Option<Profile>, TableError> {
        let item = self.row(user).await?;
        item.map(ProfileItem::into_profile).transpose()
    }

    async fn row(&self, user: &UserId) -> Result<Option<ProfileItem>, TableError> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("user_id", AttributeValue::S(user.to_string()))
            .consistent_read(true)
            .send()
            .await?;
        output.item.map(|row| read(user, row)).transpose()
    }
}

fn read(user: &UserId, row: Row) -> Result<ProfileItem, TableError> {
    serde_dynamo::from_item(row).map_err(|error| corrupt(user.as_str(), error))
}

/// The number called `name` in `row`.
fn number(row: Option<&Row>, name: &str, user: &UserId) -> Result<u64, TableError> {
    row.and_then(|row| row.get(name)?.as_n().ok()?.parse().ok())
        .ok_or_else(|| corrupt(user.as_str(), format!("{name} is no number")))
}

/// The failed condition that `error` tells of, if that is what it tells of.
fn failed_condition(error: &SdkError<UpdateItemError>) -> Option<&ConditionalCheckFailedException> {
    match error.as_service_error()? {
        UpdateItemError::ConditionalCheckFailedException(failed) => Some(failed),
        _ => None,
    }
}

/// The row that the condition did not hold for; `None` when there is no row.
fn row_of(failed: &ConditionalCheckFailedException) -> Option<&Row> {
    failed.item().filter(|row| !row.is_empty())
}

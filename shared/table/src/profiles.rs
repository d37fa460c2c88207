//! The profiles table.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::{put_item::PutItemError, update_item::UpdateItemError},
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure, error::ConditionalCheckFailedException},
};
use domain::{
    Profile, Time, UserId,
    avatar::{Avatar, Cdn},
    edit::ProfileEdit,
};
use runtime::{Aws, ConfigError};

use crate::{
    TableError,
    items::{Row, avatar::AvatarItem, corrupt, profile::ProfileItem, to_row},
};

/// The table of profiles, `DYNAMODB_TABLE_PROFILES`; pictures are loaded from `CLOUDFRONT_DOMAIN`.
#[derive(Clone, Debug)]
pub struct Profiles {
    client: Client,
    table: String,
    cdn: Cdn,
}

/// Why an edit was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is no such profile.
    #[error("there is no such profile")]
    Missing,
    /// The profile is not at the version that the editor saw.
    #[error("the profile is at version {}", .0.version)]
    Conflict(Box<Profile>),
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What became of a picture that was offered to a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is the profile's picture now, or was made so by an earlier try.
    Won,
    /// The profile follows decision number `applied`, which came later, or is gone (`None`).
    Lost {
        /// The decision that the profile follows.
        applied: Option<u64>,
    },
}

/// How often an edit is tried against others that come in between; with the waits below, some ten seconds.
const EDIT_TRIES: u32 = 64;

impl Profiles {
    /// The table that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(&aws.sdk),
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

    /// The profile of `user`, which is made if there is none; `name` is what the auth service calls the user.
    pub async fn get_or_create(&self, user: &UserId, name: Option<&str>, now: Time) -> Result<Profile, TableError> {
        if let Some(profile) = self.get(user).await? {
            return Ok(profile);
        }
        let profile = Profile::new(user.clone(), name, now);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_row(&ProfileItem::new(&profile, Vec::new(), &self.cdn))?))
            .condition_expression("attribute_not_exists(user_id)")
            .send()
            .await;
        match put {
            Ok(_) => Ok(profile),
            // somebody made it in between: then theirs is the profile
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                self.get(user).await?.ok_or_else(|| TableError::Busy("the profile came and went".into()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Carries `edit` out on the profile of `user`, whatever others write in between.
    ///
    /// With `expected`, only while the profile is at one of those versions. `edit_id` is unique to this edit: a try whose answer
    /// was lost is recognised by it, so the edit is never counted twice.
    pub async fn edit(
        &self,
        user: &UserId,
        edit: &ProfileEdit,
        expected: Option<&[u64]>,
        edit_id: &str,
        now: Time,
    ) -> Result<Profile, EditError> {
        let mut current = self.row(user).await?.ok_or(EditError::Missing)?;
        for attempt in 0..EDIT_TRIES {
            let mut edits = current.recent_edits.clone();
            let before = current.into_profile()?;
            if edits.iter().any(|known| known == edit_id) {
                return Ok(before);
            }
            if let Some(expected) = expected.filter(|expected| !expected.contains(&before.version)) {
                tracing::warn!(user_id = %user, ?expected, actual = before.version, "version conflict");
                return Err(EditError::Conflict(Box::new(before)));
            }
            let old = to_row(&ProfileItem::new(&before, edits.clone(), &self.cdn))?;
            edits.push(edit_id.to_owned());
            let rev = before.rev;
            let after = before.edited(edit.clone(), now);
            let new = to_row(&ProfileItem::new(&after, edits, &self.cdn))?;
            match self.replace(user, rev, &old, new).await? {
                None => return Ok(after),
                Some(other) => current = other,
            }
            tokio::time::sleep(backoff(attempt)).await;
        }
        Err(TableError::Busy("others kept writing the same profile".into()).into())
    }

    /// Gives out the next number for a decision on the picture of `user`.
    ///
    /// `None` when there is no such profile.
    pub async fn next_avatar_seq(&self, user: &UserId) -> Result<Option<u64>, TableError> {
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("user_id", AttributeValue::S(user.to_string()))
            .update_expression("ADD avatar_seq :one, rev :one")
            .condition_expression("attribute_exists(user_id)")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await;
        match updated {
            Ok(output) => number(output.attributes(), "avatar_seq", user).map(Some),
            Err(error) if failed_condition(&error).is_some() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes `avatar` the picture of `user` unless a decision later than number `seq` was carried out already.
    ///
    /// All of the picture's URLs change in one write, so nobody ever reads half of a set; doing it again changes nothing.
    pub async fn apply_avatar(
        &self,
        user: &UserId,
        seq: u64,
        avatar: &Avatar,
        now: Time,
    ) -> Result<Applied, TableError> {
        let record = serde_dynamo::to_attribute_value(AvatarItem::from(avatar))
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("user_id", AttributeValue::S(user.to_string()))
            .update_expression(
                "SET avatar = :url, avatar_record = :record, avatar_applied = :seq, updated_at = :now ADD rev :one",
            )
            .condition_expression("attribute_exists(user_id) AND avatar_applied < :seq")
            .expression_attribute_values(":url", AttributeValue::S(self.cdn.rebase(&avatar.record.medium_url)))
            .expression_attribute_values(":record", record)
            .expression_attribute_values(":seq", AttributeValue::N(seq.to_string()))
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match updated {
            Ok(_) => Ok(Applied::Won),
            Err(error) => {
                let failed = failed_condition(&error).map(row_of);
                match failed {
                    None => Err(error.into()),
                    Some(None) => Ok(Applied::Lost { applied: None }),
                    Some(row) => {
                        let applied = number(row, "avatar_applied", user)?;
                        Ok(if applied == seq { Applied::Won } else { Applied::Lost { applied: Some(applied) } })
                    }
                }
            }
        }
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

    /// Writes what differs between `old` and `new` if the row is still at `rev`; otherwise gives the row as it is.
    async fn replace(&self, user: &UserId, rev: u64, old: &Row, new: Row) -> Result<Option<ProfileItem>, EditError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("user_id", AttributeValue::S(user.to_string()))
            .condition_expression("rev = :seen")
            .expression_attribute_values(":seen", AttributeValue::N(rev.to_string()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let mut assignments = Vec::new();
        for (at, (name, value)) in new.into_iter().filter(|(name, value)| old.get(name) != Some(value)).enumerate() {
            assignments.push(format!("#n{at} = :v{at}"));
            update = update
                .expression_attribute_names(format!("#n{at}"), name)
                .expression_attribute_values(format!(":v{at}"), value);
        }
        match update.update_expression(format!("SET {}", assignments.join(", "))).send().await {
            Ok(_) => Ok(None),
            Err(error) => match failed_condition(&error).map(row_of) {
                None => Err(TableError::from(error).into()),
                Some(None) => Err(EditError::Missing),
                Some(Some(row)) => Ok(Some(read(user, row.clone())?)),
            },
        }
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

/// A random wait, longer from try to try, so that writers who met do not meet again.
fn backoff(attempt: u32) -> Duration {
    let ceiling = 10_u64 << attempt.min(5);
    Duration::from_millis(uuid::Uuid::new_v4().as_u64_pair().0 % ceiling)
}

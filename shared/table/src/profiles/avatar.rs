//! Decisions on a profile's picture: each has a number, and the highest stands.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use domain::{Profile, Time, UserId, avatar::Avatar};

use super::{EditError, Profiles, failed_condition, number, row_of};
use crate::{TableError, items::avatar::AvatarItem};

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

impl Profiles {
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
                "SET avatar = :url, avatar_record = :record, avatar_applied = :seq, avatar_exposed = :no, \
                 updated_at = :now ADD rev :one",
            )
            .condition_expression("attribute_exists(user_id) AND avatar_applied < :seq")
            .expression_attribute_values(":url", AttributeValue::S(self.cdn.rebase(&avatar.record.medium_url)))
            .expression_attribute_values(":record", record)
            .expression_attribute_values(":seq", AttributeValue::N(seq.to_string()))
            .expression_attribute_values(":no", AttributeValue::Bool(false))
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
                        // a set that has moved since is not to come back
                        let shown =
                            row.and_then(|row| row.get("avatar_record")?.as_m().ok()?.get("s3_key")?.as_s().ok());
                        let ours = applied == seq && shown == Some(&avatar.record.s3_key);
                        Ok(if ours { Applied::Won } else { Applied::Lost { applied: Some(applied) } })
                    }
                }
            }
        }
    }

    /// Puts `avatar`, a copy, in the place of the picture of `user` whose original stands at `from`, if that is still
    /// the picture and still exposed; whether it was.
    pub async fn move_avatar(&self, user: &UserId, from: &str, avatar: &Avatar, now: Time) -> Result<bool, TableError> {
        let record = serde_dynamo::to_attribute_value(AvatarItem::from(avatar))
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("user_id", AttributeValue::S(user.to_string()))
            .update_expression(
                "SET avatar = :url, avatar_record = :record, avatar_exposed = :no, updated_at = :now ADD rev :one",
            )
            .condition_expression("avatar_exposed = :yes AND avatar_record.s3_key = :from")
            .expression_attribute_values(":url", AttributeValue::S(self.cdn.rebase(&avatar.record.medium_url)))
            .expression_attribute_values(":record", record)
            .expression_attribute_values(":no", AttributeValue::Bool(false))
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .expression_attribute_values(":from", AttributeValue::S(from.to_owned()))
            .expression_attribute_values(":now", AttributeValue::S(now.to_string()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .send()
            .await;
        match updated {
            Ok(_) => Ok(true),
            Err(error) if failed_condition(&error).is_some() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes the picture of `user` away by decision number `seq`; the profile as it is then.
    pub async fn remove_avatar(&self, user: &UserId, seq: u64, now: Time) -> Result<Profile, EditError> {
        self.write(user, |profile| profile.without_avatar(seq, now)).await
    }
}

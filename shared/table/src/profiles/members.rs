//! Profiles of those who call: made at the first call, unless what the caller knows is older than an erasure.

use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, CancellationReason, Delete, Put, TransactWriteItem},
};
use domain::{Profile, Time, UserId, avatar::Cdn};
use runtime::{Aws, ConfigError};

use super::{EditError, Profiles, failed_condition};
use crate::{
    TableError, Tombstones,
    items::{profile::ProfileItem, to_row},
    retry::{backoff, has_failed, is_throttled},
};

/// The profiles table and the tombstones of those who had a profile.
#[derive(Clone, Debug)]
pub struct Members {
    profiles: Profiles,
    tombstones: Tombstones,
}

/// How often a call is tried against others that come in between.
const TRIES: u32 = 10;
/// Above the number of any decision on a picture, and of as many digits as an upload's id has for it.
const LAST_DECISION: u64 = 9_999_999_999;

impl Members {
    /// The tables that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { profiles: Profiles::from_env(aws)?, tombstones: Tombstones::from_env(aws)? })
    }

    /// Where pictures are loaded from.
    #[must_use]
    pub fn cdn(&self) -> &Cdn {
        self.profiles.cdn()
    }

    /// The profile of `user`, which is made if there is none; `name` is what the auth service calls the user.
    ///
    /// None is made for somebody who was erased after `known_since`, which is when the token was issued:
    /// [`TableError::Erased`]. Tombstones are looked at only to make a profile, and in the same transaction.
    pub async fn get_or_create(
        &self,
        user: &UserId,
        name: Option<&str>,
        known_since: Option<Time>,
        now: Time,
    ) -> Result<Profile, TableError> {
        let mut again = false;
        for attempt in 0..TRIES {
            if let Some(profile) = self.profiles.get(user).await? {
                return Ok(profile);
            }
            let mut profile = Profile::new(user.clone(), name, now);
            if again {
                profile = profile.begun_again();
            }
            // at first as if nobody knew since when, which no tombstone lets pass
            let known_since = known_since.filter(|_| again);
            let items = [self.put_new(&profile)?, self.tombstones.unless_erased(user, known_since)?];
            match self.transact(&items).await? {
                None => return Ok(profile),
                // somebody made it in between: then theirs is the profile
                Some(reasons) if has_failed(&reasons, 0) => {}
                Some(reasons) if has_failed(&reasons, 1) && again => return Err(TableError::Erased),
                Some(reasons) if has_failed(&reasons, 1) => again = true,
                Some(_) => tokio::time::sleep(backoff(attempt)).await,
            }
        }
        Err(TableError::Busy("the profile came and went".into()))
    }

    /// Makes the profile of `user`, who registered at `at` as `name`, or gives that name to the profile that something else
    /// made before, while it has none; doing it again changes nothing.
    pub async fn register(&self, user: &UserId, name: Option<&str>, at: Time) -> Result<(), TableError> {
        let profile = self.get_or_create(user, name, Some(at), at).await?;
        let Some(name) = name.filter(|name| profile.clone().introduced(name) != profile) else { return Ok(()) };
        match self.profiles.write(user, |profile| profile.introduced(name)).await {
            Err(EditError::Table(error)) => Err(error),
            // gone again since
            Ok(_) | Err(EditError::Missing | EditError::Conflict(_)) => Ok(()),
        }
    }

    /// Closes the profile of `user` before it is erased: no picture can become its own any more. Whether there is one.
    pub async fn close(&self, user: &UserId) -> Result<bool, TableError> {
        let updated = self
            .profiles
            .client
            .update_item()
            .table_name(&self.profiles.table)
            .key("user_id", AttributeValue::S(user.to_string()))
            .update_expression("SET avatar_applied = :last ADD rev :one")
            .condition_expression("attribute_exists(user_id)")
            .expression_attribute_values(":last", AttributeValue::N(LAST_DECISION.to_string()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .send()
            .await;
        match updated {
            Ok(_) => Ok(true),
            Err(error) if failed_condition(&error).is_some() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes the profile of `user` and notes in the same transaction that it is gone; doing it again changes nothing.
    pub async fn remove(&self, user: &UserId) -> Result<(), TableError> {
        let delete = Delete::builder()
            .table_name(&self.profiles.table)
            .key("user_id", AttributeValue::S(user.to_string()))
            .build()
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        let items = [TransactWriteItem::builder().delete(delete).build(), self.tombstones.finish(user)?];
        for attempt in 0..TRIES {
            match self.transact(&items).await? {
                None => return Ok(()),
                Some(reasons) if has_failed(&reasons, 1) => {
                    return Err(TableError::Refused("nobody asked for the erasure".into()));
                }
                Some(_) => tokio::time::sleep(backoff(attempt)).await,
            }
        }
        Err(TableError::Busy("others kept writing the same profile".into()))
    }

    fn put_new(&self, profile: &Profile) -> Result<TransactWriteItem, TableError> {
        let put = Put::builder()
            .table_name(&self.profiles.table)
            .set_item(Some(to_row(&ProfileItem::new(profile, Vec::new(), self.cdn()))?))
            .condition_expression("attribute_not_exists(user_id)")
            .build()
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Writes all of `items` or nothing: then the reasons, one for each, or none when it is not over yet.
    async fn transact(&self, items: &[TransactWriteItem]) -> Result<Option<Vec<CancellationReason>>, TableError> {
        let call = self.profiles.client.transact_write_items().set_transact_items(Some(items.to_vec()));
        let Err(error) = call.send().await else { return Ok(None) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let reasons = cancelled.cancellation_reasons().to_vec();
                let expected = ["ConditionalCheckFailed", "TransactionConflict"];
                if reasons.iter().any(|reason| reason.code().is_some_and(|code| expected.contains(&code))) {
                    Ok(Some(reasons))
                } else if is_throttled(&reasons) {
                    Err(TableError::Busy(error.into()))
                } else {
                    Err(error.into())
                }
            }
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => Ok(Some(Vec::new())),
            _ => Err(error.into()),
        }
    }
}

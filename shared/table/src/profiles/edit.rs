//! Edits: read, change, write if nobody else wrote in between, and again if somebody did.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use domain::{Profile, Time, UserId, badge::Badge, edit::ProfileEdit};
use runtime::{Fault, Meaning};

use super::{Profiles, failed_condition, read, row_of};
use crate::{
    TableError,
    items::{Row, profile::ProfileItem, to_row},
    retry::backoff,
};

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

impl Fault for EditError {
    fn meaning(&self) -> Meaning {
        match self {
            Self::Missing => Meaning::Missing,
            Self::Conflict(current) => Meaning::Stale { version: current.version, tag: current.tag() },
            Self::Table(error) => error.meaning(),
        }
    }
}

/// For how long an edit is tried against others that come in between: less than a function may take.
const PATIENCE: Duration = Duration::from_secs(7);

impl Profiles {
    /// Carries `edit` out on the profile of `user`, whatever others write in between.
    ///
    /// With `expected`, only while the profile is at one of those versions. `edit_id` is unique to this edit: a try
    /// whose answer was lost is recognised by it, so the edit is never counted twice.
    pub async fn edit(
        &self,
        user: &UserId,
        edit: &ProfileEdit,
        expected: Option<&[u64]>,
        edit_id: &str,
        now: Time,
    ) -> Result<Profile, EditError> {
        let started = Instant::now();
        let mut item = self.row(user).await?.ok_or(EditError::Missing)?;
        for attempt in 0.. {
            if started.elapsed() > PATIENCE {
                break;
            }
            let mut edits = std::mem::take(&mut item.recent_edits);
            let before = item.into_profile()?;
            if edits.iter().any(|known| known == edit_id) {
                return Ok(before);
            }
            if let Some(expected) = expected.filter(|expected| !expected.contains(&before.version)) {
                tracing::warn!(user_id = %user, ?expected, actual = before.version, "version conflict");
                return Err(EditError::Conflict(Box::new(before)));
            }
            let old = ProfileItem::new(&before, edits.clone(), &self.cdn);
            edits.push(edit_id.to_owned());
            let after = before.edited(edit.clone(), now);
            match self.replace(user, &old, &ProfileItem::new(&after, edits, &self.cdn)).await? {
                None => return Ok(after),
                Some(other) => item = other,
            }
            tokio::time::sleep(backoff(attempt)).await;
        }
        Err(contended())
    }

    /// Gives `badge` to `user`; the profile as it is then.
    pub async fn grant_badge(&self, user: &UserId, badge: Badge) -> Result<Profile, EditError> {
        self.write(user, |profile| profile.with_badge(badge)).await
    }

    /// Takes the badge called `id` from `user`; the profile as it is then.
    pub async fn revoke_badge(&self, user: &UserId, id: &str) -> Result<Profile, EditError> {
        self.write(user, |profile| profile.without_badge(id)).await
    }

    /// Carries out a change that makes no difference when it is done again.
    pub(super) async fn write(&self, user: &UserId, change: impl Fn(Profile) -> Profile) -> Result<Profile, EditError> {
        let started = Instant::now();
        let mut item = self.row(user).await?.ok_or(EditError::Missing)?;
        for attempt in 0.. {
            if started.elapsed() > PATIENCE {
                break;
            }
            let edits = std::mem::take(&mut item.recent_edits);
            let before = item.into_profile()?;
            let old = ProfileItem::new(&before, edits.clone(), &self.cdn);
            let after = change(before.clone());
            if after == before {
                return Ok(after);
            }
            match self.replace(user, &old, &ProfileItem::new(&after, edits, &self.cdn)).await? {
                None => return Ok(after),
                Some(other) => item = other,
            }
            tokio::time::sleep(backoff(attempt)).await;
        }
        Err(contended())
    }

    /// Writes what differs between `old` and `new` if nobody wrote since `old`; otherwise gives the row as it is.
    async fn replace(
        &self,
        user: &UserId,
        old: &ProfileItem,
        new: &ProfileItem,
    ) -> Result<Option<ProfileItem>, EditError> {
        let (old, new, rev) = (to_row(old)?, to_row(new)?, old.rev);
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("user_id", AttributeValue::S(user.to_string()))
            .condition_expression("rev = :seen")
            .expression_attribute_values(":seen", AttributeValue::N(rev.to_string()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let (mut set, mut remove) = (Vec::new(), Vec::new());
        for (at, name) in changed(&old, &new).into_iter().enumerate() {
            update = update.expression_attribute_names(format!("#n{at}"), name);
            match new.get(name) {
                Some(value) => {
                    set.push(format!("#n{at} = :v{at}"));
                    update = update.expression_attribute_values(format!(":v{at}"), value.clone());
                }
                None => remove.push(format!("#n{at}")),
            }
        }
        let mut expression = format!("SET {}", set.join(", "));
        if !remove.is_empty() {
            expression = format!("{expression} REMOVE {}", remove.join(", "));
        }
        match update.update_expression(expression).send().await {
            Ok(_) => Ok(None),
            Err(error) => match failed_condition(&error).map(row_of) {
                None => Err(TableError::from(error).into()),
                Some(None) => Err(EditError::Missing),
                Some(Some(row)) => Ok(Some(read(user, row.clone())?)),
            },
        }
    }
}

/// The attributes that `new` has otherwise than `old`, or no longer; `rev` is always among them.
fn changed<'a>(old: &'a Row, new: &'a Row) -> Vec<&'a str> {
    let written = new.iter().filter(|(name, value)| old.get(*name) != Some(value)).map(|(name, _)| name.as_str());
    written.chain(old.keys().filter(|name| !new.contains_key(*name)).map(String::as_str)).collect()
}

fn contended() -> EditError {
    TableError::Busy("others kept writing the same profile".into()).into()
}

//! A guest becomes a member: every alias of one becomes one of the other.

use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, CancellationReason, Delete, Put, TransactWriteItem, Update},
};
use domain::{Time, UserId, alias::Alias};

use super::{Aliases, TRIES};
use crate::{
    TableError,
    items::{alias::PointerItem, to_row},
    retry::{backoff, has_failed, is_throttled},
};

impl Aliases {
    /// Makes every alias of `guest` one of `member`, with its id and its name; how many there were.
    ///
    /// Where the member has an alias already, that one stays in use. Doing it again finds what is left.
    pub async fn convert(
        &self,
        guest: &UserId,
        member: &UserId,
        known_since: Option<Time>,
        now: Time,
    ) -> Result<usize, TableError> {
        let mut converted = 0;
        let mut after = None;
        loop {
            let page = self.rows.history(guest, after.as_ref(), now).await?;
            for alias in &page.aliases {
                converted += usize::from(self.give(alias, member, known_since, now).await?);
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(converted),
            }
        }
    }

    /// Gives `alias` to `member`; whether it still was its old owner's.
    async fn give(
        &self,
        alias: &Alias,
        member: &UserId,
        known_since: Option<Time>,
        now: Time,
    ) -> Result<bool, TableError> {
        for attempt in 0..TRIES {
            let old = self.pointer(&alias.user_id, &alias.context).await?;
            let old = old.filter(|pointer| pointer.current == alias.id.as_str());
            let theirs = self.pointer(member, &alias.context).await?;
            let taken = theirs.as_ref().is_some_and(|pointer| pointer.expires_at > now.seconds());
            let in_use = old.is_some() && !taken;
            let unless_erased = self.tombstones.unless_erased(member, known_since)?;
            let mut items = vec![self.change_owner(alias, member, in_use)?, unless_erased];
            if old.is_some() {
                items.push(self.drop_pointer(alias)?);
            }
            if in_use {
                items.push(self.point(alias, member, theirs.as_ref())?);
            }
            let written = self.rows.client.transact_write_items().set_transact_items(Some(items)).send().await;
            let Err(error) = written else { return Ok(true) };
            match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    let code = |reason: &CancellationReason, code| reason.code() == Some(code);
                    let reasons = cancelled.cancellation_reasons();
                    if has_failed(reasons, 0) {
                        return Ok(false);
                    }
                    if has_failed(reasons, 1) {
                        return Err(TableError::Erased);
                    }
                    let passing =
                        |reason| code(reason, "ConditionalCheckFailed") || code(reason, "TransactionConflict");
                    if !reasons.iter().any(passing) {
                        let throttled = is_throttled(reasons);
                        return Err(if throttled { TableError::Busy(error.into()) } else { error.into() });
                    }
                }
                Some(TransactWriteItemsError::TransactionInProgressException(_)) => {}
                _ => return Err(error.into()),
            }
            tokio::time::sleep(backoff(attempt)).await;
        }
        Err(TableError::Busy("others kept writing the same alias".into()))
    }

    fn change_owner(&self, alias: &Alias, member: &UserId, in_use: bool) -> Result<TransactWriteItem, TableError> {
        let update = Update::builder()
            .table_name(&self.rows.table)
            .key("alias_id", AttributeValue::S(alias.id.to_string()))
            .update_expression("SET user_id = :member, is_active = :active")
            .condition_expression("user_id = :guest")
            .expression_attribute_values(":member", AttributeValue::S(member.to_string()))
            .expression_attribute_values(":guest", AttributeValue::S(alias.user_id.to_string()))
            .expression_attribute_values(":active", AttributeValue::Bool(in_use))
            .build()
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn drop_pointer(&self, alias: &Alias) -> Result<TransactWriteItem, TableError> {
        let delete = Delete::builder()
            .table_name(&self.rows.table)
            .key("alias_id", AttributeValue::S(self.keys.pointer(&alias.user_id, &alias.context)))
            .condition_expression("#current = :alias")
            .expression_attribute_names("#current", "current")
            .expression_attribute_values(":alias", AttributeValue::S(alias.id.to_string()))
            .build()
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Makes `alias` the one that `member` uses, unless the member's pointer changed since `seen`.
    fn point(
        &self,
        alias: &Alias,
        member: &UserId,
        seen: Option<&PointerItem>,
    ) -> Result<TransactWriteItem, TableError> {
        let generation = seen.map_or(0, |seen| seen.generation);
        let row = PointerItem {
            alias_id: self.keys.pointer(member, &alias.context),
            current: alias.id.to_string(),
            generation: generation + 1,
            expires_at: alias.expires_at.seconds(),
        };
        let put = Put::builder()
            .table_name(&self.rows.table)
            .set_item(Some(to_row(&row)?))
            .condition_expression("attribute_not_exists(alias_id) OR generation = :seen")
            .expression_attribute_values(":seen", AttributeValue::N(generation.to_string()))
            .build()
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

//! Taking a name and an id for somebody in a context: everything in one transaction, or nothing.

use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, CancellationReason, Put, TransactWriteItem, Update},
};
use domain::{
    Time, UserId,
    alias::{Alias, AliasId, AliasName, Context},
};

use super::Aliases;
use crate::{
    TableError,
    items::{
        alias::{AliasItem, LockItem, PointerItem},
        to_row,
    },
    retry::{has_failed, is_throttled},
};

/// An alias to be made, and what it replaces.
pub(super) struct Claim {
    pub(super) alias: Alias,
    /// What the pointer's row held when it was read.
    seen: Option<PointerItem>,
    /// The alias that this one takes the place of while it still has time to live.
    replaces: Option<String>,
    now: Time,
}

/// What became of a claim.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claimed {
    /// It is carried out.
    Done,
    /// Somebody else has the name in this context.
    NameTaken,
    /// The person has another alias in this context by now, or this one: an answer may have been lost.
    Lost,
    /// The row of the alias that it replaces is gone.
    ReplacedIsGone,
    /// Another transaction had one of the rows; perhaps the next try has them.
    Busy,
}

// the items of the transaction, in this order; so are the reasons when it is cancelled
const POINTER: usize = 0;
const ALIAS: usize = 1;
const LOCK: usize = 2;
const ERASED: usize = 3;
const REPLACED: usize = 4;

impl Claim {
    /// A claim of `user` in `context` on an id and a name that are drawn here.
    pub(super) fn new(
        aliases: &Aliases,
        user: &UserId,
        context: &Context,
        seen: Option<PointerItem>,
        usage_count: u64,
        now: Time,
    ) -> Self {
        let (id, name) = draw();
        let expires_at = aliases.lifetime.end(context.kind, now);
        let alias = Alias {
            id,
            user_id: user.clone(),
            name,
            context: context.clone(),
            created_at: now,
            expires_at,
            is_active: true,
            usage_count,
        };
        Self { alias, seen, replaces: None, now }
    }

    /// The claim, which also retires the alias called `id`.
    pub(super) fn replacing(mut self, id: Option<String>) -> Self {
        self.replaces = id;
        self
    }
}

/// An id and a name nobody can foresee.
fn draw() -> (AliasId, AliasName) {
    let [first, second] = [(); 2].map(|()| uuid::Uuid::new_v4().into_bytes());
    let third = uuid::Uuid::new_v4().into_bytes();
    let mut id = [0; 20];
    // the first six bytes of a random id are random in every bit
    let bytes = first[..6].iter().chain(&first[9..]).chain(&second[..6]).chain(&second[9..]);
    id.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    let mut name = [0; 8];
    name.iter_mut().zip(third[..6].iter().chain(&third[9..])).for_each(|(to, from)| *to = *from);
    (AliasId::new(id), AliasName::new(name))
}

impl Aliases {
    /// Carries `claim` out in one transaction, unless its user was erased after `known_since`.
    pub(super) async fn claim(&self, claim: &Claim, known_since: Option<Time>) -> Result<Claimed, TableError> {
        let alias = &claim.alias;
        let generation = claim.seen.as_ref().map_or(0, |seen| seen.generation) + 1;
        let mut items = vec![
            self.put_pointer(claim, generation)?,
            put(self
                .new_row(&AliasItem::new(alias, self.rows.cdn()))?
                .condition_expression("attribute_not_exists(alias_id)"))?,
            self.put_lock(claim)?,
            self.tombstones.unless_erased(&alias.user_id, known_since)?,
        ];
        if let Some(replaced) = &claim.replaces {
            items.push(self.retire(&alias.user_id, replaced)?);
        }
        let written = self
            .rows
            .client
            .transact_write_items()
            .set_transact_items(Some(items))
            .client_request_token(self.keys.request(&alias.user_id, &alias.context, generation, &alias.id))
            .send()
            .await;
        match written {
            Ok(_) => Ok(Claimed::Done),
            Err(error) => match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    let reasons = cancelled.cancellation_reasons();
                    if has_failed(reasons, ERASED) {
                        return Err(TableError::Erased);
                    }
                    match outcome(reasons) {
                        Some(outcome) => Ok(outcome),
                        None if is_throttled(reasons) => Err(TableError::Busy(error.into())),
                        None => Err(error.into()),
                    }
                }
                Some(TransactWriteItemsError::TransactionInProgressException(_)) => Ok(Claimed::Busy),
                _ => Err(error.into()),
            },
        }
    }

    /// The pointer, unless somebody wrote it since it was read.
    fn put_pointer(&self, claim: &Claim, generation: u64) -> Result<TransactWriteItem, TableError> {
        let alias = &claim.alias;
        let row = PointerItem {
            alias_id: self.keys.pointer(&alias.user_id, &alias.context),
            current: alias.id.to_string(),
            generation,
            expires_at: alias.expires_at.seconds(),
        };
        let row = self.new_row(&row)?;
        put(match &claim.seen {
            None => row.condition_expression("attribute_not_exists(alias_id)"),
            // the time to live may have taken an expired one in between
            Some(seen) => row
                .condition_expression("attribute_not_exists(alias_id) OR generation = :seen")
                .expression_attribute_values(":seen", AttributeValue::N(seen.generation.to_string())),
        })
    }

    /// The lock on the name, unless somebody has it; a lock that has expired is none.
    fn put_lock(&self, claim: &Claim) -> Result<TransactWriteItem, TableError> {
        let alias = &claim.alias;
        let row =
            LockItem { alias_id: self.keys.lock(&alias.context, alias.name), expires_at: alias.expires_at.seconds() };
        put(self
            .new_row(&row)?
            .condition_expression("attribute_not_exists(alias_id) OR expires_at <= :now")
            .expression_attribute_values(":now", AttributeValue::N(claim.now.seconds().to_string())))
    }

    /// Marks the alias called `id` as replaced. It keeps its name until it expires, so that old messages stay its own.
    fn retire(&self, user: &UserId, id: &str) -> Result<TransactWriteItem, TableError> {
        let update = Update::builder()
            .table_name(&self.rows.table)
            .key("alias_id", AttributeValue::S(id.to_owned()))
            .update_expression("SET is_active = :no")
            // never a row of somebody else, nor one made by this update
            .condition_expression("user_id = :user")
            .expression_attribute_values(":no", AttributeValue::Bool(false))
            .expression_attribute_values(":user", AttributeValue::S(user.to_string()))
            .build()
            .map_err(|error| TableError::Refused(Box::new(error)))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn new_row(
        &self,
        row: &impl serde::Serialize,
    ) -> Result<aws_sdk_dynamodb::types::builders::PutBuilder, TableError> {
        Ok(Put::builder().table_name(&self.rows.table).set_item(Some(to_row(row)?)))
    }
}

fn put(put: aws_sdk_dynamodb::types::builders::PutBuilder) -> Result<TransactWriteItem, TableError> {
    let put = put.build().map_err(|error| TableError::Refused(Box::new(error)))?;
    Ok(TransactWriteItem::builder().put(put).build())
}

/// What the `reasons` of a cancelled transaction come to; `None` when they are none of those that a claim expects.
fn outcome(reasons: &[CancellationReason]) -> Option<Claimed> {
    let failed = |at: usize| has_failed(reasons, at);
    if failed(POINTER) {
        Some(Claimed::Lost)
    } else if failed(REPLACED) {
        Some(Claimed::ReplacedIsGone)
    } else if failed(LOCK) || failed(ALIAS) {
        Some(Claimed::NameTaken)
    } else if reasons.iter().any(|reason| reason.code() == Some("TransactionConflict")) {
        Some(Claimed::Busy)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(codes: &[&str]) -> Option<Claimed> {
        let reason = |code: &&str| CancellationReason::builder().code(*code).build();
        outcome(&codes.iter().map(reason).collect::<Vec<_>>())
    }

    #[test]
    fn a_condition_that_failed_counts_before_a_conflict() {
        let (none, failed, conflict) = ("None", "ConditionalCheckFailed", "TransactionConflict");
        assert_eq!(after(&[failed, none, none, none, none]), Some(Claimed::Lost));
        assert_eq!(after(&[failed, none, failed, none, failed]), Some(Claimed::Lost));
        assert_eq!(after(&[none, none, failed]), Some(Claimed::NameTaken));
        assert_eq!(after(&[none, failed, none]), Some(Claimed::NameTaken));
        assert_eq!(after(&[none, none, none, none, failed]), Some(Claimed::ReplacedIsGone));
        assert_eq!(after(&[conflict, none, failed]), Some(Claimed::NameTaken));
        assert_eq!(after(&[none, none, conflict]), Some(Claimed::Busy));
        assert_eq!(after(&[none, "ThrottlingError", none]), None);
    }

    #[test]
    fn ids_and_names_are_drawn_anew_each_time() {
        let drawn: std::collections::BTreeSet<_> = (0..1000).map(|_| draw().0).collect();
        assert_eq!(drawn.len(), 1000);
        // each of the 20 characters takes each of its 32 values
        let of = |at: usize| {
            drawn.iter().map(|id| id.as_str().as_bytes()[6 + at]).collect::<std::collections::BTreeSet<_>>()
        };
        assert!((0..20).all(|at| of(at).len() == 32));
    }
}

//! What of some effects is still to be written, and what a cancelled transaction says of it.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::CancellationReason;
use domain::{
    Time,
    activity::{Counter, Effect},
};

/// What is still to be written of effects on one profile.
pub(super) struct Pending<'a> {
    effects: &'a [Effect],
    /// The places of those that count and were not counted before, in the order of their rows in the transaction.
    counted: Vec<usize>,
    /// When the person was last active, unless that is known already. To write it twice does no harm, so it has no row.
    active_at: Option<Time>,
}

/// Why a transaction was cancelled.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cancelled {
    /// Part of it was done before, and is pending no more.
    Reduced,
    /// There is no such profile.
    NoProfile,
    /// Others had one of the rows, or the table had too much to do.
    Busy,
    /// None of these: it will be cancelled again.
    Broken,
}

/// Of the profile's update in the transaction; the inbox's rows follow.
const PROFILE: usize = 0;

impl<'a> Pending<'a> {
    pub(super) fn new(effects: &'a [Effect]) -> Self {
        let counts = |(at, effect): (usize, &Effect)| effect.count.map(|_| at);
        Self {
            effects,
            counted: effects.iter().enumerate().filter_map(counts).collect(),
            active_at: effects.iter().filter_map(|effect| effect.active_at).max(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.counted.is_empty() && self.active_at.is_none()
    }

    pub(super) fn active_at(&self) -> Option<Time> {
        self.active_at
    }

    /// The effects that count, in the order of their rows in the transaction.
    pub(super) fn counted(&self) -> impl Iterator<Item = &'a Effect> {
        self.counted.iter().map(|at| &self.effects[*at])
    }

    /// By how much each counter moves.
    pub(super) fn sums(&self) -> BTreeMap<Counter, i64> {
        let mut sums = BTreeMap::new();
        for (counter, by) in self.counted().filter_map(|effect| effect.count) {
            *sums.entry(counter).or_default() += by;
        }
        sums
    }

    /// Takes out what the `reasons` of a cancelled transaction say was done before.
    pub(super) fn without_what_failed(&mut self, reasons: &[CancellationReason]) -> Cancelled {
        let code = |at: usize| reasons.get(at).and_then(CancellationReason::code).unwrap_or_default();
        let failed = |at: usize| code(at) == "ConditionalCheckFailed";
        if failed(PROFILE) {
            let row = reasons.get(PROFILE).and_then(CancellationReason::item);
            if row.is_none_or(std::collections::HashMap::is_empty) {
                return Cancelled::NoProfile;
            }
            // the profile knows of a later activity
            self.active_at = None;
        }
        let before = self.counted.len();
        let mut row = PROFILE;
        self.counted.retain(|_| {
            row += 1;
            !failed(row)
        });
        let passing = ["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"];
        if failed(PROFILE) || self.counted.len() < before {
            Cancelled::Reduced
        } else if (0..reasons.len()).any(|at| passing.contains(&code(at))) {
            Cancelled::Busy
        } else {
            Cancelled::Broken
        }
    }

    /// For each effect whether it was not applied before.
    pub(super) fn into_new(self) -> Vec<bool> {
        let is_new = |(at, effect): (usize, &Effect)| effect.count.is_none() || self.counted.contains(&at);
        self.effects.iter().enumerate().map(is_new).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::AttributeValue;

    const FAILED: &str = "ConditionalCheckFailed";

    fn effects() -> Vec<Effect> {
        let effect = |event: &str, count, active: Option<i64>| Effect {
            user: "usr_a".parse().unwrap(),
            event: event.to_owned(),
            at: Time::from_seconds(0),
            count,
            active_at: active.map(Time::from_seconds),
        };
        vec![
            effect("1", Some((Counter::Likes, 1)), None),
            effect("2", None, Some(600)),
            effect("3", Some((Counter::Likes, -1)), None),
            effect("4", Some((Counter::Posts, 1)), Some(300)),
        ]
    }

    fn reasons(codes: &[&str], has_row: bool) -> Vec<CancellationReason> {
        let reason = |(at, code): (usize, &&str)| {
            let reason = CancellationReason::builder().code(*code);
            if at == 0 && has_row { reason.item("user_id", AttributeValue::S("usr_a".into())) } else { reason }.build()
        };
        codes.iter().enumerate().map(reason).collect()
    }

    #[test]
    fn all_effects_are_one_change() {
        let effects = effects();
        let pending = Pending::new(&effects);
        assert_eq!(pending.sums(), BTreeMap::from([(Counter::Posts, 1), (Counter::Likes, 0)]));
        assert_eq!((pending.active_at(), pending.counted().count()), (Some(Time::from_seconds(600)), 3));
        assert_eq!(pending.into_new(), [true; 4]);
    }

    #[test]
    fn what_was_done_before_is_taken_out_and_the_rest_stays() {
        let effects = effects();
        let mut pending = Pending::new(&effects);
        let cancelled = reasons(&["None", FAILED, "TransactionConflict", "None"], false);
        assert_eq!(pending.without_what_failed(&cancelled), Cancelled::Reduced);
        assert_eq!(pending.sums(), BTreeMap::from([(Counter::Posts, 1), (Counter::Likes, -1)]));
        assert_eq!(pending.without_what_failed(&reasons(&[FAILED, "None", "None"], true)), Cancelled::Reduced);
        assert_eq!((pending.active_at(), pending.counted().count()), (None, 2));
        assert_eq!(pending.without_what_failed(&reasons(&["None", FAILED, FAILED], true)), Cancelled::Reduced);
        assert!(pending.is_empty());
        assert_eq!(pending.into_new(), [false, true, false, false]);
    }

    #[test]
    fn what_failed_for_other_reasons_stays() {
        let effects = effects();
        let mut pending = Pending::new(&effects);
        let mut told = |codes: &[&str]| pending.without_what_failed(&reasons(codes, false));
        assert_eq!(told(&[FAILED, FAILED, "None", "None"]), Cancelled::NoProfile);
        assert_eq!(told(&["TransactionConflict", "None", "None", "None"]), Cancelled::Busy);
        assert_eq!(told(&["None", "None", "ThrottlingError", "None"]), Cancelled::Busy);
        assert_eq!(told(&["ValidationError", "None", "None", "None"]), Cancelled::Broken);
        assert_eq!(told(&[]), Cancelled::Broken);
        assert_eq!(pending.counted().count(), 3);
    }
}

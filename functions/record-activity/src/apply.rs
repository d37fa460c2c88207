//! Doing what is to be done to one profile.

use domain::{
    Time, UserId,
    activity::{Activity, Effect},
};
use runtime::chain;
use table::{Counted, MAX_EFFECTS, TableError};

use crate::{
    Deps,
    batch::{Origin, Work},
    outcome::Outcome,
};

/// Does all of `work`; what became of each event that it comes from.
pub(crate) async fn apply(deps: &Deps, work: Work, now: Time) -> Vec<(Origin, Outcome)> {
    let user = &work.user;
    let mut outcomes = Vec::new();
    for (origin, activity) in work.registered {
        let done = deps.members.register(user, activity.display_name.as_deref(), activity.at).await;
        outcomes.push((origin, done.map_or_else(|error| judged(&error), |()| Outcome::Applied)));
    }
    let (effects, origins): (Vec<_>, Vec<_>) = work.effects.into_values().unzip();
    for (effects, origins) in effects.chunks(MAX_EFFECTS).zip(origins.chunks(MAX_EFFECTS)) {
        let counted = count(deps, user, effects, now).await;
        let counted = counted.unwrap_or_else(|error| vec![judged(&error); effects.len()]);
        for ((outcome, effect), origins) in counted.into_iter().zip(effects).zip(origins) {
            let is_again = effect.count.is_some() && outcome == Outcome::Applied;
            let again = if is_again { Outcome::Duplicate } else { outcome };
            let each = std::iter::once(outcome).chain(std::iter::repeat(again));
            outcomes.extend(origins.iter().copied().zip(each));
        }
    }
    for (origin, activity) in work.deleted {
        outcomes.push((origin, erase(deps, &activity).await));
    }
    outcomes
}

/// Applies `effects` to the profile of `user`, which is made if there is none; what became of each. What happened before
/// the user was erased is nothing of whoever has the id now.
async fn count(deps: &Deps, user: &UserId, effects: &[Effect], now: Time) -> Result<Vec<Outcome>, TableError> {
    let tombstone = deps.tombstones.get(user).await?;
    let is_outdated = |effect: &Effect| tombstone.is_some_and(|tombstone| tombstone.covers(Some(effect.at)));
    let current: Vec<_> = effects.iter().filter(|effect| !is_outdated(effect)).cloned().collect();
    let mut are_new = loop {
        match deps.inbox.apply(user, &current, now).await? {
            Counted::Done(are_new) => break are_new.into_iter(),
            // others tell of people too late to bring anybody back who was erased at any time
            Counted::NoProfile => drop(deps.members.get_or_create(user, None, None, now).await?),
        }
    };
    let outcome = |effect: &Effect| {
        if is_outdated(effect) {
            Outcome::Outdated
        } else if are_new.next() == Some(true) {
            Outcome::Applied
        } else {
            Outcome::Duplicate
        }
    };
    Ok(effects.iter().map(outcome).collect())
}

/// Erases the user of `activity` as of then.
async fn erase(deps: &Deps, activity: &Activity) -> Outcome {
    match deps.erasure.erase(&activity.user, activity.at).await {
        Ok(receipt) if receipt.complete => Outcome::Applied,
        // the log says what is left; it goes when the event comes again
        Ok(_) => Outcome::Failed,
        Err(error) => {
            tracing::error!(cause = chain(&error), "nobody could be erased");
            Outcome::Failed
        }
    }
}

/// What `error` makes of an event.
fn judged(error: &TableError) -> Outcome {
    if matches!(error, TableError::Erased) {
        return Outcome::Outdated;
    }
    tracing::error!(cause = chain(error), "activity could not be applied");
    Outcome::Failed
}

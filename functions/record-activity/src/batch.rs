//! What a batch of events comes to for each person, so that a profile is written once for many.

use std::collections::BTreeMap;

use domain::{
    UserId,
    activity::{Activity, Effect, Kind},
};

/// A message by its place in the batch, and the kind of its event.
pub(crate) type Origin = (usize, &'static str);

/// What is to be done, by whose profile it is.
#[derive(Default)]
pub(crate) struct Batch(BTreeMap<UserId, Work>);

/// What is to be done to one profile, in this order.
pub(crate) struct Work {
    pub(crate) user: UserId,
    pub(crate) registered: Vec<(Origin, Activity)>,
    /// By event, with the messages that tell of it: it may come twice in one batch. Effects that count nothing are one,
    /// under no event.
    pub(crate) effects: BTreeMap<String, (Effect, Vec<Origin>)>,
    pub(crate) deleted: Vec<(Origin, Activity)>,
}

impl Batch {
    /// Adds what the message at place `at` tells.
    pub(crate) fn add(&mut self, at: usize, activity: Activity) {
        let origin = (at, activity.kind.name());
        match activity.kind {
            // guests have no profile, but may have aliases
            Kind::UserRegistered if activity.user.is_guest() => {}
            Kind::UserRegistered => self.of(&activity.user).registered.push((origin, activity)),
            Kind::UserDeleted => self.of(&activity.user).deleted.push((origin, activity)),
            _ => {
                for effect in activity.effects() {
                    self.of(&effect.user).take(origin, effect);
                }
            }
        }
    }

    /// What is to be done, by person.
    pub(crate) fn into_work(self) -> impl Iterator<Item = Work> {
        self.0.into_values()
    }

    fn of(&mut self, user: &UserId) -> &mut Work {
        self.0.entry(user.clone()).or_insert_with(|| Work {
            user: user.clone(),
            registered: Vec::new(),
            effects: BTreeMap::new(),
            deleted: Vec::new(),
        })
    }
}

impl Work {
    fn take(&mut self, origin: Origin, effect: Effect) {
        let event = if effect.count.is_some() { effect.event.clone() } else { String::new() };
        let (at, active_at) = (effect.at, effect.active_at);
        let (known, origins) = self.effects.entry(event).or_insert_with(|| (effect, Vec::new()));
        if known.count.is_none() {
            known.at = known.at.max(at);
            known.active_at = known.active_at.max(active_at);
        }
        origins.push(origin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Time;
    use serde_json::json;

    fn activity(kind: Kind, id: &str, user: &str, actor: &str, at: i64) -> Activity {
        let detail = json!({"eventId": id, "userId": user, "actorId": actor, "isAnonymous": false});
        Activity::parse("post-svc", kind, &detail, Time::from_seconds(at), Time::from_seconds(at)).unwrap()
    }

    #[test]
    fn what_concerns_one_person_is_put_together() {
        let mut batch = Batch::default();
        for (at, (id, seconds)) in [("1", 0), ("2", 600), ("1", 1200)].into_iter().enumerate() {
            batch.add(at, activity(Kind::PostLiked, id, "usr_a", "usr_b", seconds));
        }
        batch.add(3, activity(Kind::UserActive, "3", "usr_a", "usr_a", 300));
        batch.add(4, activity(Kind::UserRegistered, "4", "anon_c", "anon_c", 300));
        let work: Vec<_> = batch.into_work().collect();
        let told: Vec<_> = work.iter().map(|work| (work.user.as_str(), work.effects.len())).collect();
        assert_eq!(told, [("usr_a", 3), ("usr_b", 1)]);
        let places = |origins: &[Origin]| origins.iter().map(|(at, _)| *at).collect::<Vec<_>>();
        assert_eq!(places(&work[0].effects["post-svc/1"].1), [0, 2]);
        let (active, origins) = &work[1].effects[""];
        assert_eq!((active.active_at, places(origins)), (Some(Time::from_seconds(1200)), vec![0, 1, 2]));
    }
}

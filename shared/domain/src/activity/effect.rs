//! What an activity does to profiles.

use super::{Activity, Kind};
use crate::{Time, UserId};

/// One of a profile's counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Posts published.
    Posts,
    /// Likes received on them.
    Likes,
    /// Comments published.
    Comments,
    /// People who follow.
    Followers,
    /// People followed.
    Following,
}

/// What an activity does to one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Whose profile it is.
    pub user: UserId,
    /// Which activity it is of.
    pub event: String,
    /// When it happened.
    pub at: Time,
    /// The counter that moves, and by how much.
    pub count: Option<(Counter, i64)>,
    /// When the person did something, if this is what the activity says.
    pub active_at: Option<Time>,
}

/// Somebody's last activity is known to so many seconds, and a profile is written no more often for it.
const ACTIVE_STEP: i64 = 300;

impl Activity {
    /// What the activity does, by profile: one effect for whom it happened to and one for who did it, or one for both in
    /// one. There is none for guests, who have no profile, and what was done under an alias has none at all.
    #[must_use]
    pub fn effects(&self) -> Vec<Effect> {
        if self.is_anonymous {
            return Vec::new();
        }
        let ((counted, by), done) = counts(self.kind);
        let itself = self.user == self.actor;
        // nobody is made greater by what they do to themselves
        let counts_at_all = !(itself && self.kind.has_two_sides());
        let active_at = Some(self.at.floor(ACTIVE_STEP));
        let effect = |user: &UserId, counter: Option<Counter>, active_at| Effect {
            user: user.clone(),
            event: self.id.clone(),
            at: self.at,
            count: counter.filter(|_| counts_at_all).map(|counter| (counter, by)),
            active_at,
        };
        let effects = if itself {
            vec![effect(&self.user, counted, active_at)]
        } else {
            vec![effect(&self.user, counted, None), effect(&self.actor, done, active_at)]
        };
        let moves = |effect: &Effect| effect.count.is_some() || effect.active_at.is_some();
        effects.into_iter().filter(|effect| moves(effect) && !effect.user.is_guest()).collect()
    }
}

/// What `kind` counts for whom it happened to, by how much, and for who did it.
fn counts(kind: Kind) -> ((Option<Counter>, i64), Option<Counter>) {
    let one = |counter, by| ((Some(counter), by), None);
    match kind {
        Kind::PostCreated => one(Counter::Posts, 1),
        Kind::PostDeleted => one(Counter::Posts, -1),
        Kind::PostLiked => one(Counter::Likes, 1),
        Kind::PostUnliked => one(Counter::Likes, -1),
        Kind::CommentCreated => one(Counter::Comments, 1),
        Kind::CommentDeleted => one(Counter::Comments, -1),
        Kind::UserFollowed => ((Some(Counter::Followers), 1), Some(Counter::Following)),
        Kind::UserUnfollowed => ((Some(Counter::Followers), -1), Some(Counter::Following)),
        Kind::UserActive | Kind::UserRegistered | Kind::UserDeleted => ((None, 0), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whose profile, what it counts, and whether it makes active.
    type Told = (String, Option<(Counter, i64)>, bool);

    fn effects(kind: Kind, user: &str, actor: &str) -> Vec<Told> {
        let activity = Activity {
            id: "post-svc/1".to_owned(),
            kind,
            user: user.parse().unwrap(),
            actor: actor.parse().unwrap(),
            is_anonymous: false,
            at: Time::from_seconds(1000),
            published_at: Time::from_seconds(1000),
            display_name: None,
        };
        assert_eq!(Activity { is_anonymous: true, ..activity.clone() }.effects(), [], "{kind}");
        let told = |effect: Effect| (effect.user.to_string(), effect.count, effect.active_at.is_some());
        activity.effects().into_iter().map(told).collect()
    }

    #[test]
    fn each_kind_counts_for_whom_it_is_about() {
        // T8
        let (a, b) = ("usr_a", "usr_b");
        let one = |kind, counter, by| {
            assert_eq!(effects(kind, a, a), [(a.to_owned(), Some((counter, by)), true)]);
            // a moderator's deletion makes the moderator active, not the author
            let other = (b.to_owned(), None, true);
            assert_eq!(effects(kind, a, b), [(a.to_owned(), Some((counter, by)), false), other]);
        };
        one(Kind::PostCreated, Counter::Posts, 1);
        one(Kind::PostDeleted, Counter::Posts, -1);
        one(Kind::CommentCreated, Counter::Comments, 1);
        one(Kind::CommentDeleted, Counter::Comments, -1);
        for (kind, by) in [(Kind::PostLiked, 1), (Kind::PostUnliked, -1)] {
            let want = [(a.to_owned(), Some((Counter::Likes, by)), false), (b.to_owned(), None, true)];
            assert_eq!(effects(kind, a, b), want);
        }
        for (kind, by) in [(Kind::UserFollowed, 1), (Kind::UserUnfollowed, -1)] {
            let follower = (b.to_owned(), Some((Counter::Following, by)), true);
            assert_eq!(effects(kind, a, b), [(a.to_owned(), Some((Counter::Followers, by)), false), follower]);
        }
        assert_eq!(effects(Kind::UserActive, a, a), [(a.to_owned(), None, true)]);
    }

    #[test]
    fn what_one_does_to_oneself_counts_for_nothing() {
        for kind in [Kind::PostLiked, Kind::PostUnliked, Kind::UserFollowed, Kind::UserUnfollowed] {
            assert_eq!(effects(kind, "usr_a", "usr_a"), [("usr_a".to_owned(), None, true)]);
        }
    }

    #[test]
    fn guests_have_no_profile_to_count_in() {
        let author = ("usr_a".to_owned(), Some((Counter::Likes, 1)), false);
        assert_eq!(effects(Kind::PostLiked, "usr_a", "anon_b"), [author]);
        assert_eq!(effects(Kind::UserActive, "anon_b", "anon_b"), []);
    }
}

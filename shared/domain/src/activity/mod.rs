//! What happens in other services, as their events tell it, and what it does to profiles.

mod effect;
mod kind;

use std::{fmt, str::FromStr};

use serde_json::Value;

pub use effect::{Counter, Effect};
pub use kind::Kind;

use crate::{Invalid, Problems, Time, UserId};

/// Something that happened in another service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its name among all activities: the service, `/`, and the event's id there.
    pub id: String,
    /// What happened.
    pub kind: Kind,
    /// To whom.
    pub user: UserId,
    /// By whom; often the same.
    pub actor: UserId,
    /// Whether it was done under an alias, or to something that was.
    pub is_anonymous: bool,
    /// When it happened; never in the future.
    pub at: Time,
    /// When the event was put on the bus.
    pub published_at: Time,
    /// What the person is called, if the event says so.
    pub display_name: Option<String>,
}

/// An event does not hold what events of its kind must.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Malformed(pub Vec<Invalid>);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems: Vec<_> = self.0.iter().map(|problem| format!("{} {}", problem.path, problem.message)).collect();
        f.write_str(&problems.join("; "))
    }
}

/// An event's id has no more characters.
const MAX_ID: usize = 128;
/// Applied events are remembered for longer than this many seconds (30 days), and older events not applied, so that none
/// is ever applied twice.
const MAX_AGE: i64 = 30 * 86_400;

impl Activity {
    /// The activity that an event of `kind` by `source`, published at `published_at`, tells in `detail`.
    pub fn parse(source: &str, kind: Kind, detail: &Value, published_at: Time, now: Time) -> Result<Self, Malformed> {
        let mut problems = Problems::default();
        let mut text = |name: &str, needed| text(detail, name, needed, &mut problems);
        let id = text("eventId", true).filter(|id| !id.is_empty() && id.chars().count() <= MAX_ID);
        let user = text("userId", true);
        let actor = text("actorId", kind.has_two_sides());
        let at = text("occurredAt", false);
        let display_name = text("displayName", false);
        if id.is_none() && detail["eventId"].is_string() {
            problems.add("/detail/eventId", format!("has 1 to {MAX_ID} characters"));
        }
        let user: Option<UserId> = parsed("userId", user, &mut problems);
        let actor = parsed("actorId", actor, &mut problems);
        let at: Option<Time> = match at {
            Some(at) => at.parse().map_err(|_| problems.add("/detail/occurredAt", "must be an RFC 3339 time")).ok(),
            None => Some(published_at),
        };
        let is_anonymous = match &detail["isAnonymous"] {
            Value::Bool(is_anonymous) => Some(*is_anonymous),
            // neither answer would do for those who forgot to say
            Value::Null if !kind.may_be_anonymous() => Some(false),
            _ => {
                problems.add("/detail/isAnonymous", "must be true or false");
                None
            }
        };
        let (Some(id), Some(user), Some(at), Some(is_anonymous)) = (id, user, at, is_anonymous) else {
            return Err(Malformed(problems.into_vec()));
        };
        let actor = actor.unwrap_or_else(|| user.clone());
        let id = format!("{source}/{id}");
        let activity = Self {
            id,
            kind,
            actor,
            user,
            is_anonymous,
            at: at.min(now),
            published_at: published_at.min(now),
            display_name,
        };
        problems.or(activity).map_err(|problems| Malformed(problems.into_vec()))
    }

    /// Whether the event is so old that nobody can tell any more whether it was applied.
    #[must_use]
    pub fn is_stale(&self, now: Time) -> bool {
        self.published_at < now.plus_seconds(-MAX_AGE)
    }
}

/// The text called `name` in `detail`.
fn text(detail: &Value, name: &str, needed: bool, problems: &mut Problems) -> Option<String> {
    match &detail[name] {
        Value::String(text) => return Some(text.clone()),
        Value::Null if !needed => {}
        Value::Null => problems.add(format!("/detail/{name}"), "is missing"),
        _ => problems.add(format!("/detail/{name}"), "must be a text"),
    }
    None
}

fn parsed<T: FromStr<Err: fmt::Display>>(name: &str, text: Option<String>, problems: &mut Problems) -> Option<T> {
    text.and_then(|text| problems.take(&format!("/detail/{name}"), text.parse()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(kind: Kind, detail: &Value) -> Result<Activity, String> {
        let (published_at, now) = (Time::from_seconds(2000), Time::from_seconds(3000));
        Activity::parse("post-svc", kind, detail, published_at, now).map_err(|error| error.to_string())
    }

    #[test]
    fn an_event_is_read_whole() {
        let detail = json!({
            "eventId": "e1", "userId": "usr_a", "actorId": "usr_b", "isAnonymous": true,
            "occurredAt": "1970-01-01T00:20:00Z", "more": [],
        });
        let activity = parse(Kind::PostLiked, &detail).unwrap();
        assert_eq!((activity.id.as_str(), activity.actor.as_str()), ("post-svc/e1", "usr_b"));
        assert_eq!((activity.is_anonymous, activity.at), (true, Time::from_seconds(1200)));
    }

    #[test]
    fn what_may_be_left_out_has_a_meaning() {
        let activity = parse(Kind::UserActive, &json!({"eventId": "e1", "userId": "usr_a"})).unwrap();
        assert_eq!((activity.actor, activity.is_anonymous), (activity.user, false));
        assert_eq!(activity.at, Time::from_seconds(2000));
    }

    #[test]
    fn nothing_happens_in_the_future() {
        let detail = json!({"eventId": "e1", "userId": "usr_a", "occurredAt": "2999-01-01T00:00:00Z"});
        assert_eq!(parse(Kind::UserActive, &detail).unwrap().at, Time::from_seconds(3000));
    }

    #[test]
    fn all_that_is_wrong_is_named() {
        let error = parse(Kind::PostLiked, &json!({"eventId": "", "userId": "a b", "occurredAt": "now"})).unwrap_err();
        for part in ["actorId is missing", "eventId has", "userId is no user id", "occurredAt must", "isAnonymous must"]
        {
            assert!(error.contains(part), "{part}: {error}");
        }
        for detail in [json!([]), json!("x"), json!(null), json!({"eventId": 1, "userId": {}, "isAnonymous": "no"})] {
            assert!(parse(Kind::PostCreated, &detail).is_err(), "{detail}");
        }
        let unsaid = parse(Kind::CommentCreated, &json!({"eventId": "e", "userId": "usr_a"})).unwrap_err();
        assert_eq!(unsaid, "/detail/isAnonymous must be true or false");
        let bad_actor = json!({"eventId": "e", "userId": "usr_a", "actorId": "../", "isAnonymous": false});
        assert!(parse(Kind::PostCreated, &bad_actor).unwrap_err().starts_with("/detail/actorId is no user id"));
    }
}

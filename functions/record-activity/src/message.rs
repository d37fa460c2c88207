//! Messages of the queue, each a whole event of EventBridge.

use aws_lambda_events::sqs::SqsMessage;
use domain::{
    Time,
    activity::{Activity, Kind, Malformed},
};
use serde_json::Value;

/// A message does not hold what it must, and never will.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("the body is no JSON")]
    NoJson(#[source] serde_json::Error),
    #[error("the body is no event: it has no usable {0}")]
    NoEvent(&'static str),
    #[error("{0}")]
    Malformed(Kind, #[source] Malformed),
}

impl Unreadable {
    /// The kind of event, as far as it can be told.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NoJson(_) | Self::NoEvent(_) => "unknown",
            Self::Malformed(kind, _) => kind.name(),
        }
    }
}

/// The activity that `message` tells of, if it is of a kind that is of interest.
pub(crate) fn read(message: &SqsMessage, now: Time) -> Result<Option<Activity>, Unreadable> {
    let event: Value = serde_json::from_str(message.body.as_deref().unwrap_or_default()).map_err(Unreadable::NoJson)?;
    let text = |name| event[name].as_str().ok_or(Unreadable::NoEvent(name));
    let (source, name) = (text("source")?, text("detail-type")?);
    let Some(kind) = Kind::of(source, name) else { return Ok(None) };
    let published_at = text("time")?.parse().map_err(|_| Unreadable::NoEvent("time"))?;
    let activity = Activity::parse(source, kind, &event["detail"], published_at, now);
    activity.map(Some).map_err(|error| Unreadable::Malformed(kind, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::chain;
    use serde_json::json;

    fn read(body: &str) -> Result<Option<Kind>, String> {
        let mut message = SqsMessage::default();
        message.body = Some(body.to_owned());
        let activity = super::read(&message, Time::from_seconds(0));
        activity.map(|activity| activity.map(|activity| activity.kind)).map_err(|error| chain(&error))
    }

    #[test]
    fn a_message_as_lambda_hands_it_over_is_read() {
        let event = include_str!("../../../tests/events/record-activity.json");
        let event: aws_lambda_events::sqs::SqsEvent = serde_json::from_str(event).unwrap();
        let activity = super::read(&event.records[0], Time::from_seconds(2_000_000_000)).unwrap().unwrap();
        assert_eq!((activity.kind, activity.user.as_str()), (Kind::PostLiked, "usr_123456789"));
        assert_eq!(activity.published_at.to_string(), "2025-09-29T10:30:01.000Z");
    }

    #[test]
    fn a_message_that_cannot_be_read_says_why_and_not_what_it_holds() {
        let detail = json!({"eventId": "e", "userId": "secret!"});
        let event = json!({"source": "auth-svc", "detail-type": "user.active", "time": "2025-09-29T10:30:00Z"});
        let with = |name: &str, value: serde_json::Value| {
            let mut event = event.clone();
            event[name] = value;
            event.to_string()
        };
        for (body, want) in [
            ("{\"secret".to_owned(), "the body is no JSON"),
            (String::new(), "the body is no JSON"),
            ("\"secret\"".to_owned(), "no usable source"),
            (with("detail-type", json!(1)), "no usable detail-type"),
            (with("time", json!("secret")), "no usable time"),
            (event.to_string(), "user.active: /detail/eventId is missing"),
            (with("detail", detail), "/detail/userId is no user id"),
            ("[".repeat(100_000), "the body is no JSON"),
        ] {
            let error = read(&body).unwrap_err();
            assert!(error.contains(want) && !error.contains("secret"), "{error}");
        }
        assert_eq!(read(&with("detail-type", json!("user.renamed"))), Ok(None));
        let detail = json!({"eventId": "e", "userId": "usr_a"});
        assert_eq!(read(&with("detail", detail)), Ok(Some(Kind::UserActive)));
    }
}

//! `record-activity` in the hands of a test, and the events that other services send it.

use std::collections::BTreeSet;

use aws_lambda_events::sqs::SqsEvent;
use domain::{Profile, Time};
use runtime::Metrics;
use serde_json::{Value, json};
use table::Profiles;

use crate::{
    faults::Faults,
    harness::{Service, new_user, service},
};

/// The function behind a proxy in front of DynamoDB.
pub(crate) struct Rig {
    pub(crate) faults: Faults,
    pub(crate) deps: record_activity::Deps,
    pub(crate) metrics: Metrics,
    profiles: Profiles,
}

/// The function in the service that all tests share.
pub(crate) fn rig() -> Rig {
    rig_of(service())
}

/// The function in `service`.
pub(crate) fn rig_of(service: &Service) -> Rig {
    let faults = Faults::before(service.stack());
    let aws = service.aws_as("record-activity", &[("AWS_ENDPOINT_URL_DYNAMODB", faults.url())]);
    let deps = record_activity::Deps::from_env(&aws).unwrap();
    Rig { faults, deps, metrics: aws.metrics, profiles: Profiles::from_env(&service.aws()).unwrap() }
}

/// An event of `kind` as the queue has it, with an id of its own unless `detail` has one.
pub(crate) fn event(kind: &str, detail: &Value) -> String {
    let source = if kind.starts_with("user.") { "auth-svc" } else { "post-svc" };
    let mut whole = json!({"eventId": uuid::Uuid::new_v4().to_string()});
    if !kind.starts_with("user.") {
        whole["isAnonymous"] = false.into();
    }
    for (name, value) in detail.as_object().unwrap() {
        whole[name] = value.clone();
    }
    let time = Time::from(jiff::Timestamp::now());
    json!({
        "version": "0", "id": new_user(), "detail-type": kind, "source": source, "account": "123456789012",
        "time": time, "region": "us-east-1", "resources": [], "detail": whole,
    })
    .to_string()
}

/// `bodies` as Lambda hands them over, each named by its place.
pub(crate) fn batch<'a>(bodies: impl IntoIterator<Item = &'a String>) -> SqsEvent {
    let records: Vec<_> =
        (0..).zip(bodies).map(|(at, body)| json!({"messageId": format!("{at}"), "body": body})).collect();
    serde_json::from_value(json!({"Records": records})).unwrap()
}

impl Rig {
    /// Gives `bodies` to the function in one batch; the places of those that failed.
    pub(crate) async fn deliver<'a>(&self, bodies: impl IntoIterator<Item = &'a String>) -> BTreeSet<usize> {
        let response = record_activity::handle(&self.deps, batch(bodies)).await.unwrap();
        response.batch_item_failures.iter().map(|failure| failure.item_identifier.parse().unwrap()).collect()
    }

    /// The profile of `user`, if there is one.
    pub(crate) async fn profile(&self, user: &str) -> Option<Profile> {
        self.profiles.get(&user.parse().unwrap()).await.unwrap()
    }

    /// Posts, likes, comments, followers and followed of `user`, as they are stored.
    pub(crate) async fn counts(&self, user: &str) -> [i64; 5] {
        let Some(profile) = self.profile(user).await else { return [0; 5] };
        let stats = profile.stats;
        [stats.posts_count, stats.likes_received, stats.comments_count, stats.followers_count, stats.following_count]
    }

    /// When `user` was last active.
    pub(crate) async fn last_active(&self, user: &str) -> Option<String> {
        Some(self.profile(user).await?.stats.last_active_at?.to_string())
    }
}

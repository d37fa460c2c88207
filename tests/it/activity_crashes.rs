//! Events of other services that come more than once, in any order, to a function that is stopped anywhere.

use std::collections::BTreeMap;

use domain::{Patch, UserId, edit::ProfileEdit};
use futures::future::join_all;
use serde_json::{Value, json};
use table::Profiles;

use crate::{
    activity_rig::{Rig, batch, event, rig},
    chance::Chance,
    faults::Fault,
    harness::{new_user, service},
};

const KINDS: [(&str, usize, i64); 8] = [
    ("post.created", 0, 1),
    ("post.deleted", 0, -1),
    ("post.liked", 1, 1),
    ("post.unliked", 1, -1),
    ("comment.created", 2, 1),
    ("comment.deleted", 2, -1),
    ("user.followed", 3, 1),
    ("user.unfollowed", 3, -1),
];

#[tokio::test(flavor = "multi_thread")]
async fn events_that_come_three_times_in_any_order_to_a_table_that_fails_count_once() {
    // T8, X6
    let (rig, mut chance) = (rig(), Chance::said());
    let users: Vec<_> = (0..6).map(|_| new_user()).collect();
    let mut want = BTreeMap::<&str, [i64; 5]>::new();
    let mut queue = Vec::new();
    for _ in 0..200 {
        let (kind, counter, by) = KINDS[chance.index(KINDS.len())];
        let user = chance.index(users.len());
        let actor = if chance.below(3) == 0 { user } else { (user + 1 + chance.index(users.len() - 1)) % users.len() };
        let two_sided = kind.ends_with("liked") || kind.ends_with("followed");
        if !(two_sided && user == actor) {
            want.entry(&users[user]).or_default()[counter] += by;
            if counter == 3 {
                want.entry(&users[actor]).or_default()[4] += by;
            }
        }
        queue.extend(vec![event(kind, &json!({"userId": users[user], "actorId": users[actor]})); 3]);
    }
    chance.shuffle(&mut queue);
    for fault in [Fault::Throttle, Fault::ResetBeforeCommit, Fault::ResetAfterCommit, Fault::TransactionCanceled] {
        for operation in ["TransactWriteItems", "GetItem"] {
            rig.faults.randomly(operation, fault, 5, chance.below(1 << 31));
        }
    }
    let mut rounds = 0;
    while !queue.is_empty() {
        // up to four calls of the function at once
        let mut batches: Vec<Vec<String>> = Vec::new();
        while batches.len() < 4 && !queue.is_empty() {
            let size = (1 + chance.index(40)).min(queue.len());
            batches.push(queue.drain(..size).collect());
        }
        let failed = join_all(batches.iter().map(|batch| rig.deliver(batch))).await;
        for (batch, failed) in batches.iter().zip(failed) {
            queue.extend(failed.into_iter().map(|at| batch[at].clone()));
        }
        rounds += 1;
        assert!(rounds < 500, "the queue never empties");
    }
    assert!(rig.faults.injected() > 0);
    for (user, counts) in want {
        assert_eq!(rig.counts(user).await, counts, "{user}");
    }
}

/// Events with every effect there is on people of their own: what they come to, by person.
fn one_of_each() -> (Vec<String>, [(String, [i64; 5]); 2]) {
    let (user, other, gone) = (new_user(), new_user(), new_user());
    let (own, by_other) = (json!({"userId": user}), json!({"userId": user, "actorId": other}));
    let bodies = vec![
        event("user.registered", &json!({"userId": user, "displayName": "Jane Roe"})),
        event("post.created", &own),
        event("comment.created", &own),
        event("post.liked", &by_other),
        event("user.followed", &by_other),
        event("user.active", &own),
        event("user.deleted", &json!({"userId": gone})),
    ];
    (bodies, [(user, [1, 1, 1, 1, 0]), (other, [0, 0, 0, 0, 1])])
}

/// Delivers `bodies` until the `nth` call of `operation` hangs, and ends the function there; whether it came so far.
async fn crash_at(rig: &Rig, bodies: &[String], operation: &str, nth: usize, fault: Fault) -> bool {
    let work = record_activity::handle(&rig.deps, batch(bodies));
    let response = rig.faults.crash_at(operation, nth, fault, work).await;
    assert!(response.as_ref().is_none_or(|response| response.as_ref().unwrap().batch_item_failures.is_empty()));
    response.is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_leaves_every_event_applied_once() {
    // T8, X6
    let rig = rig();
    let mut ended = 0;
    for operation in ["TransactWriteItems", "GetItem", "UpdateItem"] {
        for fault in [Fault::HangBeforeCommit, Fault::HangAfterCommit] {
            for nth in 1.. {
                let (bodies, want) = one_of_each();
                let crashed = crash_at(&rig, &bodies, operation, nth, fault).await;
                assert!(rig.deliver(&bodies).await.is_empty());
                for (user, counts) in &want {
                    assert_eq!(rig.counts(user).await, *counts, "{operation} {nth} {fault:?}");
                }
                if !crashed {
                    break;
                }
                ended += 1;
            }
        }
    }
    assert!(ended >= 8, "{ended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_meets_a_like_being_counted_is_carried_out_after_it() {
    let rig = rig();
    let user: UserId = new_user().parse().unwrap();
    let post = || event("post.created", &json!({"userId": user.as_str()}));
    rig.deliver([&post()]).await;
    // and the other way about
    rig.faults.at("TransactWriteItems", 1, Fault::TransactionCanceled);
    assert!(rig.deliver([&post()]).await.is_empty());
    let aws = service().aws_with(&[("AWS_ENDPOINT_URL_DYNAMODB", rig.faults.url())]);
    let profiles = Profiles::from_env(&aws).unwrap();
    rig.faults.at("UpdateItem", 1, Fault::TransactionCanceled);
    let edit = ProfileEdit { bio: Patch::Set("hi".to_owned()), ..ProfileEdit::default() };
    let edited = profiles.edit(&user, &edit, None, "edit", jiff::Timestamp::now().into()).await.unwrap();
    rig.faults.at("UpdateItem", 1, Fault::TransactionCanceled);
    assert_eq!(profiles.next_avatar_seq(&user).await.unwrap(), Some(1));
    assert_eq!((rig.faults.injected(), edited.version, edited.stats.posts_count), (3, 2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_that_is_cut_in_two_counts_once_on_both_sides() {
    // T4, T5
    let rig = rig();
    let (star, fan) = (new_user(), new_user());
    let detail: Value = json!({"userId": star, "actorId": fan});
    let body = event("user.followed", &detail);
    let active = |user: &str| event("user.active", &json!({"userId": user}));
    // so that there are two transactions, and not any more
    rig.deliver([&active(&star), &active(&fan)]).await;
    rig.faults.clear();
    // the two are under way at the same time, and only one of them comes through
    assert!(crash_at(&rig, std::slice::from_ref(&body), "TransactWriteItems", 2, Fault::HangBeforeCommit).await);
    rig.faults.clear();
    for _ in 0..2 {
        assert!(rig.deliver([&body]).await.is_empty());
        assert_eq!((rig.counts(&star).await, rig.counts(&fan).await), ([0, 0, 0, 1, 0], [0, 0, 0, 0, 1]));
    }
    // an answer that is lost is no second follow
    let back = event("user.followed", &json!({"userId": fan, "actorId": star}));
    rig.faults.at("TransactWriteItems", 1, Fault::ResetAfterCommit);
    rig.faults.at("TransactWriteItems", 2, Fault::ResetAfterCommit);
    assert!(rig.deliver([&back, &back]).await.is_empty());
    assert_eq!((rig.faults.injected(), rig.counts(&star).await[4], rig.counts(&fan).await[3]), (2, 1, 1));
}

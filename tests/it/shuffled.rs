//! Hundreds of uploads whose events come late, twice, in another order, or never.

#![expect(clippy::large_futures, reason = "a test has the stack for what it calls")]

use std::collections::BTreeMap;

use domain::upload::State;
use futures::stream::{self, StreamExt};
use image_processor::Deps;

use crate::{
    chance::Chance,
    harness::{new_user, photo, service_without_s3_events},
    uploads::{Uploaded, assert_tidy, deliver, event, objects, picture, put, shown, state, sweep, watched},
};

const USERS: u64 = 150;
const UPLOADS: usize = 500;
/// So many events are handled at once.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn everybody_ends_at_their_newest_picture_whatever_becomes_of_events() {
    // A14, U4, U7
    let service = service_without_s3_events();
    let deps = Deps::from_env(&service.aws_as("image-processor", &[])).unwrap();
    let mut chance = Chance::said();
    let users: Vec<_> = (0..USERS).map(|_| new_user()).collect();
    let files: Vec<_> = (0..UPLOADS)
        .map(|_| {
            let user = &users[usize::try_from(chance.below(USERS)).unwrap()];
            let valid = !chance.happens(5);
            (user, valid, if valid { picture(&mut chance) } else { photo("page.jpg") })
        })
        .collect();
    let puts = stream::iter(files).map(|(user, valid, file)| {
        let put = put(&service, user, file);
        async move { (put.await, valid) }
    });
    let uploads: Vec<(Uploaded, bool)> = puts.buffer_unordered(8).collect().await;

    let (mut in_time, mut late, mut lost) = (Vec::new(), Vec::new(), 0);
    for (uploaded, _) in &uploads {
        if chance.happens(10) {
            lost += 1;
            continue;
        }
        for _ in 0..3 {
            let event = event(uploaded, &mut chance);
            if chance.happens(10) { late.push(event) } else { in_time.push(event) }
        }
    }
    chance.shuffle(&mut in_time);
    chance.shuffle(&mut late);
    let deliveries = stream::iter(&in_time).for_each_concurrent(AT_ONCE, |event| deliver(&deps, event));
    let ((), seen) = watched(&service, &users, deliveries).await;
    let (swept, _) = watched(&service, &users, sweep(&service, 2)).await;
    assert!(lost > 0 && swept.processed >= lost && seen > 0, "{lost} lost, {seen} seen, {swept:?}");
    assert_all_are_right(&service, &users, &uploads).await;
    // what comes after all changes nothing
    watched(&service, &users, stream::iter(&late).for_each_concurrent(AT_ONCE, |event| deliver(&deps, event))).await;
    assert_all_are_right(&service, &users, &uploads).await;
    assert_eq!(sweep(&service, 26 * 60).await.removed, UPLOADS);
    assert!(objects(&service, "incoming/").await.is_empty());
    assert_tidy(&service, &users).await;
}

async fn assert_all_are_right(service: &crate::harness::Service, users: &[String], uploads: &[(Uploaded, bool)]) {
    let mut newest = BTreeMap::new();
    for (uploaded, valid) in uploads {
        match state(service, uploaded).await {
            State::Failed(failure) if !valid => assert_eq!(failure.code, "unsupported_type"),
            State::Ready(_) | State::Superseded if *valid => {
                let best = newest.entry(uploaded.user.clone()).or_insert_with(|| uploaded.id.clone());
                *best = uploaded.id.clone().max(best.clone());
            }
            stuck => panic!("{uploaded:?}: {stuck:?}"),
        }
    }
    for user in users {
        assert_eq!(shown(service, user).await.as_ref(), newest.get(user), "{user}");
    }
    assert_tidy(service, users).await;
}

//! Events of other services: what each does to profiles, whatever else comes along with it.

use std::collections::BTreeSet;

use domain::Time;
use serde_json::{Value, json};

use crate::{
    activity_rig::{event, rig, rig_of},
    harness::{eventually, new_user, service, service_with},
};

#[tokio::test(flavor = "multi_thread")]
async fn each_event_has_its_effect() {
    // T1, T2, T3, T4, T5, T8, T10, X10
    let (service, rig) = (service(), rig());
    let (user, other) = (new_user(), new_user());
    let own = json!({"userId": user});
    let by_other = json!({"userId": user, "actorId": other});
    let to_other = json!({"userId": other, "actorId": user});
    for (kind, detail, counts, of_other) in [
        ("post.created", &own, [1, 0, 0, 0, 0], [0; 5]),
        ("post.created", &own, [2, 0, 0, 0, 0], [0; 5]),
        ("post.deleted", &own, [1, 0, 0, 0, 0], [0; 5]),
        ("post.liked", &by_other, [1, 1, 0, 0, 0], [0; 5]),
        ("post.liked", &by_other, [1, 2, 0, 0, 0], [0; 5]),
        ("post.unliked", &by_other, [1, 1, 0, 0, 0], [0; 5]),
        ("comment.created", &own, [1, 1, 1, 0, 0], [0; 5]),
        ("comment.created", &own, [1, 1, 2, 0, 0], [0; 5]),
        ("comment.deleted", &own, [1, 1, 1, 0, 0], [0; 5]),
        ("user.followed", &by_other, [1, 1, 1, 1, 0], [0, 0, 0, 0, 1]),
        ("user.followed", &to_other, [1, 1, 1, 1, 1], [0, 0, 0, 1, 1]),
        ("user.unfollowed", &by_other, [1, 1, 1, 0, 1], [0, 0, 0, 1, 0]),
        ("user.active", &own, [1, 1, 1, 0, 1], [0, 0, 0, 1, 0]),
        // nobody is made greater by what they do to themselves
        ("post.liked", &json!({"userId": user, "actorId": user}), [1, 1, 1, 0, 1], [0, 0, 0, 1, 0]),
    ] {
        assert!(rig.deliver([&event(kind, detail)]).await.is_empty(), "{kind}");
        assert_eq!((rig.counts(&user).await, rig.counts(&other).await), (counts, of_other), "{kind}");
    }
    let owner = service.get(&user, "/v1/profile").await;
    let stats = &owner.data()["stats"];
    for (name, want) in
        [("postsCount", 1), ("likesReceived", 1), ("commentsCount", 1), ("followersCount", 0), ("followingCount", 1)]
    {
        assert_eq!(stats[name], want, "{name}");
    }
    assert!(stats["lastActiveAt"].is_string());
    // counters are no edits of the person's own
    assert_eq!(owner.data()["version"], 1);
    let shown = service.get_public(&format!("/v1/profile/{user}")).await.data();
    let names: Vec<_> = shown["stats"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["joinedAt", "likesReceived", "postsCount"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlike_that_overtakes_its_like_ends_at_zero_and_shows_nothing_less() {
    // T2, T8
    let (service, rig) = (service(), rig());
    let (user, fan) = (new_user(), new_user());
    let detail = json!({"userId": user, "actorId": fan});
    let shown =
        async || service.get_public(&format!("/v1/profile/{user}")).await.data()["stats"]["likesReceived"].clone();
    rig.deliver([&event("post.unliked", &detail)]).await;
    assert_eq!((rig.counts(&user).await[1], shown().await), (-1, json!(0)));
    assert_eq!(service.get(&user, "/v1/profile").await.data()["stats"]["likesReceived"], 0);
    rig.deliver([&event("post.liked", &detail)]).await;
    assert_eq!((rig.counts(&user).await[1], shown().await), (0, json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_under_an_alias_leaves_no_trace() {
    // L: anonymous activity never moves public stats or lastActiveAt
    let (service, rig) = (service(), rig());
    let (user, other) = (new_user(), new_user());
    for user in [&user, &other] {
        let open =
            json!({"preferences": {"privacy": {"showOnlineStatus": true}}, "privacy": {"activityStatus": "public"}});
        service.put_profile(user, &open).await.data();
    }
    let before = (rig.profile(&user).await, rig.profile(&other).await);
    let path = format!("/v1/profile/{user}");
    let (owner, public) = (service.get(&user, "/v1/profile").await, service.get_public(&path).await);
    for kind in ["post.created", "post.deleted", "post.liked", "post.unliked", "comment.created", "comment.deleted"] {
        let detail = json!({"userId": user, "actorId": other, "isAnonymous": true});
        assert!(rig.deliver([&event(kind, &detail)]).await.is_empty());
    }
    let detail = json!({"userId": user, "isAnonymous": true});
    assert!(rig.deliver([&event("user.active", &detail)]).await.is_empty());
    assert_eq!(rig.faults.all_calls(), 0);
    assert_eq!((rig.profile(&user).await, rig.profile(&other).await), before);
    let after = (service.get(&user, "/v1/profile").await, service.get_public(&path).await);
    assert_eq!((&after.0.text, after.0.header("etag")), (&owner.text, owner.header("etag")));
    assert_eq!((&after.1.text, after.1.header("etag")), (&public.text, public.header("etag")));
    // and nobody may forget to say
    let unsaid = json!({"userId": user, "isAnonymous": null});
    assert_eq!(rig.deliver([&event("post.created", &unsaid)]).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_activity_only_moves_forward_and_not_for_every_event() {
    // T7
    let (rig, user) = (rig(), new_user());
    let at = |time: &str| event("user.active", &json!({"userId": user, "occurredAt": time}));
    rig.deliver([&at("2025-09-29T10:31:00Z")]).await;
    assert_eq!(rig.last_active(&user).await.unwrap(), "2025-09-29T10:30:00.000Z");
    let rev = rig.profile(&user).await.unwrap().rev;
    rig.deliver([&at("2025-09-29T10:34:59Z"), &at("2024-01-01T00:00:00Z")]).await;
    rig.deliver([&at("2025-09-28T10:31:00Z")]).await;
    assert_eq!(rig.profile(&user).await.unwrap().rev, rev, "a profile is not written for what it says already");
    rig.deliver([&at("2025-09-29T10:36:00Z"), &at("2025-09-29T10:41:00Z")]).await;
    assert_eq!(rig.last_active(&user).await.unwrap(), "2025-09-29T10:40:00.000Z");
    // a clock that is wrong does not hold it up for ever
    rig.deliver([&at("2999-01-01T00:00:00Z")]).await;
    let now = Time::from(jiff::Timestamp::now());
    assert!(rig.profile(&user).await.unwrap().stats.last_active_at.unwrap() <= now);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_fails_alone() {
    let service = service_with(&[]);
    let (rig, user) = (rig_of(&service), new_user());
    let good = |kind| event(kind, &json!({"userId": user}));
    let bodies = [
        good("post.created"),
        "{".to_owned(),
        event("post.created", &json!({"userId": "../../etc"})),
        good("comment.created"),
        event("post.liked", &json!({"userId": user})),
        // no business of ours
        event("post.shared", &json!({"userId": user})),
        json!({"detail": {}}).to_string(),
        good("post.created"),
    ];
    assert_eq!(rig.deliver(&bodies).await, BTreeSet::from([1, 2, 4, 6]));
    assert_eq!(rig.counts(&user).await, [2, 0, 1, 0, 0]);
    // a row that cannot be written fails its own person's events only
    let broken = new_user();
    let client = aws_sdk_dynamodb::Client::new(&service.aws().sdk);
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let put = client.put_item().table_name("profile-profiles-dev").item("user_id", text(&broken));
    put.item("stats", text("none")).send().await.unwrap();
    let bodies = [event("post.created", &json!({"userId": broken})), good("post.created")];
    assert_eq!(rig.deliver(&bodies).await, BTreeSet::from([0]));
    assert_eq!(rig.counts(&user).await[0], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_registers_has_a_profile_under_that_name_however_late_it_is_said() {
    // X10
    let (service, rig) = (service(), rig());
    let (early, late, chosen) = (new_user(), new_user(), new_user());
    let registered = |user: &str| {
        let at = "2025-09-29T10:30:00Z";
        event("user.registered", &json!({"userId": user, "displayName": "Jane Roe", "occurredAt": at}))
    };
    rig.deliver([&registered(&early)]).await;
    let profile = rig.profile(&early).await.unwrap();
    assert_eq!((profile.display_name.as_str(), profile.rev), ("Jane Roe", 1));
    assert_eq!(profile.stats.joined_at.to_string(), "2025-09-29T10:30:00.000Z");
    rig.deliver([&event("post.created", &json!({"userId": late}))]).await;
    assert_ne!(rig.profile(&late).await.unwrap().display_name.as_str(), "Jane Roe");
    service.put_profile(&chosen, &json!({"displayName": "My Choice"})).await.data();
    let bodies = [registered(&late), registered(&chosen), registered(&late), registered("anon_guest")];
    assert!(rig.deliver(&bodies).await.is_empty());
    let profile = rig.profile(&late).await.unwrap();
    assert_eq!((profile.display_name.as_str(), profile.stats.posts_count, profile.version), ("Jane Roe", 1, 1));
    assert_eq!(rig.profile(&chosen).await.unwrap().display_name.as_str(), "My Choice");
    assert_eq!(rig.profile("anon_guest").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_deleted_is_erased_and_nothing_from_before_brings_them_back() {
    // X10
    let (service, rig) = (service(), rig());
    let user = new_user();
    let ago = |seconds: i64| json!(Time::from(jiff::Timestamp::now()).plus_seconds(-seconds));
    let of = |kind, seconds: i64| event(kind, &json!({"userId": user, "occurredAt": ago(seconds)}));
    service.get(&user, "/v1/profile/alias?context=room&contextType=chat_room").await.data();
    service.put_profile(&user, &json!({"bio": "hi"})).await.data();
    let deleted = of("user.deleted", 100);
    assert!(rig.deliver([&deleted, &of("post.created", 110)]).await.is_empty());
    assert_eq!(rig.profile(&user).await, None);
    // what went with the account may be told later than the account was deleted
    let late = [of("post.created", 120), of("post.deleted", 50), of("user.registered", 101), of("user.active", 50)];
    assert!(rig.deliver(&late).await.is_empty());
    assert_eq!(rig.profile(&user).await, None);
    // somebody begins anew under the id, who has nothing of this
    assert!(rig.deliver([&of("user.registered", 30)]).await.is_empty());
    assert!(rig.deliver([&deleted, &late[0], &of("post.created", 20)]).await.is_empty());
    assert_eq!(rig.counts(&user).await, [1, 0, 0, 0, 0]);
    let lines = rig.metrics.lines();
    assert!(lines.iter().any(|line| line["Type"] == "post.created" && line["Outcome"] == "outdated"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_too_old_to_be_remembered_is_not_applied() {
    let (rig, user) = (rig(), new_user());
    let at = |days: i64| {
        let body = event("post.created", &json!({"userId": user}));
        let mut event: Value = serde_json::from_str(&body).unwrap();
        event["time"] = json!(Time::from(jiff::Timestamp::now()).plus_seconds(-days * 86_400));
        event.to_string()
    };
    assert!(rig.deliver([&at(31), &at(29)]).await.is_empty());
    assert_eq!(rig.counts(&user).await[0], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_likes_of_one_person_are_a_few_writes_and_a_few_events() {
    let (service, rig) = (service(), rig());
    let (star, fans) = (new_user(), [new_user(), new_user()]);
    for user in [&star, &fans[0], &fans[1]] {
        service.get(user, "/v1/profile").await.data();
    }
    let like = |at: usize| event("post.liked", &json!({"userId": star, "actorId": fans[at % 2]}));
    let likes: Vec<_> = (0..1000).map(like).collect();
    assert!(rig.deliver(&likes).await.is_empty());
    assert_eq!(rig.counts(&star).await[1], 1000);
    // 99 events in each, and one for each fan; and a look for a tombstone before each
    assert_eq!((rig.faults.calls("TransactWriteItems"), rig.faults.all_calls()), (11 + 2, 2 * (11 + 2)));
    assert!(rig.deliver(&likes).await.is_empty());
    assert_eq!(rig.counts(&star).await[1], 1000);
    // what the public does not see is not told
    rig.deliver([&event("comment.created", &json!({"userId": star}))]).await;
    service.put_profile(&star, &json!({"bio": "the last"})).await.data();
    let told = eventually(async || {
        let told = service.received("chat", &star);
        told.iter().any(|told| told["event"]["profile"]["bio"] == "the last").then_some(told)
    })
    .await;
    let likes: BTreeSet<_> =
        told.iter().filter_map(|told| told["event"]["profile"]["stats"]["likesReceived"].as_i64()).collect();
    assert!(likes.contains(&1000) && told.len() <= 1 + 11 + 1, "{}", told.len());
    assert!(service.received("chat", &fans[0]).len() <= 1, "being active is not told");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_measured_by_kind_and_outcome_and_not_by_whose_they_are() {
    // O13
    let (rig, user) = (rig(), new_user());
    let one = event("post.created", &json!({"userId": user}));
    rig.deliver([&one, &one, &event("post.created", &json!({}))]).await;
    rig.deliver([&one, &event("user.active", &json!({"userId": user, "isAnonymous": true}))]).await;
    let lines = rig.metrics.lines();
    let told: BTreeSet<_> = lines
        .iter()
        .map(|line| [&line["Type"], &line["Outcome"], &line["ActivityEvents"]].map(ToString::to_string).join(" "))
        .collect();
    let want = [
        r#""post.created" "applied" 1.0"#,
        r#""post.created" "duplicate" 1.0"#,
        r#""post.created" "failed" 1.0"#,
        r#""user.active" "ignored" 1.0"#,
    ];
    assert_eq!(told.iter().map(String::as_str).collect::<Vec<_>>(), want);
    assert!(lines.iter().all(|line| !line.to_string().contains(&user)));
}

//! The own profile: made at first sight, read, changed.

use reqwest::Method;
use serde_json::json;

use crate::harness::{new_user, send, service};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_user_gets_a_default_profile() {
    // E1, E3, P10, P11, P12, P15, V11, R11
    let (service, user) = (service(), new_user());
    let profile = service.get(&user, "/v1/profile").await.data();
    let cdn = service.cdn_url();
    assert_eq!(profile["userId"], user.as_str());
    assert_eq!(profile["displayName"], format!("User{}", &user[user.len() - 4..]));
    for (field, value) in [
        ("bio", json!("")),
        ("location", json!("")),
        ("timezone", json!("UTC")),
        ("socialLinks", json!({})),
        ("interests", json!([])),
        ("skills", json!([])),
        ("badges", json!([])),
        ("isActive", json!(true)),
        ("version", json!(1)),
        (
            "privacy",
            json!({
                "displayName": "public", "bio": "public", "avatar": "public",
                "location": "authenticated", "socialLinks": "public", "activityStatus": "private",
            }),
        ),
        (
            "preferences",
            json!({
                "theme": "auto", "language": "en",
                "notifications": {"email": true, "push": true, "inApp": true},
                "privacy": {"showOnlineStatus": false, "allowDirectMessages": true, "showReadReceipts": false},
            }),
        ),
    ] {
        assert_eq!(profile[field], value, "{field}");
    }
    for counter in ["postsCount", "likesReceived", "commentsCount"] {
        assert_eq!(profile["stats"][counter], 0);
    }
    for time in [&profile["createdAt"], &profile["updatedAt"], &profile["stats"]["joinedAt"]] {
        let time = time.as_str().unwrap();
        assert!(time.ends_with('Z') && time.parse::<jiff::Timestamp>().is_ok(), "{time}");
    }
    // A5: there is a picture without an upload, and it can be loaded
    let avatar = profile["avatar"].as_str().unwrap();
    assert!(avatar.starts_with(&cdn), "{avatar}");
    let picture = service.get_public(avatar).await;
    assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/svg+xml"));
    assert!(picture.text.starts_with("<svg") && !picture.text.contains("<script"), "{}", picture.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seeds_edit_is_stored_under_the_seeds_names() {
    // E4, P1-P16
    let (service, user) = (service(), new_user());
    let before = service.get(&user, "/v1/profile").await.data();
    let body = json!({
        "displayName": "John Smith",
        "bio": "Senior <b>software</b> architect specializing in microservices",
        "location": "New York, NY",
        "timezone": "America/New_York",
        "socialLinks": {"twitter": "https://twitter.com/johnsmith", "github": "https://github.com/johnsmith"},
        "interests": ["golang", "kubernetes", "serverless"],
        "skills": ["rust"],
    });
    let after = service.put_profile(&user, &body).await.data();
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(&after[field], value, "{field}");
    }
    assert_eq!((&after["version"], &after["createdAt"]), (&json!(2), &before["createdAt"]));
    assert!(after["updatedAt"].as_str() > before["updatedAt"].as_str());
    assert_eq!(service.get(&user, "/v1/profile").await.data(), after);

    let row = service.row(&user).await;
    assert_eq!(row["user_id"].as_s().unwrap(), &user);
    assert_eq!(row["display_name"].as_s().unwrap(), "John Smith");
    assert_eq!(row["avatar"].as_s().unwrap(), after["avatar"].as_str().unwrap());
    assert_eq!(row["timezone"].as_s().unwrap(), "America/New_York");
    assert_eq!(row["social_links"].as_m().unwrap()["github"].as_s().unwrap(), "https://github.com/johnsmith");
    assert_eq!(row["interests"].as_l().unwrap()[0].as_s().unwrap(), "golang");
    assert_eq!(row["privacy"].as_m().unwrap()["activity_status"].as_s().unwrap(), "private");
    assert_eq!(row["version"].as_n().unwrap(), "2");
    assert!(*row["is_active"].as_bool().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_one_field_keeps_the_others_and_null_clears() {
    // E5, N3
    let (service, user) = (service(), new_user());
    service
        .put_profile(&user, &json!({"bio": "b", "interests": ["i"], "socialLinks": {"github": "https://github.com/x"}}))
        .await
        .data();
    let after = service.put_profile(&user, &json!({"displayName": "Updated Name"})).await.data();
    assert_eq!(
        (&after["displayName"], &after["bio"], &after["interests"]),
        (&json!("Updated Name"), &json!("b"), &json!(["i"]))
    );
    let cleared =
        service.put_profile(&user, &json!({"bio": null, "socialLinks": {"twitter": "https://x.com/y"}})).await.data();
    assert_eq!((&cleared["bio"], &cleared["socialLinks"]), (&json!(""), &json!({"twitter": "https://x.com/y"})));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_edit_is_refused_whole_with_every_fault() {
    // P4, P6, P7, P9, T9, B3
    let (service, user) = (service(), new_user());
    let before = service.get(&user, "/v1/profile").await.data();
    let body = json!({
        "displayName": "fine", "timezone": "Foo/Bar", "badges": ["early_adopter"], "stats": {"postsCount": 9},
        "avatar": "https://evil.example/x.png", "socialLinks": {"twitter": "javascript:alert(1)", "github": "http://github.com/x"},
    });
    let error = service.put_profile(&user, &body).await.error(400);
    assert_eq!(error["code"], "invalid");
    let mut paths: Vec<_> = error["details"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["/avatar", "/badges", "/socialLinks/github", "/socialLinks/twitter", "/stats", "/timezone"]);
    assert_eq!(service.get(&user, "/v1/profile").await.data(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_for_another_version_is_refused_with_the_current_tag() {
    // N4
    let (service, user) = (service(), new_user());
    let first = service.get(&user, "/v1/profile").await;
    assert_eq!((first.header("etag"), first.header("cache-control")), ("\"v1\"", "private, no-cache"));
    let put = |tag: &'static str| {
        let request = service.request_as(&user, Method::PUT, "/v1/profile").header("if-match", tag);
        send(request.json(&json!({"bio": "x"})))
    };
    let changed = put("\"v1\"").await;
    assert_eq!((changed.status.as_u16(), changed.header("etag")), (200, "\"v2\""));
    for tag in ["\"v1\"", "W/\"v2\"", "nonsense"] {
        let refused = put(tag).await;
        assert_eq!(
            (refused.error(412)["code"].as_str().unwrap(), refused.header("etag")),
            ("precondition_failed", "\"v2\"")
        );
    }
    assert_eq!(put("\"v9\", \"v2\"").await.status, 200);
    assert_eq!(put("*").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_current_is_not_sent_again() {
    let (service, user) = (service(), new_user());
    let tag = service.get(&user, "/v1/profile").await.header("etag").to_owned();
    let again = |tag: String| send(service.request_as(&user, Method::GET, "/v1/profile").header("if-none-match", tag));
    let answer = again(tag.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (304, ""));
    service.put_profile(&user, &json!({"bio": "x"})).await.data();
    assert_eq!(again(tag).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_call_many_times_at_once_makes_one_profile() {
    // N2
    let (service, user) = (service(), new_user());
    let calls = (0..12).map(|_| {
        let request = service.request_as(&user, Method::GET, "/v1/profile");
        tokio::spawn(send(request))
    });
    let mut created = std::collections::BTreeSet::new();
    for call in calls.collect::<Vec<_>>() {
        created.insert(call.await.unwrap().data()["createdAt"].to_string());
    }
    assert_eq!(created.len(), 1, "{created:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_at_once_are_all_kept() {
    let (service, user) = (service(), new_user());
    service.get(&user, "/v1/profile").await.data();
    let edits = ["bio", "location"].into_iter().cycle().take(16).enumerate().map(|(n, field)| {
        let request = service.request_as(&user, Method::PUT, "/v1/profile").json(&json!({field: format!("{n}")}));
        tokio::spawn(send(request))
    });
    for edit in edits.collect::<Vec<_>>() {
        edit.await.unwrap().data();
    }
    assert_eq!(service.get(&user, "/v1/profile").await.data()["version"], 17);
}

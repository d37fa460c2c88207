//! Privacy settings and preferences.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, new_user, photo, send, service};

async fn put(user: &str, path: &str, body: &Value) -> Answer {
    send(service().request_as(user, Method::PUT, path).json(body)).await
}

const PRIVACY: &str = "/v1/profile/privacy";
const PREFERENCES: &str = "/v1/profile/preferences";

#[tokio::test(flavor = "multi_thread")]
async fn privacy_is_six_fields_each_settable_alone() {
    // E11, E12, E13, V1, V2, V9, V10, V11
    let (service, user) = (service(), new_user());
    let defaults = service.get(&user, PRIVACY).await.data();
    let fields: Vec<_> = defaults.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["activityStatus", "avatar", "bio", "displayName", "location", "socialLinks"]);
    let whole = json!({
        "displayName": "public", "bio": "authenticated", "avatar": "public",
        "location": "private", "socialLinks": "authenticated", "activityStatus": "private",
    });
    assert_eq!(put(&user, PRIVACY, &whole).await.data(), whole);
    let three = json!({"displayName": "public", "bio": "authenticated", "avatar": "authenticated"});
    let after = put(&user, PRIVACY, &three).await.data();
    assert_eq!((&after["avatar"], &after["location"]), (&json!("authenticated"), &json!("private")));
    for field in fields {
        let mut want = service.get(&user, PRIVACY).await.data();
        want[field] = json!("private");
        assert_eq!(put(&user, PRIVACY, &json!({field: "private"})).await.data(), want);
    }
    assert_eq!(service.get(&user, "/v1/profile").await.data()["privacy"], service.get(&user, PRIVACY).await.data());
    let row = service.row(&user).await;
    assert_eq!(row["privacy"].as_m().unwrap().len(), 6);
    let error = put(&user, PRIVACY, &json!({"bio": "friends", "mood": "public"})).await.error(400);
    assert_eq!(error["details"][1]["message"], "must be one of public, authenticated, private");
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_are_saved_and_merge_key_by_key() {
    // E18, E19, R1-R5, R8-R12
    let (service, user) = (service(), new_user());
    let body = json!({
        "theme": "dark", "language": "en",
        "notifications": {"email": true, "push": false, "inApp": true},
        "privacy": {"showOnlineStatus": false, "allowDirectMessages": true},
    });
    let saved = put(&user, PREFERENCES, &body).await.data();
    assert_eq!(saved["notifications"], body["notifications"]);
    assert_eq!(saved["privacy"]["showReadReceipts"], false);
    let changed =
        json!({"language": "ES-mx", "notifications": {"inApp": false}, "privacy": {"showReadReceipts": true}});
    let saved = put(&user, PREFERENCES, &changed).await.data();
    assert_eq!((&saved["language"], &saved["theme"]), (&json!("es-MX"), &json!("dark")));
    assert_eq!(saved["notifications"], json!({"email": true, "push": false, "inApp": false}));
    assert_eq!(service.get(&user, "/v1/profile").await.data()["preferences"], saved);
    assert_eq!(service.get(&user, PREFERENCES).await.data(), saved);
    let row = service.row(&user).await;
    let stored = row["preferences"].as_m().unwrap();
    assert!(!stored["notifications"].as_m().unwrap()["in_app"].as_bool().unwrap());
    assert!(stored["privacy"].as_m().unwrap()["show_read_receipts"].as_bool().unwrap());
    let bad = json!({"theme": "pink", "language": "pt", "notifications": {"email": "true"}});
    let error = put(&user, PREFERENCES, &bad).await.error(400);
    let paths: Vec<_> = error["details"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["/theme", "/language", "/notifications/email"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_others_may_write_can_be_read_by_them() {
    // R7
    let (service, user) = (service(), new_user());
    put(&user, PREFERENCES, &json!({"privacy": {"allowDirectMessages": false}})).await.data();
    assert_eq!(service.get_public(&format!("/v1/profile/{user}")).await.data()["allowDirectMessages"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_have_the_profile_s_version() {
    let (service, user) = (service(), new_user());
    let tag = service.get(&user, PRIVACY).await.header("etag").to_owned();
    assert_eq!(service.get(&user, PREFERENCES).await.header("etag"), tag);
    let update = |tag: String| {
        let request = service.request_as(&user, Method::PUT, PREFERENCES).header("if-match", tag);
        send(request.json(&json!({"theme": "dark"})))
    };
    assert_eq!(update(tag.clone()).await.header("etag"), "\"v2\"");
    update(tag).await.error(412);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_fewer_may_see_moves_away_from_its_old_urls() {
    // A16, N6
    let (service, user) = (service(), new_user());
    let shown = service.upload(&user, "image/jpeg", photo("portrait.jpg")).await;
    for (level, path) in [("authenticated", PRIVACY), ("private", "/v1/profile")] {
        let before = service.get(&user, "/v1/profile").await.data();
        let body = if path == PRIVACY { json!({"avatar": level}) } else { json!({"privacy": {"avatar": level}}) };
        put(&user, path, &body).await.data();
        let after = service.get(&user, "/v1/profile").await.data();
        assert_ne!(after["avatar"], before["avatar"]);
        for variant in before["avatarVariants"].as_array().unwrap() {
            assert!(service.get_public(variant["url"].as_str().unwrap()).await.status.is_client_error(), "{variant}");
        }
        for variant in after["avatarVariants"].as_array().unwrap() {
            assert_eq!(reqwest::get(variant["url"].as_str().unwrap()).await.unwrap().status(), 200, "{variant}");
        }
        assert_eq!(after["avatarRecord"]["uploadedAt"], shown["uploadedAt"]);
        assert_eq!(service.objects(&format!("avatars/{user}/")).await.len(), 6);
        let public = service.get_public(&format!("/v1/profile/{user}")).await.data();
        assert!(public["avatar"].as_str().unwrap().contains("/avatars/initials/v1/"), "{public}");
        assert!(public.get("avatarVariants").is_none());
    }
    // wider again: nothing needs to move
    let before = service.get(&user, "/v1/profile").await.data();
    put(&user, PRIVACY, &json!({"avatar": "public"})).await.data();
    assert_eq!(service.get(&user, "/v1/profile").await.data()["avatar"], before["avatar"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_picture_is_gone_at_once_and_for_good() {
    // E10, A16, N12
    let (service, user) = (service(), new_user());
    let delete = || send(service.request_as(&user, Method::DELETE, "/v1/profile/avatar"));
    assert_eq!(delete().await.status, 200, "nothing to delete is no failure");
    let bytes = photo("test-avatar.jpg");
    let asked_before = service.ticket(&user, &json!({"contentType": "image/jpeg", "contentLength": bytes.len()})).await;
    let shown = service.upload(&user, "image/jpeg", bytes.clone()).await;
    let data = delete().await.data();
    assert!(data["avatar"].as_str().unwrap().contains("/avatars/initials/v1/"), "{data}");
    let profile = service.get(&user, "/v1/profile").await.data();
    assert_eq!((&profile["avatar"], &profile["avatarVariants"]), (&data["avatar"], &json!([])));
    assert!(service.get_public(shown["avatarUrl"].as_str().unwrap()).await.status.is_client_error());
    assert!(service.objects(&format!("avatars/{user}/")).await.is_empty());
    // a ticket from before the deletion brings nothing back
    send(service.put(&asked_before, &[], bytes)).await;
    assert_eq!(service.processed(&user, &asked_before).await["state"], "superseded");
    assert_eq!(service.get(&user, "/v1/profile").await.data()["avatar"], data["avatar"]);
    assert!(service.objects(&format!("avatars/{user}/")).await.is_empty());
    assert_eq!(delete().await.status, 200);
    // and a later one does
    let again = service.upload(&user, "image/png", photo("alpha.png")).await;
    assert_eq!(service.get(&user, "/v1/profile").await.data()["avatar"], again["avatarUrl"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_deleted_while_it_moves_stays_deleted() {
    // A16
    let service = service();
    for _ in 0..12 {
        let user = new_user();
        service.upload(&user, "image/png", photo("palette.png")).await;
        let tighten = service.request_as(&user, Method::PUT, PRIVACY).json(&json!({"avatar": "private"}));
        let delete = service.request_as(&user, Method::DELETE, "/v1/profile/avatar");
        let (tighten, delete) = (tokio::spawn(send(tighten)), tokio::spawn(send(delete)));
        tighten.await.unwrap().data();
        delete.await.unwrap().data();
        let profile = service.get(&user, "/v1/profile").await.data();
        assert_eq!(profile["avatarVariants"], json!([]));
        assert!(service.objects(&format!("avatars/{user}/")).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_replaced_while_it_moves_stays_replaced() {
    // A15, A16: and a ticket from before the move is still good
    let service = service();
    let bytes = photo("palette.png");
    for _ in 0..8 {
        let user = new_user();
        service.upload(&user, "image/jpeg", photo("test-avatar.jpg")).await;
        let ticket = service.ticket(&user, &json!({"contentType": "image/png", "contentLength": bytes.len()})).await;
        let tighten = service.request_as(&user, Method::PUT, PRIVACY).json(&json!({"avatar": "private"}));
        let (tighten, put) =
            (tokio::spawn(send(tighten)), tokio::spawn(send(service.put(&ticket, &[], bytes.clone()))));
        tighten.await.unwrap().data();
        assert_eq!(put.await.unwrap().status, 200);
        let end = service.processed(&user, &ticket).await;
        assert_eq!(end["state"], "ready", "{end}");
        let profile = service.get(&user, "/v1/profile").await.data();
        for variant in profile["avatarVariants"].as_array().unwrap() {
            assert_eq!(reqwest::get(variant["url"].as_str().unwrap()).await.unwrap().status(), 200, "{variant}");
        }
        let width = profile["avatarRecord"]["width"].clone();
        assert_eq!(width, end["avatarRecord"]["width"], "the old picture came back");
        assert_eq!(service.objects(&format!("avatars/{user}/")).await.len(), 6);
    }
}

//! What other services hear.

use serde_json::json;

use crate::harness::{eventually, new_user, service};

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_told_in_order_and_once() {
    // X1, X2, X6
    let (service, user) = (service(), new_user());
    service.get(&user, "/v1/profile").await.data();
    service.put_profile(&user, &json!({"displayName": "First Name"})).await.data();
    service.put_profile(&user, &json!({"privacy": {"location": "public"}})).await.data();
    service.put_profile(&user, &json!({"preferences": {"theme": "dark"}})).await.data();
    let told = eventually(async || {
        let told = service.received("chat", &user);
        (told.len() >= 4).then_some(told)
    })
    .await;
    let mut told: Vec<_> =
        told.iter().map(|d| (d["event"]["rev"].as_u64().unwrap(), d["type"].as_str().unwrap().to_owned())).collect();
    told.sort();
    let want = ["profile_created", "profile_updated", "privacy_updated", "preferences_updated"];
    assert_eq!(told, (1..).zip(want.map(str::to_owned)).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_is_told() {
    // X8
    let (service, user) = (service(), new_user());
    let secret = "canary-7d1f";
    let hidden = json!({"privacy": {"bio": "private", "displayName": "authenticated", "socialLinks": "private"}});
    service.put_profile(&user, &hidden).await.data();
    let edit = json!({
        "displayName": format!("Name {secret}"), "bio": secret, "location": secret, "interests": [secret],
        "socialLinks": {"github": format!("https://github.com/{secret}")},
    });
    service.put_profile(&user, &edit).await.data();
    service.put_profile(&user, &json!({"privacy": {"avatar": "private"}})).await.data();
    for target in ["chat", "post", "sns:profile-notifications-dev"] {
        let told = eventually(async || {
            let told = service.received(target, &user);
            (told.len() >= 4).then_some(told)
        })
        .await;
        assert!(told.iter().all(|delivery| !delivery.to_string().contains(secret)), "{target}: {told:?}");
    }
}

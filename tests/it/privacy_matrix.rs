//! Every field at every level for every viewer, on every surface: the table says who sees what, and the test asks.

use domain::privacy::{Level, Privacy};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{eventually, new_user, photo, send, service};

/// A setting, the fields of a view that follow it, and the value that only they may show.
struct Field {
    setting: &'static str,
    follows: &'static [&'static str],
    canary: &'static str,
}

const FIELDS: [Field; 6] = [
    Field { setting: "displayName", follows: &["displayName"], canary: "Canary Name" },
    Field { setting: "bio", follows: &["bio", "interests", "skills"], canary: "canary-bio" },
    Field { setting: "avatar", follows: &["avatarVariants"], canary: "/original.jpg" },
    Field { setting: "location", follows: &["location", "timezone"], canary: "canary-place" },
    Field { setting: "socialLinks", follows: &["socialLinks"], canary: "canary-link" },
    Field { setting: "activityStatus", follows: &["lastActiveAt"], canary: "2020-02-02" },
];

/// A user with something in every field, whose settings are all private but `setting`, which is at `level`.
async fn owner(setting: &str, level: Level) -> String {
    let (service, user) = (service(), new_user());
    let mut privacy: serde_json::Map<_, _> =
        Privacy::FIELDS.iter().map(|field| ((*field).to_owned(), json!("private"))).collect();
    privacy.insert(setting.to_owned(), serde_json::to_value(level).unwrap());
    // hidden before there is anything to hide, so that no event of the setting-up shows it
    send(service.request_as(&user, Method::PUT, "/v1/profile/privacy").json(&Value::Object(privacy))).await.data();
    let edit = json!({
        "displayName": "Canary Name", "bio": "canary-bio", "interests": ["canary-bio"], "skills": ["canary-bio"],
        "location": "canary-place", "timezone": "Europe/Berlin", "socialLinks": {"github": "https://github.com/canary-link"},
        "preferences": {"privacy": {"showOnlineStatus": true}},
    });
    service.put_profile(&user, &edit).await.data();
    service.set_last_active(&user, "2020-02-02T10:00:00.000Z").await;
    service.upload(&user, "image/png", photo("palette.png")).await;
    user
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_what_is_as_the_table_says() {
    // V7, X8
    for field in &FIELDS {
        for level in Level::ALL {
            let user = owner(field.setting, level).await;
            check(field, level, &user).await;
        }
    }
}

async fn check(field: &Field, level: Level, user: &str) {
    let (service, member) = (service(), new_user());
    let path = format!("/v1/profile/{user}");
    let whole = service.get(user, "/v1/profile").await;
    assert!(FIELDS.iter().all(|field| whole.text.contains(field.canary)), "the owner misses something: {whole:?}");
    for (viewer, sees) in [(None, level == Level::Public), (Some(member.as_str()), level != Level::Private)] {
        let single = match viewer {
            Some(viewer) => service.get(viewer, &path).await,
            None => service.get_public(&path).await,
        };
        let request = match viewer {
            Some(viewer) => service.request_as(viewer, Method::POST, "/v1/profiles/batch-get"),
            None => service.request(Method::POST, "/v1/profiles/batch-get"),
        };
        let batch = send(request.json(&json!({"userIds": [user]}))).await;
        let case = format!("{} {level:?} for {viewer:?}", field.setting);
        for (surface, view) in [("single", single.data()), ("batch", batch.data()["profiles"][0]["profile"].clone())] {
            for name in field.follows.iter().filter(|name| **name != "displayName") {
                assert_eq!(view.get(*name).is_some(), sees, "{case}, {surface}: {name}");
            }
            let text = view.to_string();
            for other in &FIELDS {
                let shown = sees && other.setting == field.setting;
                assert_eq!(text.contains(other.canary), shown, "{case}, {surface}: {} in {text}", other.canary);
            }
        }
        // the headers, the tag among them, hold nothing either
        let headers = format!("{:?}", single.headers);
        assert!(FIELDS.iter().all(|field| !headers.contains(field.canary)), "{case}: {headers}");
    }
    for target in ["chat", "post", "sns:profile-notifications-dev"] {
        let told = eventually(async || {
            let told = service.received(target, user);
            told.iter().any(|delivery| delivery["type"] == "avatar_updated").then_some(told)
        })
        .await;
        for delivery in told {
            let text = delivery.to_string();
            for other in &FIELDS {
                let shown = level == Level::Public && other.setting == field.setting;
                assert!(shown || !text.contains(other.canary), "{} {level:?}, {target}: {text}", field.setting);
            }
        }
    }
}

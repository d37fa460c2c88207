//! Leaving: what a person takes along, and that nothing stays.

use reqwest::{Method, multipart};
use serde_json::{Value, json};

use crate::{
    activity_rig::{event, rig},
    harness::{Answer, Service, eventually, new_user, photo, send, service},
};

/// Somebody who has everything that one can have, and the pictures' URLs and the aliases' ids.
async fn somebody(service: &Service) -> (String, Vec<String>, Vec<String>) {
    let user = new_user();
    let fields = json!({"displayName": "Erased Person", "bio": "canary", "location": "There", "interests": ["x"]});
    service.put_profile(&user, &fields).await.data();
    service.put_profile(&user, &json!({"preferences": {"theme": "dark"}, "privacy": {"bio": "private"}})).await.data();
    let ready = service.upload(&user, "image/png", photo("palette.png")).await;
    assert_eq!(service.upload(&user, "image/jpeg", photo("page.jpg")).await["state"], "failed");
    service.ticket(&user, &json!({"contentType": "image/png", "contentLength": 9})).await;
    let mut aliases = Vec::new();
    for place in ["a", "b"] {
        let path = format!("/v1/profile/alias?context={place}_{user}&contextType=post");
        aliases.push(text(&service.get(&user, &path).await.data()["aliasId"]));
    }
    let body = json!({"context": format!("a_{user}"), "contextType": "post"});
    let again = service.request_as(&user, Method::POST, "/v1/profile/alias/regenerate").json(&body);
    aliases.push(text(&send(again).await.data()["aliasId"]));
    let variants = ready["avatarVariants"].as_array().unwrap();
    let pictures: Vec<_> = variants.iter().map(|variant| text(&variant["url"])).collect();
    assert_eq!((pictures.len(), aliases.len()), (6, 3));
    (user, pictures, aliases)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn call(service: &Service, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let request = service.request(method, path).bearer_auth(token);
    send(match body {
        Some(body) => request.json(&body),
        None => request,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_everything() {
    let service = service();
    let (user, _, aliases) = somebody(service).await;
    let answer = service.get(&user, "/v1/profile/export").await;
    let file = answer.header("content-disposition");
    assert!(file.starts_with("attachment; filename=\"profile-2") && answer.header("cache-control") == "no-store");
    let export = answer.data();
    assert_eq!(export["profile"], service.get(&user, "/v1/profile").await.data());
    let mut exported: Vec<_> = export["aliases"].as_array().unwrap().iter().map(|a| text(&a["aliasId"])).collect();
    let mut made = aliases.clone();
    exported.sort();
    made.sort();
    assert_eq!(exported, made);
    let states: Vec<_> = export["uploads"].as_array().unwrap().iter().map(|upload| text(&upload["state"])).collect();
    assert_eq!(states, ["ready", "failed", "pending"]);
    let objects: Vec<_> = export["objects"].as_array().unwrap().iter().map(|object| text(&object["key"])).collect();
    let mut stored = service.objects(&format!("avatars/{user}/")).await;
    stored.extend(service.objects(&format!("incoming/{user}/")).await);
    assert_eq!(objects, stored);
    // asking makes nothing
    let stranger = new_user();
    let export = service.get(&stranger, "/v1/profile/export").await.data();
    assert_eq!((&export["profile"], &export["aliases"]), (&Value::Null, &json!([])));
    service.get_public(&format!("/v1/profile/{stranger}")).await.error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_erasure_nothing_is_found() {
    let service = service();
    let (user, pictures, aliases) = somebody(service).await;
    let old = service.token(&user);
    let receipt = call(service, &old, Method::DELETE, "/v1/profile", None).await.data();
    assert_eq!((&receipt["complete"], &receipt["failed"]), (&json!(true), &json!([])));
    let removed = &receipt["removed"];
    assert_eq!([&removed["profiles"], &removed["aliases"], &removed["uploads"]], [&json!(1), &json!(3), &json!(3)]);
    assert!(removed["objects"].as_u64().unwrap() >= 6, "{receipt}");
    assert!(receipt["remains"].as_array().unwrap().iter().any(|remains| remains["what"] == "tombstone"));
    assert_eq!(service.traces(&user).await, Vec::<String>::new());

    let again = call(service, &old, Method::DELETE, "/v1/profile", None).await.data();
    assert_eq!((&again["complete"], &again["removed"]["profiles"]), (&json!(true), &json!(0)));
    assert_eq!(again["erasedAt"], receipt["erasedAt"]);

    let place = json!({"context": "a", "contextType": "post"});
    for (method, path, body) in [
        (Method::GET, "/v1/profile", None),
        (Method::PUT, "/v1/profile", Some(json!({"bio": "x"}))),
        (Method::GET, "/v1/profile/privacy", None),
        (Method::PUT, "/v1/profile/privacy", Some(json!({"bio": "public"}))),
        (Method::GET, "/v1/profile/preferences", None),
        (Method::PUT, "/v1/profile/preferences", Some(json!({"theme": "dark"}))),
        (Method::POST, "/v1/profile/avatar/uploads", Some(json!({"contentType": "image/png", "contentLength": 9}))),
        (Method::DELETE, "/v1/profile/avatar", None),
        (Method::GET, "/v1/profile/alias?context=a&contextType=post", None),
        (Method::POST, "/v1/profile/alias/regenerate", Some(place)),
    ] {
        let error = call(service, &old, method.clone(), path, body).await.error(401);
        assert!(error["message"].as_str().unwrap().contains("sign in again"), "{method} {path}: {error}");
    }
    let form = multipart::Form::new().part("avatar", multipart::Part::bytes(photo("palette.png")).file_name("a.png"));
    send(service.request(Method::POST, "/v1/profile/avatar").bearer_auth(&old).multipart(form)).await.error(401);

    service.get_public(&format!("/v1/profile/{user}")).await.error(404);
    let batch = service.request(Method::POST, "/v1/profiles/batch-get").json(&json!({"userIds": [user]}));
    assert!(!send(batch).await.data().to_string().contains("Erased Person"));
    for alias in &aliases {
        service.get_public(&format!("/v1/aliases/{alias}")).await.error(404);
    }
    for picture in &pictures {
        assert!([403, 404].contains(&service.get_public(picture).await.status.as_u16()), "{picture}");
    }
    assert_eq!(service.traces(&user).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_the_auth_service_deletes_leaves_nothing_either() {
    // X10
    let (service, rig) = (service(), rig());
    let (user, ..) = somebody(service).await;
    assert!(rig.deliver([&event("user.deleted", &json!({"userId": user}))]).await.is_empty());
    assert_eq!(service.traces(&user).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn others_hear_of_it_once_and_nothing_private() {
    let service = service();
    let (user, ..) = somebody(service).await;
    let old = service.token(&user);
    call(service, &old, Method::DELETE, "/v1/profile", None).await.data();
    for target in ["chat", "post", "sns:profile-notifications-dev"] {
        let told = eventually(async || {
            let received = service.received(target, &user);
            let told: Vec<_> =
                received.into_iter().filter(|event| event.to_string().contains("\"profile_deleted\"")).collect();
            (!told.is_empty()).then_some(told)
        })
        .await;
        let text = Value::from(told.clone()).to_string();
        assert_eq!(told.len(), 1, "{target}: {text}");
        assert!(!text.contains("canary") && text.contains("\"profile\":null"), "{target}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_again_begins_anew_and_an_old_request_cannot_end_it() {
    let service = service();
    let (user, ..) = somebody(service).await;
    let old = service.token(&user);
    call(service, &old, Method::DELETE, "/v1/profile", None).await.data();
    // a token of a later second
    let profile = eventually(async || {
        let answer = service.get(&user, "/v1/profile").await;
        answer.status.is_success().then(|| answer.data())
    })
    .await;
    assert_eq!((&profile["bio"], &profile["version"]), (&json!(""), &json!(1)));
    let again = call(service, &old, Method::DELETE, "/v1/profile", None).await.data();
    assert_eq!(again["removed"]["profiles"], 0);
    assert_eq!(service.get(&user, "/v1/profile").await.data(), profile);
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_have_nothing_to_export_or_erase_here() {
    let service = service();
    service.get("anon_1", "/v1/profile/export").await.error(403);
    send(service.request_as("anon_1", Method::DELETE, "/v1/profile")).await.error(403);
}

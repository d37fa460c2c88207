//! Events of other services, on their way from the bus.

use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use serde_json::{Value, json};

use crate::harness::{Service, eventually, new_user, service};

async fn put(service: &Service, source: &str, kind: &str, detail: &Value) {
    let entry = PutEventsRequestEntry::builder().event_bus_name("profile-events-dev").source(source);
    let entry = entry.detail_type(kind).detail(detail.to_string()).build();
    let put = aws_sdk_eventbridge::Client::new(&service.aws().sdk).put_events().entries(entry);
    assert_eq!(put.send().await.unwrap().failed_entry_count, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_on_the_bus_reaches_the_profile() {
    // X10
    let (service, user) = (service(), new_user());
    let post = json!({"eventId": "e1", "userId": user, "isAnonymous": false});
    // what is of nobody whom we listen to does nothing
    put(service, "chat-svc", "post.created", &json!({"eventId": "e0", "userId": user, "isAnonymous": false})).await;
    for _ in 0..2 {
        put(service, "post-svc", "post.created", &post).await;
    }
    put(service, "auth-svc", "user.registered", &json!({"eventId": "e1", "userId": user, "displayName": "Jane Roe"}))
        .await;
    eventually(async || {
        let shown = service.get_public(&format!("/v1/profile/{user}")).await;
        let data = (shown.status == 200).then(|| shown.data())?;
        (data["stats"]["postsCount"] == 1 && data["displayName"] == "Jane Roe").then_some(())
    })
    .await;
    assert_eq!(service.get(&user, "/v1/profile").await.data()["stats"]["postsCount"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_put_aside_and_holds_nothing_up() {
    // X7
    let (service, user) = (service(), new_user());
    put(service, "post-svc", "post.created", &json!({"eventId": "broken", "userId": user})).await;
    let good = json!({"eventId": "good", "userId": user, "isAnonymous": false});
    put(service, "post-svc", "post.created", &good).await;
    let letters = eventually(async || {
        let letters = service.received("ActivityDeadLetters", &user);
        (!letters.is_empty()).then_some(letters)
    })
    .await;
    assert!(letters.iter().all(|letter| letter.to_string().contains("broken")), "{letters:?}");
    eventually(async || {
        let counted = service.get(&user, "/v1/profile").await.data()["stats"]["postsCount"] == 1;
        counted.then_some(())
    })
    .await;
}

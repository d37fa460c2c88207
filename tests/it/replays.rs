//! S3 events that come twice, late, or in another order.

use aws_lambda_events::s3::S3Event;
use bucket::Bucket;
use domain::upload::State;
use image_processor::Deps;
use serde_json::{Value, json};

use crate::{
    chance::Chance,
    harness::{Service, new_user, photo, send, service, service_without_s3_events},
    uploads,
};

/// The event for the upload of `ticket`, as S3 would send it.
fn event(user: &str, ticket: &Value) -> S3Event {
    let mut event: S3Event = serde_json::from_str(include_str!("../events/image-processor.json")).unwrap();
    let object = &mut event.records[0].s3.object;
    object.key = Some(format!("incoming/{user}/{}", ticket["uploadId"].as_str().unwrap()));
    object.e_tag = None;
    event
}

/// Puts a picture and waits until it is processed; its ticket.
async fn uploaded(service: &Service, user: &str, name: &str) -> Value {
    let bytes = photo(name);
    let ticket = service.ticket(user, &json!({"contentType": "image/jpeg", "contentLength": bytes.len()})).await;
    assert_eq!(send(service.put(&ticket, &[], bytes)).await.status, 200);
    service.processed(user, &ticket).await;
    ticket
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_comes_again_changes_nothing() {
    let (service, user) = (service(), new_user());
    let deps = Deps::from_env(&service.aws_as("image-processor", &[])).unwrap();
    let first = uploaded(service, &user, "test-avatar.jpg").await;
    let second = uploaded(service, &user, "portrait.jpg").await;
    let profile = service.get(&user, "/v1/profile").await;
    let objects = service.objects(&format!("avatars/{user}/")).await;
    for ticket in [&first, &second, &first] {
        image_processor::handle(&deps, event(&user, ticket)).await.unwrap();
    }
    let after = service.get(&user, "/v1/profile").await;
    assert_eq!((after.text.as_str(), after.header("etag")), (profile.text.as_str(), profile.header("etag")));
    assert_eq!(service.objects(&format!("avatars/{user}/")).await, objects);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_ticket_wins_whatever_comes_first() {
    let (service, user) = (service(), new_user());
    let bytes = photo("test-avatar.jpg");
    let order = json!({"contentType": "image/jpeg", "contentLength": bytes.len()});
    let first = service.ticket(&user, &order).await;
    let second = service.ticket(&user, &order).await;
    assert_eq!(send(service.put(&second, &[], bytes.clone())).await.status, 200);
    let shown = service.processed(&user, &second).await;
    assert_eq!(send(service.put(&first, &[], bytes)).await.status, 200);
    let late = service.processed(&user, &first).await;
    assert_eq!((&shown["state"], &late["state"]), (&json!("ready"), &json!("superseded")));
    assert_eq!(service.get(&user, "/v1/profile").await.data()["avatar"], shown["avatarUrl"]);
    let objects = service.objects(&format!("avatars/{user}/")).await;
    assert!(
        objects.len() == 6 && objects.iter().all(|key| key.contains(second["uploadId"].as_str().unwrap())),
        "{objects:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_is_no_upload_is_left_alone() {
    // O2, S6: nobody was given a ticket for it
    let (service, user) = (service(), new_user());
    let deps = Deps::from_env(&service.aws_as("image-processor", &[])).unwrap();
    let stranger = json!({"uploadId": "0000000009abcdefghijklmnop"});
    image_processor::handle(&deps, event(&user, &stranger)).await.unwrap();
    assert!(service.objects(&format!("avatars/{user}/")).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_before_it_is_read_ends_its_upload() {
    let (service, user, mut chance) = (service_without_s3_events(), new_user(), Chance::new(1));
    let uploaded = uploads::put(&service, &user, uploads::picture(&mut chance)).await;
    let file = format!("incoming/{user}/{}", uploaded.id);
    Bucket::from_env(&service.aws()).unwrap().delete(&[&file]).await.unwrap();
    let deps = Deps::from_env(&service.aws_as("image-processor", &[])).unwrap();
    uploads::deliver(&deps, &uploads::event(&uploaded, &mut chance)).await;
    let State::Failed(failure) = uploads::state(&service, &uploaded).await else { panic!("it is no failure") };
    assert_eq!(failure.code, "missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_uploads_at_once_end_at_the_newest() {
    let (service, user) = (service(), new_user());
    let bytes = photo("palette.png");
    let mut tickets = Vec::new();
    for _ in 0..5 {
        tickets.push(service.ticket(&user, &json!({"contentType": "image/png", "contentLength": bytes.len()})).await);
    }
    let puts: Vec<_> =
        tickets.iter().rev().map(|ticket| tokio::spawn(send(service.put(ticket, &[], bytes.clone())))).collect();
    for put in puts {
        assert_eq!(put.await.unwrap().status, 200);
    }
    let mut newest = Value::Null;
    for ticket in &tickets {
        newest = service.processed(&user, ticket).await;
    }
    assert_eq!(newest["state"], "ready");
    assert_eq!(service.get(&user, "/v1/profile").await.data()["avatar"], newest["avatarUrl"]);
    let objects = service.objects(&format!("avatars/{user}/")).await;
    assert_eq!(objects.len(), 6, "{objects:?}");
}

//! Requests that are sent again with their key.

use std::collections::BTreeSet;

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use table::{Once, OnceError, OnceRequest};

use crate::faults::{Fault, Faults};
use crate::harness::{Answer, Service, eventually, new_user, photo, send, service};

const TICKETS: &str = "/v1/profile/avatar/uploads";
const REGENERATE: &str = "/v1/profile/alias/regenerate";

async fn post(service: &Service, user: &str, path: &str, key: &str, body: &Value) -> Answer {
    send(service.request_as(user, Method::POST, path).header("idempotency-key", key).json(body)).await
}

/// What the fifty answers to one request come to: one success, and others that are told to wait.
fn assert_one_effect(answers: &[Answer], id: &str) {
    let done: Vec<_> = answers.iter().filter(|answer| answer.status.is_success()).collect();
    let ids: BTreeSet<_> = done.iter().map(|answer| answer.data()[id].to_string()).collect();
    assert_eq!(ids.len(), 1, "{done:?}");
    for answer in answers.iter().filter(|answer| !answer.status.is_success()) {
        assert_eq!((answer.error(409)["code"].as_str(), answer.header("retry-after")), (Some("conflict"), "1"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_equal_orders_get_one_ticket() {
    let (service, user) = (service(), new_user());
    let bytes = photo("palette.png");
    let order = json!({"contentType": "image/png", "contentLength": bytes.len()});
    let answers = join_all((0..50).map(|_| post(service, &user, TICKETS, "k", &order))).await;
    assert_one_effect(&answers, "uploadId");
    let again = post(service, &user, TICKETS, "k", &order).await;
    assert_eq!(again.status, 201);
    let first = answers.iter().find(|answer| answer.status.is_success()).unwrap();
    assert_eq!((again.data(), again.header("location")), (first.data(), first.header("location")));
    // and the ticket is as good as the first
    assert!(send(service.put(&again.data(), &[], bytes)).await.status.is_success());
    assert_eq!(service.processed(&user, &again.data()).await["state"], "ready");
    let another = post(service, &user, TICKETS, "l", &order).await.data();
    assert!(another["uploadId"].as_str().unwrap().starts_with("0000000002"), "{another}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_equal_wishes_for_another_alias_get_one() {
    let (service, user) = (service(), new_user());
    let room = json!({"context": "lobby", "contextType": "chat_room"});
    service.get(&user, "/v1/profile/alias?context=lobby&contextType=chat_room").await.data();
    let answers = join_all((0..50).map(|_| post(service, &user, REGENERATE, "k", &room))).await;
    assert_one_effect(&answers, "aliasId");
    let again = post(service, &user, REGENERATE, "k", &room).await.data();
    let now = service.get(&user, "/v1/profile/alias?context=lobby&contextType=chat_room").await.data();
    assert_eq!(again["aliasId"], now["aliasId"]);
    let history = service.get(&user, "/v1/profile/aliases").await.data();
    assert_eq!(history["aliases"].as_array().unwrap().len(), 2, "{history}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_stands_for_one_request_of_one_person() {
    let (service, user) = (service(), new_user());
    let order = |length: u64| json!({"contentType": "image/png", "contentLength": length});
    let first = post(service, &user, TICKETS, "k", &order(100)).await.data();
    let refused = post(service, &user, TICKETS, "k", &order(101)).await.error(422);
    assert_eq!(refused["code"], "idempotency_mismatch");
    let room = json!({"context": "lobby", "contextType": "chat_room"});
    post(service, &user, REGENERATE, "k", &room).await.data();
    let other = post(service, &new_user(), TICKETS, "k", &order(101)).await.data();
    assert_ne!(first["uploadId"], other["uploadId"]);
    for key in ["", "two words", &"x".repeat(256)] {
        let error = post(service, &user, TICKETS, key, &order(100)).await.error(400);
        assert!(error["message"].as_str().unwrap().contains("Idempotency-Key"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_refused_may_be_sent_again_with_its_key() {
    // L19
    let (service, user) = (service(), new_user());
    let room = json!({"context": "lobby", "contextType": "chat_room"});
    for key in ["1", "2", "3", "4", "5"] {
        post(service, &user, REGENERATE, key, &room).await.data();
    }
    for _ in 0..2 {
        post(service, &user, REGENERATE, "6", &room).await.error(429);
    }
    // and one that was carried out is answered without being counted
    post(service, &user, REGENERATE, "5", &room).await.data();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_somebody_who_was_erased_gives_its_key_back() {
    let (service, user) = (service(), new_user());
    service.get(&user, "/v1/profile").await.data();
    let old = service.token(&user);
    send(service.request(Method::DELETE, "/v1/profile").bearer_auth(&old)).await.data();
    let order = json!({"contentType": "image/png", "contentLength": 100});
    let refused = service.request(Method::POST, TICKETS).bearer_auth(&old).header("idempotency-key", "k");
    send(refused.json(&order)).await.error(401);
    // a token of a later second
    let ordered = eventually(async || {
        let answer = post(service, &user, TICKETS, "k", &order).await;
        (answer.status != StatusCode::UNAUTHORIZED).then_some(answer)
    })
    .await;
    assert_eq!(ordered.status, StatusCode::CREATED, "{ordered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_ends_in_between_holds_a_key_for_half_a_minute() {
    let service = service();
    let faults = Faults::before(service.stack());
    let once = Once::from_env(&service.aws_with(&[("AWS_ENDPOINT_URL_DYNAMODB", faults.url())])).unwrap();
    let user = new_user().parse().unwrap();
    let request = OnceRequest { user: &user, operation: "try", key: "k", body: "{}" };
    let at = |seconds: i64| domain::Time::from(jiff::Timestamp::now()).plus_seconds(seconds);
    let run = async |seconds: i64, outcome: &str| {
        let act = async { Ok::<_, OnceError>(outcome.to_owned()) };
        once.run(Some(request), at(seconds), act, Clone::clone, async |known| Ok(known)).await
    };
    let (has_key, have_key) = tokio::sync::oneshot::channel();
    let hangs = async {
        has_key.send(()).unwrap();
        std::future::pending::<Result<String, OnceError>>().await
    };
    tokio::select! {
        _ = once.run(Some(request), at(0), hangs, Clone::clone, async |known| Ok(known)) => panic!("it has ended"),
        key = have_key => key.unwrap(),
    }
    assert!(matches!(run(29, "too soon").await, Err(OnceError::UnderWay)));
    // answers that are lost change nothing
    faults.at("PutItem", 1, Fault::ResetAfterCommit);
    faults.at("UpdateItem", 1, Fault::ResetAfterCommit);
    assert_eq!(run(31, "second").await.unwrap(), "second");
    assert_eq!(run(32, "third").await.unwrap(), "second");
    assert_eq!(run(24 * 3600 + 32, "the next day").await.unwrap(), "the next day");
}

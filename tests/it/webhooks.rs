//! Targets that do not take what they are told.

use fan_out::{Call, Deps};
use serde_json::{Value, json};

use crate::harness::{Service, eventually, new_user, service, service_with};
use crate::receivers::Receivers;

const LETTERS: &str = "arn:aws:sqs:us-east-1:000000000000:profile-fan-out-dead-letters-dev";
const RETRIES: &str = "arn:aws:sqs:us-east-1:000000000000:profile-fan-out-retries-dev";

/// Calls the queues' API, as the command line does.
async fn sqs(service: &Service, action: &str, request: &Value) -> Value {
    let call = service.request(reqwest::Method::POST, "/dev/queues/");
    let call = call.header("x-amz-target", format!("AmazonSQS.{action}")).body(request.to_string());
    let response = call.send().await.unwrap();
    assert!(response.status().is_success(), "{response:?}");
    response.json().await.unwrap()
}

/// How many messages the queue called `name` holds.
async fn depth(service: &Service, name: &str) -> String {
    let attributes = sqs(service, "GetQueueAttributes", &json!({"QueueUrl": name})).await;
    attributes["Attributes"]["ApproximateNumberOfMessages"].as_str().unwrap().to_owned()
}

/// The redrive that docs/EVENTS.md describes.
async fn redrive(service: &Service) {
    sqs(service, "StartMessageMoveTask", &json!({"SourceArn": LETTERS, "DestinationArn": RETRIES})).await;
}

/// An event as the rule hands it over.
fn event(id: &str) -> Value {
    json!({
        "version": "0", "id": "1", "detail-type": "profile_updated", "source": "profile-svc", "account": "1",
        "time": "2025-09-29T10:30:00Z", "region": "us-east-1", "resources": [], "detail": {"eventId": id},
    })
}

/// The function, telling the receivers at `paths`.
fn deps(service: &Service, receivers: &Receivers, paths: &[&str], queues: &str) -> Deps {
    let changes = [
        ("FANOUT_TARGETS", &*receivers.targets(paths)),
        ("FANOUT_PRIVATE_TARGETS", "true"),
        ("FANOUT_RETRY_QUEUE_URL", "profile-fan-out-retries-dev"),
        ("AWS_ENDPOINT_URL_SQS", queues),
        ("WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ];
    Deps::from_env(&service.aws_as("fan-out", &changes)).unwrap()
}

fn call(event: &Value) -> Call {
    serde_json::from_value(event.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_fails_neither_delays_nor_repeats_another_and_is_redriven() {
    // X6, X7
    const FAILING: [&str; 4] = ["broken", "gone", "busy", "moved"];
    let receivers = Receivers::start();
    let targets = receivers.targets(&["good", "endless", "broken", "gone", "busy", "moved"]);
    let service = service_with(&[("FANOUT_TARGETS", &format!("{targets},closed=http://127.0.0.1:1/"))]);
    let user = new_user();
    service.get(&user, "/v1/profile").await.data();
    service.put_profile(&user, &json!({"displayName": "First Name"})).await.data();
    let letters = eventually(async || {
        let letters = service.received("FanOutDeadLetters", &user);
        (letters.len() == 2 * (FAILING.len() + 1)).then_some(letters)
    })
    .await;
    assert!(letters.iter().all(|letter| letter["event"]["target"].is_string()), "{letters:?}");
    let told = receivers.counts("good");
    assert_eq!(told.len(), 2);
    for (path, times) in [("good", 1), ("endless", 1), ("broken", 9), ("gone", 9), ("busy", 9), ("moved", 9)] {
        let want = told.keys().map(|id| (id.clone(), times)).collect();
        assert_eq!(receivers.counts(path), want, "{path}");
    }
    assert!(receivers.received("trap").is_empty(), "a redirect was followed");

    receivers.mend(&FAILING);
    redrive(&service).await;
    for path in FAILING {
        eventually(async || receivers.counts(path).values().all(|times| *times == 10).then_some(())).await;
    }
    let want = told.keys().map(|id| (id.clone(), 1)).collect();
    assert_eq!(receivers.counts("good"), want, "a target that was told is told again");
    eventually(async || (depth(&service, "profile-fan-out-dead-letters-dev").await == "2").then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_target_that_is_silent() {
    let receivers = Receivers::start();
    let service = service_with(&[("FANOUT_TARGETS", &receivers.targets(&["silent", "good"]))]);
    service.get(&new_user(), "/v1/profile").await.data();
    eventually(async || (!receivers.received("good").is_empty()).then_some(())).await;
    assert_eq!(depth(&service, "profile-fan-out-retries-dev").await, "0", "the silent one was given up before");
    receivers.mend(&["silent"]);
    // more than twice where the first wait was over before it was mended
    eventually(async || (receivers.received("silent").len() >= 2).then_some(())).await;
    assert_eq!(receivers.received("good").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_lands_in_the_dead_letters_can_be_redriven() {
    let receivers = Receivers::start();
    let service = service_with(&[("FANOUT_TARGETS", &receivers.targets(&["good"]))]);
    // what EventBridge could not hand over, and what Lambda gave up
    for body in [event("evt-1"), json!({"requestContext": {}, "requestPayload": event("evt-2")})] {
        let message = json!({"QueueUrl": "profile-fan-out-dead-letters-dev", "MessageBody": body.to_string()});
        sqs(&service, "SendMessage", &message).await;
    }
    redrive(&service).await;
    eventually(async || receivers.counts("good").keys().eq(["evt-1", "evt-2"]).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_holds_no_event_fails_alone() {
    let (service, receivers) = (service(), Receivers::start());
    let deps = deps(service, &receivers, &["good"], &format!("{}/dev/queues", service.stack().api_url()));
    let message = |id: &str, body: &Value| json!({"messageId": id, "receiptHandle": id, "body": body.to_string()});
    let for_one = |target: &str| json!({"target": target, "detail": {"eventId": target}});
    let batch = json!({"Records": [
        message("1", &json!("nonsense")),
        message("2", &for_one("good")),
        message("3", &for_one("a target that was there once")),
        message("4", &json!({"target": "good", "detail": {}})),
    ]});
    let response = fan_out::handle(&deps, call(&batch)).await.unwrap();
    let failed: Vec<_> = response.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str()).collect();
    assert_eq!(failed, ["1", "4"]);
    assert_eq!(receivers.received("good").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_ends_anywhere_is_made_good_by_the_next() {
    // X5, X6
    let service = service();
    let queues = format!("{}/dev/queues", service.stack().api_url());
    // ends while a target is told, and while what a target did not take is queued
    for (paths, queues_at_first) in [(["good", "silent"], None), (["good", "broken"], Some("silent"))] {
        let receivers = Receivers::start();
        let hung = queues_at_first.map(|path| receivers.url(path));
        let first = deps(service, &receivers, &paths, hung.as_deref().unwrap_or(&queues));
        let stuck_at = queues_at_first.unwrap_or(paths[1]);
        let event = event(&new_user());
        tokio::select! {
            _ = fan_out::handle(&first, call(&event)) => panic!("it has ended"),
            () = eventually(async || {
                let reached = receivers.received("good").len() == 1 && !receivers.received(stuck_at).is_empty();
                reached.then_some(())
            }) => {}
        }
        receivers.mend(&[paths[1]]);
        let next = deps(service, &receivers, &paths, &queues);
        fan_out::handle(&next, call(&event)).await.unwrap();
        for path in paths {
            let id = event["detail"]["eventId"].as_str().unwrap();
            assert!(receivers.counts(path).keys().eq([id]), "{path} knows each event by one id");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_not_done_with_before_a_target_is_told_or_queued() {
    let (service, receivers) = (service(), Receivers::start());
    let nowhere = deps(service, &receivers, &["good", "broken"], "http://127.0.0.1:1");
    let error = fan_out::handle(&nowhere, call(&event("evt-1"))).await.unwrap_err();
    assert_eq!(error.to_string(), "the retry queue failed");
    assert_eq!(receivers.received("good").len(), 1);
}

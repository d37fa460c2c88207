use super::*;
use crate::invoke::Handler;
use crate::stop::Background;
use crate::template::{Asynchronous, Template};
use aws_lambda_events::eventbridge::EventBridgeEvent;
use futures::FutureExt;
use http_body_util::BodyExt;
use std::sync::Mutex;
use tower::ServiceExt;

struct Rig {
    bus: Arc<Bus>,
    background: Background,
    received: Arc<Mutex<Vec<EventBridgeEvent<Value>>>>,
    deliveries: Deliveries,
}

impl Rig {
    /// The template's bus and rules, with a handler that notes what it is called with.
    fn new() -> Self {
        let template = Template::load().unwrap();
        let (background, deliveries) = (Background::new(), Deliveries::default());
        let received: Arc<Mutex<Vec<_>>> = Arc::default();
        let note = Arc::clone(&received);
        let handler: Handler = Arc::new(move |event| {
            note.lock().unwrap().push(serde_json::from_value(event).unwrap());
            async { Ok(Value::Null) }.boxed()
        });
        let config = Asynchronous { retries: 0, dead_letters: None };
        let queues = Queues::new(&template.queues, &deliveries);
        let invoker = Invoker::new("fan-out", handler, config, &background, &queues);
        let functions = BTreeMap::from([("FanOutFunction".to_owned(), invoker)]);
        let bus = Arc::new(Bus::new(template.buses, template.rules, functions, queues, &deliveries).unwrap());
        Self { bus, background, received, deliveries }
    }

    async fn put(&self, entries: Value) -> (StatusCode, Value) {
        let request = http::Request::post("/dev/bus/")
            .header("x-amz-target", "AWSEvents.PutEvents")
            .body(axum::body::Body::from(json!({ "Entries": entries }).to_string()))
            .unwrap();
        let response = Arc::clone(&self.bus).router().oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(self.background.idle().await);
        (status, serde_json::from_slice(&body).unwrap())
    }
}

fn entry(kind: &str) -> Value {
    json!({
        "EventBusName": "profile-events-dev",
        "Source": "profile-svc",
        "DetailType": kind,
        "Detail": r#"{"userId":"usr_1"}"#,
    })
}

#[tokio::test]
async fn an_event_reaches_every_target_of_the_rule_it_matches() {
    let rig = Rig::new();
    let (status, answer) = rig.put(json!([entry("profile_updated")])).await;
    assert_eq!((status, &answer["FailedEntryCount"]), (StatusCode::OK, &json!(0)));
    let received = rig.received.lock().unwrap();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].detail_type, "profile_updated");
    assert_eq!(received[0].detail, json!({ "userId": "usr_1" }));
    assert_eq!(received[0].id.as_deref(), answer["Entries"][0]["EventId"].as_str());
    let deliveries = rig.deliveries.about("usr_1");
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0].target, "sns:profile-notifications-dev");
}

#[tokio::test]
async fn an_event_that_no_rule_wants_goes_nowhere() {
    let rig = Rig::new();
    let mut foreign = entry("profile_updated");
    foreign["Source"] = json!("post-svc");
    let (_, answer) = rig.put(json!([entry("unheard_of"), foreign])).await;
    assert_eq!(answer["FailedEntryCount"], 0);
    assert!(rig.received.lock().unwrap().is_empty() && rig.deliveries.all().is_empty());
}

#[tokio::test]
async fn a_bad_entry_fails_alone() {
    let rig = Rig::new();
    let mut nowhere = entry("profile_updated");
    nowhere["EventBusName"] = json!("arn:aws:events:us-east-1:000000000000:event-bus/other");
    let mut text = entry("profile_updated");
    text["Detail"] = json!("not JSON");
    let mut anonymous = entry("profile_updated");
    anonymous.as_object_mut().unwrap().remove("Source");
    let (status, answer) = rig.put(json!([nowhere, text, entry("profile_created"), anonymous])).await;
    assert_eq!((status, &answer["FailedEntryCount"]), (StatusCode::OK, &json!(3)));
    let codes: Vec<_> = (0..4).map(|at| answer["Entries"][at]["ErrorCode"].as_str()).collect();
    assert_eq!(codes, [Some("InvalidArgument"), Some("MalformedDetail"), None, Some("InvalidArgument")]);
    assert_eq!(rig.received.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn more_than_ten_entries_are_refused_whole() {
    let rig = Rig::new();
    let (status, answer) = rig.put(vec![entry("profile_updated"); 11].into()).await;
    assert_eq!((status, &answer["__type"]), (StatusCode::BAD_REQUEST, &json!("ValidationException")));
    assert!(rig.received.lock().unwrap().is_empty());
}

#[test]
fn a_pattern_that_cannot_be_matched_is_named() {
    let rule = Rule {
        bus: "b".to_owned(),
        name: "OddRule".to_owned(),
        pattern: json!({ "$or": [{ "source": ["a"] }] }),
        targets: Vec::new(),
    };
    let deliveries = Deliveries::default();
    let queues = Queues::new(&BTreeMap::new(), &deliveries);
    let bus = Bus::new(BTreeSet::from(["b".to_owned()]), vec![rule], BTreeMap::new(), queues, &deliveries);
    let error = bus.err().unwrap().to_string();
    assert!(error.contains("OddRule"), "{error}");
}

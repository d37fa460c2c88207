//! `tests/events`: each function has a sample, and it is what the function takes.

use std::{collections::BTreeSet, fs, path::PathBuf};

use aws_lambda_events::{dynamodb, eventbridge::EventBridgeEvent, s3::S3Event, sqs::SqsEvent};
use lambda_http::{RequestExt, request::LambdaRequest};
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use table::profile_from_item;

use crate::harness::{Answer, Service, send, service_with};

/// The functions that take events and no requests.
const EVENTS: [&str; 5] = ["fan-out", "image-processor", "publish-changes", "record-activity", "sweep-uploads"];
/// Those whose samples name what is not there.
const NOT_FOUND: [&str; 2] = ["get-avatar-upload", "resolve-alias"];

/// A folder of the project.
fn folder(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The names of what is in a folder.
fn names(path: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder(path)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The sample of `function`, as the function reads it.
fn sample<T: DeserializeOwned>(function: &str) -> T {
    let text = fs::read_to_string(folder(&format!("tests/events/{function}.json"))).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{function}: {error}"))
}

#[test]
fn each_function_has_a_sample_and_each_sample_a_function() {
    let samples: BTreeSet<_> = names("tests/events")
        .into_iter()
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .filter(|name| name != "env")
        .collect();
    let functions = names("functions");
    let missing: Vec<_> = functions.symmetric_difference(&samples).collect();
    assert!(missing.is_empty(), "in functions or in tests/events, and not in both: {missing:?}");
}

#[test]
fn events_are_what_their_functions_take() {
    let S3Event { records, .. } = sample("image-processor");
    assert!(records[0].s3.object.key.as_deref().unwrap().starts_with("incoming/usr_"));
    let dynamodb::Event { records, .. } = sample("publish-changes");
    let change = &records[0].change;
    for image in [&change.old_image, &change.new_image] {
        assert_eq!(profile_from_item(image.clone()).unwrap().user_id.to_string(), "usr_123456789");
    }
    let fan_out::Call::Event(event) = sample("fan-out") else { panic!("the rule sends no messages") };
    assert_eq!(
        (event.detail_type.as_str(), event.detail["userId"].as_str()),
        ("profile_updated", Some("usr_123456789"))
    );
    let SqsEvent { records, .. } = sample("record-activity");
    let event: EventBridgeEvent<Value> = serde_json::from_str(records[0].body.as_deref().unwrap()).unwrap();
    assert_eq!(event.detail_type, "post.liked");
    assert_eq!(sample::<EventBridgeEvent<Value>>("sweep-uploads").source, "aws.events");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered() {
    let env = sample::<Value>("env")["Parameters"].clone();
    let own = ["JWT_SECRET", "JWT_ISSUER", "JWT_AUDIENCE"].map(|name| (name, env[name].as_str().unwrap()));
    let service = service_with(&own);
    let mut functions: Vec<_> =
        names("functions").into_iter().filter(|name| !EVENTS.contains(&name.as_str())).collect();
    // whoever is erased gets nothing by this token any more
    functions.sort_by_key(|name| name == "delete-profile");
    for function in functions {
        let answer = ask(&service, sample(&function)).await;
        let found = answer.status != StatusCode::NOT_FOUND;
        assert_eq!(found, !NOT_FOUND.contains(&function.as_str()), "{function}: {answer:?}");
        assert!(answer.status.is_success() || !found, "{function}: {answer:?}");
    }
}

/// What the service answers to the request in an event.
async fn ask(service: &Service, event: LambdaRequest) -> Answer {
    let (parts, body) = lambda_http::Request::from(event).into_parts();
    // the path as the client asked for it, without the stage
    let path = parts.raw_http_path();
    let url = parts.uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut request = service.request(parts.method.clone(), &url).body(body.to_vec());
    for (name, value) in parts.headers.iter().filter(|(name, _)| *name != "host") {
        request = request.header(name, value);
    }
    send(request).await
}

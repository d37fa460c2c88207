use super::*;
use crate::Data;
use reqwest::{Client, Response};
use serde_json::{Value, json};

async fn get(url: String, token: &str) -> Response {
    Client::new().get(url).bearer_auth(token).send().await.unwrap()
}

async fn json(response: Response) -> Value {
    assert!(response.status().is_success(), "{response:?}");
    response.json().await.unwrap()
}

/// Waits until `stack` has delivered events of type `kind` to `targets`.
async fn delivered(stack: &Stack, kind: &str, targets: usize) -> Vec<Delivery> {
    let wait = async {
        loop {
            let deliveries: Vec<_> = stack.deliveries().into_iter().filter(|delivery| delivery.kind == kind).collect();
            if deliveries.len() >= targets {
                return deliveries;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), wait).await.expect("deliveries in time")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_reaches_every_subscriber_and_topic_signed() {
    let stack = Stack::start(Options::ephemeral()).await.unwrap();
    json(get(format!("{}/dev/health", stack.api_url()), "none").await).await;
    json(get(format!("{}/v1/profile", stack.api_url()), &stack.token("usr_1")).await).await;
    let deliveries = delivered(&stack, "profile_created", 3).await;
    let mut targets: Vec<_> =
        deliveries.iter().map(|delivery| (delivery.target.as_str(), delivery.signature_verified)).collect();
    targets.sort_unstable();
    assert_eq!(targets, [("chat", Some(true)), ("post", Some(true)), ("sns:profile-notifications-dev", None)]);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_finds_everything_again() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { data: Data::Dir(folder.path().to_owned()), demo: true, ..Options::ephemeral() };
    let first = Stack::start(options()).await.unwrap();
    let token = first.token("usr_123456789");
    let put = Client::new().put(format!("{}/v1/profile", first.api_url())).bearer_auth(&token);
    json(put.json(&json!({ "displayName": "Updated Name" })).send().await.unwrap()).await;
    delivered(&first, "profile_updated", 3).await;
    first.stop().await;

    let second = Stack::start(options()).await.unwrap();
    let profile = json(get(format!("{}/v1/profile", second.api_url()), &token).await).await;
    assert_eq!(profile["data"]["displayName"], "Updated Name");
    let other = json(get(format!("{}/v1/profile/usr_987654321", second.api_url()), &token).await).await;
    assert_eq!(other["data"]["displayName"], "Jane Developer");
    assert!(second.deliveries().is_empty(), "what was published before is not published again");
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stacks_run_beside_each_other_but_not_on_one_port_or_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Dir(folder.path().to_owned());
    let one = Stack::start(Options { data: data.clone(), ..Options::ephemeral() }).await.unwrap();
    let two = Stack::start(Options::ephemeral()).await.unwrap();
    assert_ne!(one.api_url(), two.api_url());
    let rejected = get(format!("{}/v1/profile", two.api_url()), &one.token("usr_1")).await;
    assert_eq!(rejected.status(), 401, "each has its own secrets");

    let refused = Stack::start(Options { data, ..Options::ephemeral() }).await.err().unwrap();
    assert!(matches!(refused, StartError::FolderInUse { .. }), "{refused}");
    let port = one.ports.dynamodb;
    let refused = Stack::start(Options { dynamodb_port: port, ..Options::ephemeral() }).await.err().unwrap();
    assert!(refused.to_string().contains("--dynamodb-port"), "{refused}");
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_and_bounds_can_be_set_and_a_bad_bound_is_named() {
    let env =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let named = env(&[("DYNAMODB_TABLE_PROFILES", "my-profiles"), ("S3_BUCKET_AVATARS", "my-avatars")]);
    let stack = Stack::start(Options { env: named, ..Options::ephemeral() }).await.unwrap();
    json(get(format!("{}/v1/profile", stack.api_url()), &stack.token("usr_1")).await).await;
    delivered(&stack, "profile_created", 3).await;
    stack.stop().await;

    let bad = env(&[("THUMBNAIL_SIZE", "huge")]);
    let refused = Stack::start(Options { env: bad, ..Options::ephemeral() }).await.err().unwrap().to_string();
    assert!(refused.contains("THUMBNAIL_SIZE") && !refused.contains('\n'), "{refused}");
}

/// What the timeline tells from its beginning on, until it tells of `last`.
async fn timeline(stack: &Stack, last: &str) -> Vec<Value> {
    let mut response = Client::new().get(format!("{}/dev/timeline", stack.api_url())).send().await.unwrap();
    let mut text = String::new();
    let read = async {
        while !text.contains(last) || !text.ends_with("\n\n") {
            let chunk = response.chunk().await.unwrap().expect("more of the timeline");
            text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), read).await.expect("the timeline in time");
    text.lines().filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_tells_the_way_of_an_upload_in_order_and_whose_it_is() {
    let stack = Stack::start(Options::ephemeral()).await.unwrap();
    let photo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../photos/test-avatar.jpg")).unwrap();
    let order = json!({ "contentType": "image/jpeg", "contentLength": photo.len() });
    let post = Client::new().post(format!("{}/v1/profile/avatar/uploads", stack.api_url()));
    let ticket = json(post.bearer_auth(stack.token("usr_1")).json(&order).send().await.unwrap()).await;
    let headers = ticket["data"]["headers"].as_object().unwrap().iter().filter(|(name, _)| *name != "content-length");
    let put = Client::new().put(ticket["data"]["uploadUrl"].as_str().unwrap()).body(photo);
    let put = headers.fold(put, |put, (name, value)| put.header(name, value.as_str().unwrap()));
    assert_eq!(put.send().await.unwrap().status(), 200);
    delivered(&stack, "avatar_updated", 3).await;

    let steps = timeline(&stack, r#""what":"avatar_updated","userIds":["usr_1"],"detail":"to post"#).await;
    let way = [
        ("s3", "ObjectCreated:Put", "incoming/, upload 1, "),
        ("function", "image-processor", "called"),
        ("s3", "ObjectCreated:Put", "avatars/, upload 1, "),
        ("stream", "MODIFY", "profile-profiles-dev"),
        ("function", "publish-changes", "called"),
        ("bus", "avatar_updated", "from profile-svc: avatar, avatarVariants"),
        ("bus", "ProfileEventsRule", "matches, for FanOutFunction, profile-notifications-dev"),
        ("function", "fan-out", "called"),
        ("delivery", "avatar_updated", "to post, signature verified"),
    ];
    let mut rest = steps.iter();
    for (place, what, detail) in way {
        let is_next = |step: &&Value| {
            step["place"] == place && step["what"] == what && step["detail"].as_str().unwrap().starts_with(detail)
        };
        let step = rest.find(is_next).unwrap_or_else(|| panic!("{place} {what} {detail} in its place: {steps:#?}"));
        assert_eq!((&step["userIds"], &step["failed"]), (&json!(["usr_1"]), &json!(false)), "{step}");
    }
    stack.stop().await;
}

use super::*;
use crate::stop;
use http::Request;
use serde_json::json;
use std::time::Duration;
use tower::ServiceExt;

fn noted(count: usize) -> Timeline {
    let timeline = Timeline::default();
    for number in 0..count {
        timeline.note(Step::new(Place::Bus, &number.to_string(), ""));
    }
    timeline
}

async fn next(steps: &mut (impl Stream<Item = Step> + Unpin)) -> Step {
    tokio::time::timeout(Duration::from_secs(10), steps.next()).await.expect("a step in time").unwrap()
}

#[tokio::test]
async fn a_late_reader_gets_the_past_and_then_what_happens() {
    let timeline = noted(2);
    let mut steps = Box::pin(timeline.follow(0));
    assert_eq!((next(&mut steps).await.what, next(&mut steps).await.what), ("0".to_owned(), "1".to_owned()));
    assert!(steps.next().now_or_never().is_none(), "nothing more has happened");
    timeline.note(Step::new(Place::S3, "2", ""));
    let last = next(&mut steps).await;
    assert_eq!(last.what, "2");
    // whoever comes back has seen the first ones
    let again: Vec<_> = timeline.after(last.id - 1).into_iter().map(|step| step.what).collect();
    assert_eq!(again, ["2"]);
}

#[tokio::test]
async fn whoever_comes_before_anything_has_happened_sees_the_first_step() {
    let timeline = Timeline::default();
    let mut steps = Box::pin(timeline.follow(0));
    assert!(steps.next().now_or_never().is_none(), "nothing has happened, and the stream has not ended");
    timeline.note(Step::new(Place::S3, "0", ""));
    assert_eq!(next(&mut steps).await.what, "0");
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_in_nobodys_way_and_sees_what_it_missed() {
    let timeline = noted(1);
    let mut slow = Box::pin(timeline.follow(0));
    let first = next(&mut slow).await;
    for number in 0..3 * REMEMBERED {
        timeline.note(Step::new(Place::Bus, &number.to_string(), ""));
    }
    assert_eq!(timeline.after(0).len(), REMEMBERED, "no more is kept, whoever reads");
    let second = next(&mut slow).await;
    assert_eq!(second.id - first.id, 2 * REMEMBERED as u64 + 1, "the gap shows in the ids");
}

#[tokio::test]
async fn a_stream_ends_with_the_stack() {
    let (stop, stopped) = stop::channel();
    let request = Request::get("/dev/timeline").body(axum::body::Body::empty()).unwrap();
    let response = router(noted(1), stopped).oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body().into_data_stream();
    let first = body.next().await.unwrap().unwrap();
    assert!(first.starts_with(b"id:") || first.starts_with(b"data:"), "{first:?}");
    stop.stop();
    let end = tokio::time::timeout(Duration::from_secs(10), body.next()).await.expect("an end in time");
    assert!(end.is_none(), "{end:?}");
}

#[tokio::test]
async fn a_function_is_seen_when_it_is_called_answers_and_fails() {
    let timeline = Timeline::default();
    let handler: Handler = Arc::new(|event: Value| {
        async move {
            assert!(event["panic"].is_null(), "on purpose");
            if event["fail"] == true { Err("no luck".into()) } else { Ok(json!({ "batchItemFailures": [] })) }
        }
        .boxed()
    });
    let watched = timeline.watched("resize", handler);
    watched(json!({ "userId": "usr_1" })).await.unwrap();
    assert_eq!(watched(json!({ "fail": true })).await.unwrap_err().to_string(), "no luck");
    watched(json!({ "panic": 1 })).await.unwrap_err();
    let steps = timeline.after(0);
    let failed: Vec<_> = steps.iter().map(|step| step.failed).collect();
    assert_eq!(failed, [false, false, false, true, false, true]);
    assert!(steps[1].detail.starts_with("done in ") && steps[1].user_ids.contains("usr_1"), "{:?}", steps[1]);
    assert!(steps[3].detail.ends_with("no luck") && steps[5].detail.ends_with("panicked"), "{steps:?}");
}

#[test]
fn people_are_found_wherever_a_sender_has_them() {
    let found = |event: Value| people(&event).into_iter().collect::<Vec<_>>();
    assert_eq!(found(json!({ "Records": [{ "s3": { "object": { "key": "incoming/usr_1/0001" } } }] })), ["usr_1"]);
    assert_eq!(found(json!({ "Records": [{ "dynamodb": { "Keys": { "user_id": { "S": "usr_2" } } } }] })), ["usr_2"]);
    let body = json!({ "detail": { "userId": "usr_3", "actorId": "usr_4" } }).to_string();
    assert_eq!(found(json!({ "Records": [{ "body": body }, { "body": "no JSON" }] })), ["usr_3"]);
    assert_eq!(found(json!({ "detail": { "userId": "x".repeat(65), "key": "elsewhere/usr_5/a" } })), [""; 0]);
}

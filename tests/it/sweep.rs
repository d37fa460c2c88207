//! What events left undone, and the sweep that does it. A sweep's time is that of its event, so hours pass in no time.

use aws_sdk_dynamodb::types::AttributeValue;
use bucket::{Bucket, IncomingKey, Order};
use domain::{
    UploadId,
    upload::{State, Upload},
};
use serde_json::json;
use sweep_uploads::{Deps, Summary};
use table::Uploads;

use crate::{
    chance::Chance,
    harness::{Service, new_user, photo, send, service_without_s3_events},
    uploads::{
        Uploaded, assert_tidy, deliver, event, expose, now, objects, picture, profile, put, put_variant, shown, state,
        sweep, tick,
    },
};

const HOUR: i64 = 60;

fn some_picture() -> Vec<u8> {
    picture(&mut Chance::new(7))
}

/// A picture of `user` that was put and processed.
async fn processed(service: &Service, user: &str) -> Uploaded {
    let uploaded = put(service, user, some_picture()).await;
    let deps = image_processor::Deps::from_env(&service.aws_as("image-processor", &[])).unwrap();
    deliver(&deps, &event(&uploaded, &mut Chance::new(7))).await;
    uploaded
}

/// The keys under `incoming/`.
async fn incoming(service: &Service) -> Vec<String> {
    objects(service, "incoming/").await.into_iter().map(|object| object.key).collect()
}

/// Puts `bytes` at `key`, whatever it is.
async fn put_at(service: &Service, key: &str, bytes: Vec<u8>) {
    let config = aws_sdk_s3::config::Builder::from(&service.aws().sdk).force_path_style(true).build();
    let client = aws_sdk_s3::Client::from_conf(config);
    client.put_object().bucket("multitask-avatars-dev").key(key).body(bytes.into()).send().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_nobody_was_told_of_is_processed_by_one_sweep() {
    // A14, U4
    let (service, user) = (service_without_s3_events(), new_user());
    let (good, bad) = (put(&service, &user, some_picture()).await, put(&service, &user, photo("page.jpg")).await);
    // its event may still come
    assert_eq!(sweep(&service, 0).await, Summary::default());
    assert_eq!(state(&service, &good).await, State::Pending);
    assert_eq!(sweep(&service, 2).await, Summary { processed: 2, ..Summary::default() });
    assert!(matches!(state(&service, &good).await, State::Ready(_)));
    assert!(matches!(state(&service, &bad).await, State::Failed(failure) if failure.code == "unsupported_type"));
    assert_eq!(shown(&service, &user).await, Some(good.id));
    // done is done, and the files stay as long as their tickets
    assert_eq!(sweep(&service, 19).await, Summary::default());
    assert_eq!(incoming(&service).await.len(), 2);
    assert_eq!(sweep(&service, 21).await, Summary { removed: 2, ..Summary::default() });
    assert!(incoming(&service).await.is_empty());
    assert_tidy(&service, &[user]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_good_for_one_use_before_the_sweep_and_after_it() {
    // U3, A17
    let (service, user) = (service_without_s3_events(), new_user());
    service.get(&user, "/v1/profile").await.data();
    let aws = service.aws();
    let (bucket, uploads) = (Bucket::from_env(&aws).unwrap(), Uploads::from_env(&aws).unwrap());
    let bytes = some_picture();
    let order = Order { content_type: "image/png".to_owned(), content_length: bytes.len() as u64, sha256: None };
    // one ticket of now, and one of twenty-one minutes ago that was used in time
    let mut tickets = Vec::new();
    for (seq, minutes) in [(1, 0), (2, -21)] {
        let issued = now().plus_seconds(minutes * 60);
        let upload = Upload::issued(UploadId::new(seq, [0; 16]), user.parse().unwrap(), issued);
        uploads.issue(&upload).await.unwrap();
        let key = IncomingKey { user: upload.user_id, upload: upload.id };
        let ticket = bucket.ticket(bucket::Method::Put, &key, &order, issued).await.unwrap();
        put_at(&service, &key.to_string(), bytes.clone()).await;
        tickets.push(serde_json::to_value(ticket).unwrap());
    }
    assert_eq!(sweep(&service, 2).await.processed, 2);
    // the older one is due already, the newer one stays as long as its ticket
    assert_eq!(sweep(&service, 2).await.removed, 1);
    assert_eq!(incoming(&service).await, [format!("incoming/{user}/{}", UploadId::new(1, [0; 16]))]);
    let codes = [("412", "PreconditionFailed"), ("403", "AccessDenied")];
    for (ticket, (status, code)) in tickets.iter().zip(codes) {
        let answer = send(service.put(ticket, &[], bytes.clone())).await;
        assert_eq!(answer.status.as_str(), status, "{answer:?}");
        assert!(answer.text.contains(code), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_a_day_old_is_removed_and_said_to_have_failed() {
    let (service, user) = (service_without_s3_events(), new_user());
    let waiting = put(&service, &user, some_picture()).await;
    let strange = ["incoming/usr_1/0000000001abcdefghijklmnop", "incoming/picture.jpg"];
    for key in strange {
        put_at(&service, key, vec![1]).await;
    }
    put_at(&service, "test/picture.jpg", vec![1]).await;
    sweep(&service, 23 * HOUR).await;
    assert_eq!(incoming(&service).await.len(), 3);
    assert!(matches!(state(&service, &waiting).await, State::Ready(_)));
    let late = put(&service, &user, some_picture()).await;
    assert_eq!(sweep(&service, 25 * HOUR).await, Summary { removed: 4, ..Summary::default() });
    assert!(incoming(&service).await.is_empty());
    assert_eq!(objects(&service, "test/").await.len(), 1, "what is not ours is left alone");
    let status = service.get(&user, &format!("/v1/profile/avatar/uploads/{}", late.id)).await.data();
    assert_eq!((&status["state"], &status["error"]["code"]), (&json!("failed"), &json!("expired")));
}

#[tokio::test(flavor = "multi_thread")]
async fn orphans_go_when_they_cannot_be_shown_any_more_and_what_is_shown_stays() {
    // A15, S8
    let (service, user, stranger) = (service_without_s3_events(), new_user(), new_user());
    for _ in 0..2 {
        processed(&service, &user).await;
    }
    let picture = |seq| UploadId::new(seq, [9; 16]);
    let overtaken = put_variant(&service, &user, &picture(1)).await;
    let left_by_a_move = put_variant(&service, &user, &picture(2)).await;
    let to_be_applied = put_variant(&service, &user, &picture(3)).await;
    let of_nobody = put_variant(&service, &stranger, &picture(1)).await;
    let mut left = vec![overtaken, left_by_a_move, of_nobody, to_be_applied];
    for (minutes, gone) in [(0, 1), (59, 0), (61, 2), (25 * HOUR - 1, 0), (25 * HOUR + 1, 1)] {
        assert_eq!(sweep(&service, minutes).await.orphans, gone, "after {minutes} minutes");
        left.drain(..gone);
        let all: Vec<_> = objects(&service, "avatars/").await.into_iter().map(|object| object.key).collect();
        assert_eq!(all.len(), 6 + left.len());
        assert!(left.iter().all(|key| all.contains(key)), "{left:?} of {all:?}");
    }
    assert_tidy(&service, &[user]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_was_broken_off_is_finished() {
    let (service, user) = (service_without_s3_events(), new_user());
    let uploaded = processed(&service, &user).await;
    expose(&service, &user).await;
    assert_eq!(sweep(&service, 2).await, Summary { moved: 1, ..Summary::default() });
    let moved = shown(&service, &user).await.unwrap();
    assert!(moved != uploaded.id && moved.seq() == uploaded.id.seq());
    assert_tidy(&service, std::slice::from_ref(&user)).await;
    assert_eq!(sweep(&service, 2).await, Summary::default());
    assert!(!profile(&service, &user).await.avatar_exposed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_goes_on_where_the_last_one_stopped_and_begins_again_at_the_end() {
    let service = service_without_s3_events();
    let (mut users, mut orphans) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        let user = new_user();
        processed(&service, &user).await;
        orphans.push(put_variant(&service, &user, &UploadId::new(0, [9; 16])).await);
        users.push(user);
    }
    // 28 objects, 10 in each sweep
    let deps = Deps::from_env(&service.aws_as("sweep-uploads", &[("SWEEP_OBJECTS", "10")])).unwrap();
    let mut found = Vec::new();
    for _ in 0..3 {
        found.push(sweep_uploads::handle(&deps, tick(2)).await.unwrap().orphans);
    }
    assert_eq!(found.iter().sum::<usize>(), 4, "{found:?}");
    assert!(found.iter().all(|orphans| *orphans > 0), "{found:?}");
    assert_tidy(&service, &users).await;
    put_variant(&service, &users[0], &UploadId::new(0, [9; 16])).await;
    let mut again = 0;
    for _ in 0..3 {
        again += sweep_uploads::handle(&deps, tick(2)).await.unwrap().orphans;
    }
    assert_eq!(again, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sweeps_at_once_do_what_one_does() {
    let service = service_without_s3_events();
    let (mut users, mut uploads) = (Vec::new(), Vec::new());
    for _ in 0..6 {
        let user = new_user();
        processed(&service, &user).await;
        uploads.push(put(&service, &user, some_picture()).await);
        users.push(user);
    }
    expose(&service, &users[0]).await;
    tokio::join!(sweep(&service, 30), sweep(&service, 30), sweep(&service, 30));
    for (user, uploaded) in users.iter().zip(&uploads) {
        assert!(matches!(state(&service, uploaded).await, State::Ready(_)));
        let place = shown(&service, user).await.unwrap();
        assert_eq!(place.seq(), uploaded.id.seq());
    }
    sweep(&service, 90).await;
    assert!(incoming(&service).await.is_empty());
    assert_tidy(&service, &users).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_stops_nothing_else_and_is_said() {
    let service = service_without_s3_events();
    let (user, other) = (new_user(), new_user());
    let (broken, whole) = (put(&service, &user, some_picture()).await, put(&service, &other, some_picture()).await);
    let key = AttributeValue::S(format!("upload#{}", broken.id));
    let update = aws_sdk_dynamodb::Client::new(&service.aws().sdk).update_item().table_name("profile-ledger-dev");
    let update = update.key("key", key).update_expression("REMOVE created_at");
    update.send().await.unwrap();
    let deps = Deps::from_env(&service.aws_as("sweep-uploads", &[])).unwrap();
    let error = sweep_uploads::handle(&deps, tick(2)).await.unwrap_err().to_string();
    assert_eq!(error, "1 things could not be done");
    assert!(matches!(state(&service, &whole).await, State::Ready(_)));
}

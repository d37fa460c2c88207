//! Uploads whose events a test delivers itself, readers who look on meanwhile, and sweeps at any time.

use std::{
    collections::{BTreeSet, HashMap},
    io::Cursor,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use aws_lambda_events::{eventbridge::EventBridgeEvent, s3::S3Event};
use bucket::{Bucket, Listed, ObjectKey};
use domain::{
    Profile, Time, UploadId,
    edit::{PrivacyEdit, ProfileEdit},
    upload::State,
};
use futures::future::{join, join_all};
use reqwest::Method;
use serde_json::{Value, json};
use sweep_uploads::Summary;
use table::{Profiles, Uploads};

use crate::{
    chance::Chance,
    harness::{Service, send},
};

/// A picture that was put by a ticket, and that nobody was told of.
#[derive(Clone, Debug)]
pub(crate) struct Uploaded {
    pub(crate) user: String,
    pub(crate) id: UploadId,
    pub(crate) etag: String,
}

/// A small picture of one colour.
pub(crate) fn picture(chance: &mut Chance) -> Vec<u8> {
    let mut colour = || u8::try_from(chance.below(256)).unwrap();
    let pixels = image::RgbImage::from_pixel(24, 20, image::Rgb([colour(), colour(), colour()]));
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Puts `bytes` as a picture of `user`.
pub(crate) async fn put(service: &Service, user: &str, bytes: Vec<u8>) -> Uploaded {
    let ticket = service.ticket(user, &json!({"contentType": "image/png", "contentLength": bytes.len()})).await;
    let answer = send(service.put(&ticket, &[], bytes)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let id = ticket["uploadId"].as_str().unwrap().parse().unwrap();
    Uploaded { user: user.to_owned(), id, etag: answer.header("etag").trim_matches('"').to_owned() }
}

/// An event for `uploaded`, as S3 sends one.
pub(crate) fn event(uploaded: &Uploaded, chance: &mut Chance) -> S3Event {
    let mut event: Value = serde_json::from_str(include_str!("../events/image-processor.json")).unwrap();
    let key = format!("incoming/{}/{}", uploaded.user, uploaded.id);
    let sequencer =
        format!("{:0width$X}", chance.below(1 << 32), width = 10 + usize::try_from(chance.below(9)).unwrap());
    let encoded: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
    // S3 leaves slashes alone; others who send such events do not
    let key = if chance.happens(50) { key } else { encoded };
    event["Records"][0]["s3"]["object"] = json!({"key": key, "eTag": uploaded.etag, "sequencer": sequencer});
    event["Records"][0]["eventTime"] = jiff::Timestamp::now().to_string().into();
    serde_json::from_value(event).unwrap()
}

/// Calls image-processor with `event` until it succeeds, as Lambda does: three times at most.
pub(crate) async fn deliver(deps: &image_processor::Deps, event: &S3Event) {
    for _ in 0..2 {
        if image_processor::handle(deps, event.clone()).await.is_ok() {
            return;
        }
    }
    image_processor::handle(deps, event.clone()).await.unwrap();
}

/// The event of a sweep so many `minutes` from now.
pub(crate) fn tick(minutes: i64) -> EventBridgeEvent<Value> {
    let mut event: Value = serde_json::from_str(include_str!("../events/sweep-uploads.json")).unwrap();
    event["time"] = now().plus_seconds(minutes * 60).to_string().into();
    serde_json::from_value(event).unwrap()
}

/// Sweeps as it is done so many `minutes` from now, and to the end.
pub(crate) async fn sweep(service: &Service, minutes: i64) -> Summary {
    let deps = sweep_uploads::Deps::from_env(&service.aws_as("sweep-uploads", &[])).unwrap();
    sweep_uploads::handle(&deps, tick(minutes)).await.unwrap()
}

/// The time now.
pub(crate) fn now() -> Time {
    jiff::Timestamp::now().into()
}

/// How far `uploaded` is.
pub(crate) async fn state(service: &Service, uploaded: &Uploaded) -> State {
    let uploads = Uploads::from_env(&service.aws()).unwrap();
    uploads.get(&uploaded.user.parse().unwrap(), &uploaded.id).await.unwrap().unwrap().state
}

/// The profile of `user`.
pub(crate) async fn profile(service: &Service, user: &str) -> Profile {
    Profiles::from_env(&service.aws()).unwrap().get(&user.parse().unwrap()).await.unwrap().unwrap()
}

/// The upload, or the place of a move, whose picture `user` shows.
pub(crate) async fn shown(service: &Service, user: &str) -> Option<UploadId> {
    let avatar = profile(service, user).await.avatar?;
    Some(avatar.record.s3_key.parse::<ObjectKey>().unwrap().upload)
}

/// Every object whose key begins with `prefix`.
pub(crate) async fn objects(service: &Service, prefix: &str) -> Vec<Listed> {
    let bucket = Bucket::from_env(&service.aws()).unwrap();
    let (mut objects, mut after) = (Vec::new(), None);
    loop {
        let page = bucket.page(prefix, after.as_deref(), bucket::PAGE).await.unwrap();
        objects.extend(page.objects);
        after = page.next;
        if after.is_none() {
            return objects;
        }
    }
}

/// Leaves the picture of `user` where more people have seen it than may, as an edit does that did not come to the move.
pub(crate) async fn expose(service: &Service, user: &str) {
    let profiles = Profiles::from_env(&service.aws()).unwrap();
    for level in ["public", "private"] {
        let privacy = PrivacyEdit::parse(json!({"avatar": level}).as_object().unwrap()).unwrap();
        let (edit, id) = (ProfileEdit { privacy, ..ProfileEdit::default() }, uuid::Uuid::new_v4().to_string());
        profiles.edit(&user.parse().unwrap(), &edit, None, &id, now()).await.unwrap();
    }
    assert!(profile(service, user).await.avatar_exposed);
}

/// Puts an object of the picture of `upload`, as an attempt does that goes no further.
pub(crate) async fn put_variant(service: &Service, user: &str, upload: &UploadId) -> String {
    let (user, file) = (user.parse().unwrap(), "medium.webp".to_owned());
    let key = ObjectKey { user, upload: upload.clone(), file };
    Bucket::from_env(&service.aws()).unwrap().put(&key, "image/webp", HashMap::new(), vec![1]).await.unwrap();
    key.to_string()
}

/// Checks that the bucket has the pictures that `users` show, and not one object more.
pub(crate) async fn assert_tidy(service: &Service, users: &[String]) {
    let mut reachable = BTreeSet::new();
    for user in users {
        for variant in profile(service, user).await.avatar.into_iter().flat_map(|avatar| avatar.variants) {
            reachable.insert(variant.url[variant.url.find("avatars/").unwrap()..].to_owned());
        }
    }
    let there: BTreeSet<_> = objects(service, "avatars/").await.into_iter().map(|object| object.key).collect();
    let (orphans, missing): (Vec<_>, Vec<_>) =
        (there.difference(&reachable).collect(), reachable.difference(&there).collect());
    assert!(orphans.is_empty() && missing.is_empty(), "orphans: {orphans:?}, missing: {missing:?}");
}

/// Does `work` while two readers look at `users` all the time. Its outcome, and how many pictures they saw.
pub(crate) async fn watched<T>(service: &Service, users: &[String], work: impl Future<Output = T>) -> (T, usize) {
    let seen = AtomicUsize::new(0);
    let reader = async |start: usize| {
        for user in users.iter().cycle().skip(start) {
            seen.fetch_add(usize::from(look(service, user).await), Relaxed);
        }
    };
    tokio::select! {
        outcome = work => (outcome, seen.load(Relaxed)),
        _ = join(reader(0), reader(users.len() / 2)) => unreachable!("users go round and round"),
    }
}

/// Loads all of the picture that `user` shows, as a client would; whether there is one.
///
/// An object that cannot be loaded must be one of a picture that was replaced since: whoever asks again is shown another.
/// If the same is still shown, the reader saw a part of a set.
async fn look(service: &Service, user: &str) -> bool {
    let urls = urls(service, user).await;
    let loads = urls.iter().map(|url| async { service.request(Method::GET, url).send().await.unwrap().status() });
    let failed = join_all(loads).await.into_iter().find(|status| *status != 200);
    if let Some(status) = failed {
        assert_ne!(self::urls(service, user).await, urls, "a part of a set is shown: {status}");
    }
    assert!(urls.is_empty() || urls.len() == 6, "{urls:?}");
    !urls.is_empty()
}

/// Where the objects of the picture that `user` shows are loaded from.
async fn urls(service: &Service, user: &str) -> Vec<String> {
    let profile = service.request_as(user, Method::GET, "/v1/profile").send().await.unwrap();
    let profile: Value = profile.json().await.unwrap();
    let variants = profile["data"]["avatarVariants"].as_array().unwrap();
    variants.iter().map(|variant| variant["url"].as_str().unwrap().to_owned()).collect()
}

//! Pictures of every kind, by ticket and by form.

use image::GenericImageView;
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::json;

use crate::harness::{Answer, new_user, photo, send, service, service_with};

#[tokio::test(flavor = "multi_thread")]
async fn every_accepted_kind_becomes_six_variants() {
    // A12, U5
    let service = service();
    for (name, content_type) in [
        ("portrait.jpg", "image/jpeg"),
        ("cmyk.jpg", "image/jpeg"),
        ("progressive.jpg", "image/jpeg"),
        ("palette.png", "image/png"),
        ("alpha.png", "image/png"),
        ("sixteen.png", "image/png"),
        ("grey.png", "image/png"),
        ("animation.gif", "image/gif"),
        ("photo.webp", "image/webp"),
        // declared as another kind: the bytes decide
        ("photo.webp", "image/png"),
    ] {
        let user = new_user();
        let status = service.upload(&user, content_type, photo(name)).await;
        assert_eq!(status["state"], "ready", "{name}: {status}");
        assert_eq!(status["avatarVariants"].as_array().unwrap().len(), 6, "{name}");
        let thumbnail = reqwest::get(status["thumbnailUrl"].as_str().unwrap()).await.unwrap().bytes().await.unwrap();
        assert_eq!(image::load_from_memory(&thumbnail).unwrap().dimensions(), (150, 150), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_cannot_be_used_says_why_and_the_old_one_stays() {
    // A9
    let (service, user) = (service(), new_user());
    let first = service.upload(&user, "image/jpeg", photo("test-avatar.jpg")).await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    let mut bomb = photo("grey.png");
    bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    for (name, bytes, code) in [
        ("html", photo("page.jpg"), "unsupported_type"),
        ("svg", svg, "unsupported_type"),
        ("cut short", photo("broken.jpg"), "corrupt"),
        ("65536 x 65536", bomb, "too_many_pixels"),
    ] {
        let status = service.upload(&user, "image/jpeg", bytes).await;
        assert_eq!((&status["state"], &status["error"]["code"]), (&json!("failed"), &json!(code)), "{name}: {status}");
        assert!(status["error"]["message"].as_str().is_some_and(|message| message.ends_with('.')));
    }
    assert_eq!(service.get(&user, "/v1/profile").await.data()["avatar"], first["avatarUrl"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_picture_replaces_the_old_one_and_its_objects() {
    // A15, S6
    let (service, user) = (service(), new_user());
    let first = service.upload(&user, "image/jpeg", photo("test-avatar.jpg")).await;
    let second = service.upload(&user, "image/png", photo("alpha.png")).await;
    assert_ne!(first["avatarUrl"], second["avatarUrl"]);
    assert_eq!(service.get(&user, "/v1/profile").await.data()["avatar"], second["avatarUrl"]);
    let objects = service.objects(&format!("avatars/{user}/")).await;
    let current = second["uploadId"].as_str().unwrap();
    assert_eq!(objects.len(), 6, "{objects:?}");
    assert!(objects.iter().all(|key| key.contains(current)), "{objects:?}");
    assert!(service.get_public(first["avatarUrl"].as_str().unwrap()).await.status.is_client_error());
}

async fn upload_form(user: &str, form: Form) -> Answer {
    send(service().request_as(user, Method::POST, "/v1/profile/avatar").multipart(form)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seeds_form_answers_when_the_picture_is_there() {
    // E9, N11, Q4
    let (service, user) = (service(), new_user());
    let part = Part::bytes(photo("test-avatar.jpg")).file_name("test-avatar.jpg").mime_str("image/jpeg").unwrap();
    let data = upload_form(&user, Form::new().part("avatar", part)).await.data();
    assert!(data["uploadedAt"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
    for url in [&data["avatarUrl"], &data["thumbnailUrl"]] {
        assert_eq!(service.get_public(url.as_str().unwrap()).await.header("content-type"), "image/jpeg");
    }
    assert_eq!(service.get(&user, "/v1/profile").await.data()["avatar"], data["avatarUrl"]);
    // A15
    let again = Form::new().part("avatar", Part::bytes(photo("palette.png")).file_name("a.png"));
    assert_ne!(upload_form(&user, again).await.data()["avatarUrl"], data["avatarUrl"]);
    assert_eq!(service.objects(&format!("avatars/{user}/")).await.len(), 6);
    assert!(service.get_public(data["avatarUrl"].as_str().unwrap()).await.status.is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_form_is_refused_by_its_fault() {
    // E23
    let user = new_user();
    let part = |bytes: Vec<u8>| Part::bytes(bytes).file_name("a.jpg");
    let wrong_field = upload_form(&user, Form::new().part("picture", part(vec![1]))).await;
    assert_eq!(wrong_field.error(400)["details"][0]["path"], "picture");
    assert_eq!(upload_form(&user, Form::new()).await.status, 400);
    upload_form(&user, Form::new().part("avatar", part(photo("page.jpg")))).await.error(415);
    let broken = upload_form(&user, Form::new().part("avatar", part(photo("broken.jpg")))).await.error(400);
    assert_eq!((&broken["code"], &broken["details"][0]["message"]), (&json!("unusable_image"), &json!("corrupt")));
    let large = upload_form(&user, Form::new().part("avatar", part(vec![0; 5 << 20]))).await.error(413);
    assert!(large["message"].as_str().unwrap().contains("/v1/profile/avatar/uploads"));
    let json = service().request_as(&user, Method::POST, "/v1/profile/avatar").json(&json!({}));
    send(json).await.error(415);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pictures_are_served_by_the_cdn() {
    // S5, A16
    let (service, user) = (service(), new_user());
    let ticket = service
        .ticket(&user, &json!({"contentType": "image/jpeg", "contentLength": photo("test-avatar.jpg").len()}))
        .await;
    send(service.put(&ticket, &[], photo("test-avatar.jpg"))).await;
    service.processed(&user, &ticket).await;
    let id = ticket["uploadId"].as_str().unwrap();
    for path in [format!("/incoming/{user}/{id}"), format!("/avatars/../incoming/{user}/{id}"), "/avatars/x".to_owned()]
    {
        assert!(service.get_public(&path).await.status.is_client_error(), "{path}");
    }
    // directly from the bucket, without a signature
    let direct = format!("{}/multitask-avatars-dev/avatars/{user}/{id}/original.jpg", service.s3_url());
    assert_eq!(service.get_public(&direct).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_sets_about_pictures_is_done() {
    // C8, C9, C12, C13, C16, A11
    let service = service_with(&[
        ("IMAGE_MAX_SIZE", "150000"),
        ("IMAGE_ALLOWED_TYPES", "PNG, jpeg"),
        ("THUMBNAIL_SIZE", "64"),
        ("MEDIUM_SIZE", "300"),
        ("ORIGINAL_MAX_EDGE", "700"),
    ]);
    let user = new_user();
    let status = service.upload(&user, "image/jpeg", photo("test-avatar.jpg")).await;
    let widths: std::collections::BTreeSet<_> =
        status["avatarVariants"].as_array().unwrap().iter().map(|v| v["width"].as_u64().unwrap()).collect();
    assert_eq!(widths.into_iter().collect::<Vec<_>>(), [64, 300, 700]);
    let order = |order: serde_json::Value| {
        send(service.request_as(&user, Method::POST, "/v1/profile/avatar/uploads").json(&order))
    };
    assert_eq!(order(json!({"contentType": "image/gif", "contentLength": 1})).await.status, 400);
    assert_eq!(order(json!({"contentType": "image/png", "contentLength": 150_001})).await.status, 413);
    // declared as allowed, but it is not
    assert_eq!(service.upload(&user, "image/png", photo("animation.gif")).await["error"]["code"], "unsupported_type");

    let plain = service_with(&[("GENERATE_THUMBNAILS", "false")]);
    let status = plain.upload(&user, "image/jpeg", photo("test-avatar.jpg")).await;
    assert_eq!(status["avatarVariants"].as_array().unwrap().len(), 2);
    assert_eq!(status["thumbnailUrl"], status["avatarRecord"]["originalUrl"]);
    assert_eq!(plain.objects(&format!("avatars/{user}/")).await.len(), 2);
}

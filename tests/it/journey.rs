//! The main job, from a photo to two services that have heard of it.

use image::GenericImageView;
use serde_json::{Value, json};

use crate::harness::{eventually, new_user, photo, service};

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_becomes_the_profile_s_picture_and_others_hear_of_it() {
    // U3, U4, U5, U6, U7, A1, A3, A4, A6, A7, A10, A12, A13, A14, P19, X1-X4
    let (service, user) = (service(), new_user());
    let cdn = service.cdn_url();
    service.put_profile(&user, &json!({"displayName": "Ada Lovelace"})).await.data();
    let bytes = photo("landscape.jpg");
    let uploaded = service.upload(&user, "image/jpeg", bytes.clone()).await;
    assert_eq!(uploaded["state"], "ready", "{uploaded}");

    let profile = service.get(&user, "/v1/profile").await.data();
    assert_eq!(profile["avatar"], uploaded["avatarUrl"]);
    assert_eq!(profile["version"], 2, "a picture is no edit");
    let variants = profile["avatarVariants"].as_array().unwrap();
    let kinds: Vec<_> = variants
        .iter()
        .map(|v| format!("{} {}", v["size"].as_str().unwrap(), v["contentType"].as_str().unwrap()))
        .collect();
    let mut sorted = kinds.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        [
            "medium image/jpeg",
            "medium image/webp",
            "original image/jpeg",
            "original image/webp",
            "thumbnail image/jpeg",
            "thumbnail image/webp",
        ]
    );
    for variant in variants {
        check_variant(variant, bytes.len()).await;
        assert!(variant["url"].as_str().unwrap().starts_with(&cdn));
    }
    check_record(&user, &profile["avatarRecord"]).await;

    let row = service.row(&user).await;
    assert_eq!(row["avatar"].as_s().unwrap(), profile["avatar"].as_str().unwrap());
    for target in ["chat", "post", "sns:profile-notifications-dev"] {
        let told = eventually(async || {
            let received = service.received(target, &user);
            received.into_iter().find(|delivery| delivery["type"] == "avatar_updated")
        })
        .await;
        let event = told["event"].get("detail").unwrap_or(&told["event"]);
        assert_eq!(event["profile"]["avatar"], profile["avatar"], "{target}: {told}");
        assert_eq!(event["changedFields"], json!(["avatar", "avatarVariants"]));
        let renamed = service.received(target, &user);
        let renamed = renamed.iter().find(|delivery| delivery["type"] == "profile_updated").unwrap();
        assert!(renamed.to_string().contains("Ada Lovelace"), "{renamed}");
    }
    assert!(service.received("chat", &user).iter().all(|delivery| delivery["signatureVerified"] == true));
}

/// What stands at a variant's URL is what the profile says of it.
async fn check_variant(variant: &Value, source_bytes: usize) {
    let url = variant["url"].as_str().unwrap();
    let response = reqwest::get(url).await.unwrap();
    assert_eq!(response.status(), 200, "{url}");
    let header =
        |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!(header("content-type"), variant["contentType"].as_str().unwrap());
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let bytes = response.bytes().await.unwrap();
    assert_eq!(bytes.len() as u64, variant["bytes"].as_u64().unwrap());
    let picture = image::load_from_memory(&bytes).unwrap();
    let size = (u64::from(picture.width()), u64::from(picture.height()));
    assert_eq!(size, (variant["width"].as_u64().unwrap(), variant["height"].as_u64().unwrap()));
    match variant["size"].as_str().unwrap() {
        "thumbnail" => assert_eq!(size, (150, 150)),
        // the photo is 1600 x 1200 on its side
        "medium" => assert_eq!(size, (384, 512)),
        _ => assert_eq!(size, (1200, 1600)),
    }
    assert!(bytes.len() < source_bytes * 2, "{url} has {} bytes", bytes.len());
    assert!(!bytes.windows(4).any(|window| window == b"Exif" || window == b"EXIF"), "{url} holds metadata");
    // upright: the sky is brighter than the ground
    let luma = |y: u32| f64::from(picture.get_pixel(picture.width() / 2, y).0[2]);
    assert!(luma(picture.height() / 20) > luma(picture.height() - 1 - picture.height() / 20), "{url} is not upright");
}

/// The record's facts are true of the object that it names.
async fn check_record(user: &str, record: &Value) {
    assert_eq!(record["userId"], user);
    let key = record["s3Key"].as_str().unwrap();
    assert!(key.starts_with(&format!("avatars/{user}/")) && key.ends_with("/original.jpg"), "{key}");
    let config = aws_sdk_s3::config::Builder::from(&service().aws().sdk).force_path_style(true).build();
    let client = aws_sdk_s3::Client::from_conf(config);
    let object = client.get_object().bucket("multitask-avatars-dev").key(key).send().await.unwrap();
    assert_eq!(object.content_type().unwrap(), record["contentType"].as_str().unwrap());
    assert_eq!(object.content_length().unwrap().unsigned_abs(), record["fileSize"].as_u64().unwrap());
    let metadata = object.metadata().unwrap().clone();
    for (name, field) in [
        ("user-id", "userId"),
        ("original-url", "originalUrl"),
        ("thumbnail-url", "thumbnailUrl"),
        ("medium-url", "mediumUrl"),
        ("content-type", "contentType"),
        ("file-size", "fileSize"),
        ("width", "width"),
        ("height", "height"),
        ("uploaded-at", "uploadedAt"),
        ("s3-key", "s3Key"),
    ] {
        assert_eq!(metadata[name], record[field].to_string().trim_matches('"'), "{name}");
    }
    let bytes = object.body.collect().await.unwrap().to_vec();
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!((json!(picture.width()), json!(picture.height())), (record["width"].clone(), record["height"].clone()));
    let uploaded: jiff::Timestamp = record["uploadedAt"].as_str().unwrap().parse().unwrap();
    let age = jiff::Timestamp::now().duration_since(uploaded).as_secs();
    assert!((-2..=120).contains(&age), "uploaded {age} s ago");
}

//! What a ticket allows, and that the store refuses everything else.

use std::collections::BTreeMap;

use base64::prelude::{BASE64_STANDARD, Engine};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::harness::{Answer, new_user, photo, send, service};

/// Every way to use a PUT ticket for something else than it was given for.
#[tokio::test(flavor = "multi_thread")]
async fn a_put_ticket_is_for_one_picture_once() {
    // U3, A8, A17
    let (service, user) = (service(), new_user());
    let bytes = photo("portrait.jpg");
    let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
    let order = json!({"contentType": "image/jpeg", "contentLength": bytes.len(), "sha256": hex::encode(sum.as_ref())});
    let ticket = service.ticket(&user, &order).await;
    assert_eq!((&ticket["method"], &ticket["maxBytes"]), (&json!("PUT"), &json!(5_242_880)));
    let refused = async |name: &str, ticket: &Value, changed: &[(&str, Option<&str>)], bytes: Vec<u8>| {
        let answer = send(service.put(ticket, changed, bytes)).await;
        assert!(answer.status.is_client_error(), "{name}: {answer:?}");
    };
    let with_url = |from: &str, to: &str| {
        let mut other = ticket.clone();
        let url = ticket["uploadUrl"].as_str().unwrap();
        assert!(url.contains(from), "{url}");
        other["uploadUrl"] = url.replacen(from, to, 1).into();
        other
    };
    let mut longer = bytes.clone();
    longer.push(0);
    let mut changed = bytes.clone();
    changed[100] ^= 1;
    let wrong_sum = BASE64_STANDARD.encode([0; 32]);
    refused("a byte more", &ticket, &[], longer).await;
    refused("a byte less", &ticket, &[], bytes[1..].to_vec()).await;
    refused("other bytes", &ticket, &[], changed).await;
    refused("another type", &ticket, &[("content-type", Some("image/png"))], bytes.clone()).await;
    refused("no type", &ticket, &[("content-type", None)], bytes.clone()).await;
    refused("another sum", &ticket, &[("x-amz-checksum-sha256", Some(&wrong_sum))], bytes.clone()).await;
    refused("no sum", &ticket, &[("x-amz-checksum-sha256", None)], bytes.clone()).await;
    refused("more than once allowed", &ticket, &[("if-none-match", None)], bytes.clone()).await;
    refused("another key", &with_url(&format!("incoming/{user}"), "incoming/usr_x"), &[], bytes.clone()).await;
    refused("another place", &with_url("incoming/", "avatars/"), &[], bytes.clone()).await;
    refused("a longer life", &with_url("X-Amz-Expires=900", "X-Amz-Expires=9000"), &[], bytes.clone()).await;
    refused("another signature", &with_url("X-Amz-Signature=", "X-Amz-Signature=0"), &[], bytes.clone()).await;
    assert!(service.objects(&format!("incoming/{user}/")).await.is_empty(), "something was stored");

    let put = send(service.put(&ticket, &[], bytes.clone())).await;
    assert_eq!(put.status, 200, "{put:?}");
    refused("a second use", &ticket, &[], bytes).await;
    assert_eq!(service.processed(&user, &ticket).await["state"], "ready");
}

/// A ticket that was given sixteen minutes ago.
#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_expires() {
    // A17
    let service = service();
    let bucket = bucket::Bucket::from_env(&service.aws()).unwrap();
    let key = "incoming/usr_1/0000000001abcdefghijklmnop".parse().unwrap();
    let order = bucket::Order { content_type: "image/png".to_owned(), content_length: 1, sha256: None };
    let past = domain::Time::from(jiff::Timestamp::now()).plus_seconds(-16 * 60);
    for method in [bucket::Method::Put, bucket::Method::Post] {
        let ticket = bucket.ticket(method, &key, &order, past).await.unwrap();
        let ticket = serde_json::to_value(ticket).unwrap();
        let answer = match method {
            bucket::Method::Put => send(service.put(&ticket, &[], vec![1])).await,
            bucket::Method::Post => post(&ticket, &[], vec![1]).await,
        };
        assert!(answer.status.is_client_error(), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_ticket_takes_what_fits_its_policy() {
    // A8, A17
    let (service, user) = (service(), new_user());
    let bytes = photo("palette.png");
    let order = json!({"contentType": "image/png", "contentLength": bytes.len(), "method": "POST"});
    let ticket = service.ticket(&user, &order).await;
    assert_eq!(ticket["method"], "POST");
    let mut longer = bytes.clone();
    longer.push(0);
    let other_key = format!("incoming/usr_x/{}", ticket["uploadId"].as_str().unwrap());
    for (name, changed, bytes) in [
        ("a byte more", vec![], longer),
        ("nothing", vec![], Vec::new()),
        ("another type", vec![("content-type", Some("text/html"))], bytes.clone()),
        ("another key", vec![("key", Some(other_key.as_str()))], bytes.clone()),
        ("a field more", vec![("x-amz-meta-evil", Some("1"))], bytes.clone()),
        ("another signature", vec![("x-amz-signature", Some("00"))], bytes.clone()),
        ("no policy", vec![("policy", None)], bytes.clone()),
        ("another policy", vec![("policy", Some("e30="))], bytes.clone()),
    ] {
        let answer = post(&ticket, &changed, bytes).await;
        assert!(answer.status.is_client_error(), "{name}: {answer:?}");
    }
    assert!(service.objects(&format!("incoming/{user}/")).await.is_empty(), "something was stored");
    let posted = post(&ticket, &[], bytes).await;
    assert!(posted.status.is_success(), "{posted:?}");
    assert_eq!(service.processed(&user, &ticket).await["state"], "ready");
}

async fn post(ticket: &Value, changed: &[(&str, Option<&str>)], bytes: Vec<u8>) -> Answer {
    let mut fields: BTreeMap<String, String> = serde_json::from_value(ticket["fields"].clone()).unwrap();
    for (name, value) in changed {
        match value {
            Some(value) => fields.insert((*name).to_owned(), (*value).to_owned()),
            None => fields.remove(*name),
        };
    }
    let form = fields.into_iter().fold(Form::new(), |form, (name, value)| form.text(name, value));
    let form = form.part("file", Part::bytes(bytes).file_name("picture"));
    send(reqwest::Client::new().post(ticket["uploadUrl"].as_str().unwrap()).multipart(form)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_refused_for_what_would_be_refused_later() {
    // E8, A8, A9
    let (service, user) = (service(), new_user());
    let order = |order: Value| {
        send(service.request_as(&user, reqwest::Method::POST, "/v1/profile/avatar/uploads").json(&order))
    };
    let large = order(json!({"contentType": "image/jpeg", "contentLength": 5_242_881})).await;
    assert_eq!(large.error(413)["code"], "too_large");
    let wrong = order(json!({"contentType": "image/svg+xml", "size": 1})).await.error(400);
    let paths: Vec<_> = wrong["details"].as_array().unwrap().iter().map(|d| d["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["/size", "/contentType", "/contentLength"]);
    assert_eq!(order(json!({"contentType": "image/jpeg", "contentLength": 5_242_880})).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_nobody_else_s_business() {
    let (service, user) = (service(), new_user());
    let ticket = service.ticket(&user, &json!({"contentType": "image/png", "contentLength": 9})).await;
    let path = ticket["statusUrl"].as_str().unwrap();
    assert_eq!(service.get(&user, path).await.data()["state"], "pending");
    service.get(&new_user(), path).await.error(404);
    service.get(&user, "/v1/profile/avatar/uploads/0000000001abcdefghijklmnop").await.error(404);
    service.get(&user, "/v1/profile/avatar/uploads/x").await.error(400);
}

//! Functions whose roles allow less than they need: what they do not get, nobody takes for done.

use domain::upload::GAVE_UP;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    harness::{eventually, new_user, photo, send, service_of},
    log,
};

/// The service's own template, but for `action`, which the first statement of `function` that has it allows no longer.
fn without(function: &str, action: &str) -> String {
    let template = include_str!("../../template.yaml");
    let (before, stanza) = template.split_once(&format!("\n  {function}:\n")).unwrap();
    let (allowed, rest) = stanza.split_once(action).unwrap();
    assert!(!allowed.contains("\n  # ---") && !allowed.contains("\n\n"), "{function} is not allowed {action}");
    format!("{before}\n  {function}:\n{allowed}logs:GetLogEvents{rest}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_does_not_allow_fails_and_is_logged() {
    // U2
    log::start();
    let service = service_of(without("GetProfileFunction", "dynamodb:PutItem"));
    let user = new_user();
    let error = service.get(&user, "/v1/profile").await.error(500);
    assert_eq!(error["code"], "internal");
    // other functions have roles of their own, and what is still allowed works
    service.put_profile(&user, &json!({"bio": "hi"})).await.data();
    assert_eq!(service.get(&user, "/v1/profile").await.data()["bio"], "hi");
    let text = log::text();
    let mut lines = text.lines().filter(|line| line.contains("the role in template.yaml does not allow this"));
    let whole = ["get-profile", "dynamodb:PutItem", "table/profile-profiles-dev"];
    assert!(lines.any(|line| whole.iter().all(|part| line.contains(part))), "nobody was told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_may_do_no_more_than_the_role_that_signed_it() {
    // U2
    let service = service_of(without("CreateAvatarUploadFunction", "s3:PutObject"));
    let (user, bytes) = (new_user(), photo("test-avatar.jpg"));
    let order = json!({"contentType": "image/jpeg", "contentLength": bytes.len()});
    let ticket = service.ticket(&user, &order).await;
    let put = send(service.put(&ticket, &[], bytes.clone())).await;
    assert_eq!(put.status, StatusCode::FORBIDDEN);
    assert!(put.text.contains("AccessDenied") && put.text.contains("s3:PutObject"), "{put:?}");

    let mut order = order;
    order["method"] = "POST".into();
    let ticket = service.ticket(&user, &order).await;
    let fields = ticket["fields"].as_object().unwrap();
    let form = fields.iter().fold(reqwest::multipart::Form::new(), |form, (name, value)| {
        form.text(name.clone(), value.as_str().unwrap().to_owned())
    });
    let form = form.part("file", reqwest::multipart::Part::bytes(bytes));
    let post = send(service.request(Method::POST, ticket["uploadUrl"].as_str().unwrap()).multipart(form)).await;
    assert_eq!(post.status, StatusCode::FORBIDDEN);
    assert!(post.text.contains("AccessDenied") && post.text.contains("s3:PutObject"), "{post:?}");
    assert!(service.objects("incoming/").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_may_not_write_says_that_it_failed() {
    let service = service_of(without("ImageProcessorFunction", "s3:PutObject"));
    let (user, bytes) = (new_user(), photo("test-avatar.jpg"));
    let ticket = service.ticket(&user, &json!({"contentType": "image/jpeg", "contentLength": bytes.len()})).await;
    assert!(send(service.put(&ticket, &[], bytes)).await.status.is_success());
    let ended = service.processed(&user, &ticket).await;
    assert_eq!((&ended["state"], &ended["error"]["code"]), (&json!("failed"), &json!(GAVE_UP)), "{ended}");
    assert!(service.objects(&format!("avatars/{user}/")).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_that_may_not_be_published_are_dead_letters() {
    let service = service_of(without("PublishChangesFunction", "events:PutEvents"));
    service.get(&new_user(), "/v1/profile").await.data();
    let is_dead = |delivery: &local::Delivery| delivery.target == "FailedChangesBucket";
    eventually(async || service.stack().deliveries().iter().any(is_dead).then_some(())).await;
    assert!(service.stack().deliveries().iter().all(|delivery| delivery.target != "chat"));
}

//! What is wrong with a request, in the envelope.

use reqwest::Method;

use crate::harness::{new_user, send, service};

#[tokio::test(flavor = "multi_thread")]
async fn unknown_paths_and_methods_answer_in_the_envelope() {
    // E23, E24
    let service = service();
    assert_eq!(service.get_public("/v1/nothing").await.error(404)["code"], "not_found");
    assert_eq!(service.get_public("/nothing").await.status.as_u16() / 100, 4);
    let wrong = send(service.request(Method::PATCH, "/v1/profile")).await;
    assert_eq!(wrong.error(405)["code"], "method_not_allowed");
    let allow = wrong.header("allow");
    assert!(allow.contains("GET") && allow.contains("PUT"), "{allow}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_bodies_answer_in_the_envelope() {
    // E23
    let (service, user) = (service(), new_user());
    let put = |content_type: &'static str, body: Vec<u8>| {
        let request = service.request_as(&user, Method::PUT, "/v1/profile").header("content-type", content_type);
        send(request.body(body))
    };
    let json = "application/json";
    assert_eq!(put("text/plain", b"{}".to_vec()).await.error(415)["code"], "unsupported_media_type");
    for body in ["", "{", "[]", "null", r#"{"bio":"a","bio":"b"}"#, r#"{"bio":1e400}"#, "{\"bio\":\"\\ud800\"}"] {
        assert_eq!(put(json, body.as_bytes().to_vec()).await.error(400)["code"], "bad_request", "{body}");
    }
    put(json, b"{\"bio\":\"\xff\"}".to_vec()).await.error(400);
    put(json, "[".repeat(5000).into_bytes()).await.error(400);
    assert_eq!(put(json, vec![b' '; 40_000]).await.error(413)["code"], "too_large");
    assert_eq!(put("application/json; charset=utf-8", b"{}".to_vec()).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_can_be_found_in_the_log_by_its_id() {
    let answer = service().get_public("/v1/profile").await;
    let error = answer.error(401);
    assert_eq!(error["requestId"], answer.header("x-request-id"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
}

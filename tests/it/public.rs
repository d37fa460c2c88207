//! Other people's profiles.

use aws_sdk_dynamodb::types::AttributeValue;
use reqwest::Method;
use serde_json::json;

use crate::harness::{new_user, send, service};

#[tokio::test(flavor = "multi_thread")]
async fn others_see_what_the_owner_lets_them_see() {
    // E6, V3, V4, V5, V8, V10
    let (service, owner, member) = (service(), new_user(), new_user());
    let edit = json!({"displayName": "Jane Developer", "bio": "hi", "location": "Here", "timezone": "Europe/Berlin", "interests": ["x"]});
    service.put_profile(&owner, &edit).await.data();
    let path = format!("/v1/profile/{owner}");
    let public = service.get_public(&path).await.data();
    let keys: Vec<_> = public.as_object().unwrap().keys().map(String::as_str).collect();
    let want = [
        "allowDirectMessages",
        "avatar",
        "badges",
        "bio",
        "displayName",
        "interests",
        "skills",
        "socialLinks",
        "stats",
        "userId",
    ];
    assert_eq!(keys, want);
    let stats: Vec<_> = public["stats"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(stats, ["joinedAt", "likesReceived", "postsCount"]);
    let seen = service.get(&member, &path).await.data();
    assert_eq!((&seen["location"], &seen["timezone"]), (&json!("Here"), &json!("Europe/Berlin")));

    service.put_profile(&owner, &json!({"privacy": {"bio": "private", "displayName": "authenticated"}})).await.data();
    let public = service.get_public(&path).await.data();
    assert!(public.get("bio").is_none() && public.get("interests").is_none());
    assert!(!public.to_string().contains("Jane"), "{public}");
    assert_eq!(service.get(&member, &path).await.data()["displayName"], "Jane Developer");
    // N9: from outside, the owner sees what members see
    assert_eq!(service.get(&owner, &path).await.data(), service.get(&member, &path).await.data());
    let preview = service.get(&owner, &format!("{path}?viewAs=public")).await.data();
    assert_eq!(preview, public);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_what_is_hidden_answer_alike() {
    // E7, N8
    let (service, owner) = (service(), new_user());
    service.get(&owner, "/v1/profile").await.data();
    let client = aws_sdk_dynamodb::Client::new(&service.aws().sdk);
    let update = client.update_item().table_name("profile-profiles-dev");
    let update =
        update.key("user_id", AttributeValue::S(owner.clone())).update_expression("SET is_active = :no ADD rev :one");
    let update = update.expression_attribute_values(":no", AttributeValue::Bool(false));
    update.expression_attribute_values(":one", AttributeValue::N("1".to_owned())).send().await.unwrap();
    let mut answers = Vec::new();
    for user in [owner, new_user()] {
        let mut error = service.get_public(&format!("/v1/profile/{user}")).await.error(404);
        error["requestId"] = json!("");
        answers.push(error);
    }
    assert_eq!(answers[0], answers[1]);
    for id in ["a.b", "x%20y", &"x".repeat(65)] {
        let error = service.get_public(&format!("/v1/profile/{id}")).await.error(400);
        assert_eq!(error["details"][0]["path"], "userId");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_the_routes_are_nobody_s_id() {
    // E22
    for word in ["avatar", "uploads", "batch-get", "schema"] {
        let answer = send(service().request_as(&new_user(), Method::GET, &format!("/v1/profile/{word}"))).await;
        assert!(answer.status.is_client_error(), "{word}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_tells_nothing_of_what_is_hidden() {
    // C1 of the privacy rules: tags are made of what is seen
    let (service, owner) = (service(), new_user());
    service.put_profile(&owner, &json!({"privacy": {"bio": "private"}})).await.data();
    let path = format!("/v1/profile/{owner}");
    let tag = service.get_public(&path).await.header("etag").to_owned();
    service.put_profile(&owner, &json!({"bio": "a secret"})).await.data();
    let again = send(service.request(Method::GET, &path).header("if-none-match", &tag)).await;
    assert_eq!(again.status, 304);
    service.put_profile(&owner, &json!({"displayName": "Other Name"})).await.data();
    assert_ne!(service.get_public(&path).await.header("etag"), tag);
}

//! Badges: given and taken by administrators, seen by everybody.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, new_user, send, service};

fn token(scope: &str) -> String {
    service().token_with(&new_user(), scope)
}

async fn call(token: &str, method: Method, user: &str, badge: &str) -> Answer {
    let path = format!("/v1/profile/{user}/badges/{badge}");
    send(service().request(method, &path).bearer_auth(token)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_are_granted_and_revoked_by_administrators_only() {
    // B1, B2, B4
    let (service, user) = (service(), new_user());
    service.get(&user, "/v1/profile").await.data();
    let admin = token("openid profiles:admin");
    for badge in ["verified_developer", "early_adopter", "verified_developer"] {
        call(&admin, Method::PUT, &user, badge).await.data();
    }
    let public = service.get_public(&format!("/v1/profile/{user}")).await.data();
    assert_eq!(public["badges"], json!(["verified_developer", "early_adopter"]));
    let profile = service.get(&user, "/v1/profile").await;
    assert_eq!((profile.data()["version"].clone(), profile.header("etag")), (json!(1), "\"v1.2\""));

    let member = token("openid");
    for method in [Method::PUT, Method::DELETE] {
        assert_eq!(call(&member, method.clone(), &user, "verified").await.error(403)["code"], "forbidden");
        let nobody = service.request(method, &format!("/v1/profile/{user}/badges/verified"));
        send(nobody).await.error(401);
    }
    let unknown = call(&admin, Method::PUT, &user, "king").await.error(400);
    assert_eq!(unknown["details"][0]["path"], "badge");
    call(&admin, Method::PUT, &new_user(), "verified").await.error(404);
    call(&admin, Method::PUT, "a.b", "verified").await.error(400);

    let left: Value = call(&admin, Method::DELETE, &user, "verified_developer").await.data();
    assert_eq!(left, json!({"userId": user, "badges": ["early_adopter"]}));
    assert_eq!(call(&admin, Method::DELETE, &user, "verified_developer").await.data(), left);
}

//! Who is let in.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, send, service, service_with};

const SECRET: &str = "a secret of more than thirty-two bytes";

fn claims(changes: &Value) -> Value {
    let now = jiff::Timestamp::now().as_second();
    let mut claims = json!({
        "sub": "usr_1", "iat": now, "exp": now + 600, "iss": "profile-svc-local", "aud": "profile-svc",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

fn sign(header: &Header, claims: &Value, secret: &str) -> String {
    jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn unsigned(header: &Value, claims: &Value) -> String {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(header), part(claims))
}

#[tokio::test(flavor = "multi_thread")]
async fn only_good_tokens_are_let_in() {
    // E2, E20
    let service =
        service_with(&[("JWT_SECRET", SECRET), ("JWT_ISSUER", "profile-svc-local"), ("JWT_AUDIENCE", "profile-svc")]);
    let call = async |authorization: String| -> Answer {
        send(service.request(Method::GET, "/v1/profile").header("authorization", authorization)).await
    };
    let hs256 = Header::new(Algorithm::HS256);
    let good = sign(&hs256, &claims(&json!({})), SECRET);
    call(format!("Bearer {good}")).await.data();
    call(format!("bearer {good}")).await.data();

    let now = jiff::Timestamp::now().as_second();
    let mut crit = hs256.clone();
    crit.crit = Some(vec!["exp".to_owned()]);
    let bad = [
        ("alg none", unsigned(&json!({"alg": "none", "typ": "JWT"}), &claims(&json!({})))),
        ("alg nOnE", unsigned(&json!({"alg": "nOnE"}), &claims(&json!({})))),
        ("another algorithm", sign(&Header::new(Algorithm::HS512), &claims(&json!({})), SECRET)),
        ("another key", sign(&hs256, &claims(&json!({})), "another secret of thirty-two bytes!")),
        ("expired", sign(&hs256, &claims(&json!({"exp": now - 100})), SECRET)),
        ("exp as text", sign(&hs256, &claims(&json!({"exp": "9999999999"})), SECRET)),
        ("no exp", sign(&hs256, &claims(&json!({"exp": null})), SECRET)),
        ("not yet", sign(&hs256, &claims(&json!({"nbf": now + 600})), SECRET)),
        ("another issuer", sign(&hs256, &claims(&json!({"iss": "evil"})), SECRET)),
        ("another audience", sign(&hs256, &claims(&json!({"aud": "posts"})), SECRET)),
        ("no sub", sign(&hs256, &claims(&json!({"sub": null})), SECRET)),
        ("sub is no id", sign(&hs256, &claims(&json!({"sub": "../x"})), SECRET)),
        ("crit", sign(&crit, &claims(&json!({})), SECRET)),
        ("an id token", sign(&hs256, &claims(&json!({"token_use": "id"})), SECRET)),
        (
            "another type",
            sign(&Header { typ: Some("dpop+jwt".to_owned()), ..hs256.clone() }, &claims(&json!({})), SECRET),
        ),
        ("too long", sign(&hs256, &claims(&json!({"name": "x".repeat(9000)})), SECRET)),
        ("changed", good.replacen('.', ".e30", 1)),
        ("cut", good[..good.len() - 2].to_owned()),
        ("nonsense", "nonsense".to_owned()),
        ("empty", String::new()),
    ];
    for (name, token) in bad {
        let answer = call(format!("Bearer {token}")).await;
        assert_eq!(answer.error(401)["code"], "unauthorized", "{name}");
        assert_eq!(answer.header("www-authenticate"), "Bearer", "{name}");
        // N8: where a token is optional, a bad one is no less bad
        let public =
            service.request(Method::GET, "/v1/profile/usr_1").header("authorization", format!("Bearer {token}"));
        send(public).await.error(401);
    }
    for header in ["Basic dXNyOng=", &good] {
        call(header.to_owned()).await.error(401);
    }
    send(service.request(Method::GET, "/v1/profile")).await.error(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_have_no_profile_and_see_what_the_public_sees() {
    // N2, N8
    let service = service();
    service.get("anon_1", "/v1/profile").await.error(403);
    let owner = crate::harness::new_user();
    service.put_profile(&owner, &json!({"location": "Here"})).await.data();
    let path = format!("/v1/profile/{owner}");
    assert_eq!(service.get("anon_1", &path).await.data(), service.get_public(&path).await.data());
}

//! What only one machine has: readiness, tokens for the asking, and the services that listen to this one.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{HeaderMap, StatusCode};
use runtime::Metrics;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

use crate::deliveries::{Deliveries, Delivery};
use crate::token::{Claims, LIFETIME};
use crate::webhook;

/// What these routes know.
#[derive(Clone)]
pub(crate) struct Dev {
    /// Signs tokens.
    pub(crate) jwt_secret: String,
    /// Verifies webhooks.
    pub(crate) webhook_secret: String,
    /// What was received.
    pub(crate) deliveries: Deliveries,
    /// What was measured.
    pub(crate) metrics: Metrics,
}

/// The routes under `/dev`.
pub(crate) fn router(dev: Dev) -> Router {
    Router::new()
        .route("/health", get(|| async { Json(json!({ "status": "ok" })) }))
        .route("/token", post(token))
        .route("/deliveries", get(deliveries))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(dev.clone()))
        .merge(subscribers(dev.webhook_secret, dev.deliveries))
}

/// Services that are told of events, at `/subscribers/{name}`. They believe nothing that is not signed with
/// `webhook_secret`, and note in `deliveries` what they receive.
pub fn subscribers(webhook_secret: String, deliveries: Deliveries) -> Router {
    Router::new().route("/subscribers/{name}", post(receive)).with_state((Arc::from(webhook_secret), deliveries))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TokenRequest {
    sub: String,
    scope: Option<String>,
    name: Option<String>,
    expires_in: Option<i64>,
}

async fn token(State(dev): State<Arc<Dev>>, Json(request): Json<TokenRequest>) -> Response {
    let mut claims = Claims::new(&request.sub, request.expires_in.unwrap_or(LIFETIME));
    claims.scope = request.scope.as_deref();
    claims.name = request.name.as_deref().or(claims.name);
    match claims.sign(&dev.jwt_secret) {
        Ok(token) => Json(json!({ "token": token })).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeliveriesQuery {
    user_id: Option<String>,
}

async fn deliveries(State(dev): State<Arc<Dev>>, Query(query): Query<DeliveriesQuery>) -> Json<Value> {
    let deliveries = match query.user_id {
        Some(user) => dev.deliveries.about(&user),
        None => dev.deliveries.all(),
    };
    Json(json!({ "deliveries": deliveries }))
}

async fn metrics(State(dev): State<Arc<Dev>>) -> Json<Value> {
    Json(json!({ "metrics": dev.metrics.lines() }))
}

async fn receive(
    State((secret, deliveries)): State<(Arc<str>, Deliveries)>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = jiff::Timestamp::now().as_second();
    let verified = webhook::verify(&secret, &headers, &body, now);
    let event: Value =
        serde_json::from_slice(&body).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&body).into_owned()));
    let kind = event["eventType"].as_str().unwrap_or("unknown").to_owned();
    let mut delivery = Delivery::now(&name, verified.unwrap_or_default(), &kind, event);
    delivery.signature_verified = Some(verified.is_ok());
    delivery.problem = verified.err().map(|refusal| refusal.to_string());
    let answer = match &delivery.problem {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(problem) => (StatusCode::UNAUTHORIZED, problem.clone()).into_response(),
    };
    deliveries.record(delivery);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    fn dev() -> Dev {
        Dev {
            jwt_secret: "0123456789abcdef0123456789abcdef".to_owned(),
            webhook_secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(),
            deliveries: Deliveries::default(),
            metrics: Metrics::kept(&runtime::Env::default()),
        }
    }

    async fn post_json(dev: &Dev, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = Request::post(path).header("content-type", "application/json");
        let request = request.body(axum::body::Body::from(body.to_string())).unwrap();
        let response = router(dev.clone()).oneshot(request).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    fn claims(token: &Value) -> Value {
        let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::HS256);
        validation.set_audience(&["profile-svc"]);
        validation.set_issuer(&["profile-svc-local"]);
        let key = jsonwebtoken::DecodingKey::from_secret(dev().jwt_secret.as_bytes());
        jsonwebtoken::decode::<Value>(token.as_str().unwrap(), &key, &validation).unwrap().claims
    }

    #[tokio::test]
    async fn a_token_says_what_was_asked_for() {
        let request = json!({ "sub": "usr_1", "scope": "profiles:admin", "expiresIn": 60 });
        let (status, answer) = post_json(&dev(), "/token", &request).await;
        assert_eq!(status, StatusCode::OK);
        let claims = claims(&answer["token"]);
        assert_eq!((&claims["sub"], &claims["scope"]), (&json!("usr_1"), &json!("profiles:admin")));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
        assert_eq!(claims.get("name"), None);
    }

    #[tokio::test]
    async fn a_demo_user_has_a_name_and_a_request_for_more_is_refused() {
        let (_, answer) = post_json(&dev(), "/token", &json!({ "sub": "usr_987654321" })).await;
        assert_eq!(claims(&answer["token"])["name"], "Jane Developer");
        let (status, _) = post_json(&dev(), "/token", &json!({ "sub": "usr_1", "admin": true })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    #[tokio::test]
    async fn an_unsigned_webhook_is_refused_and_noted() {
        let dev = dev();
        let (status, _) = post_json(&dev, "/subscribers/chat", &json!({ "eventType": "profile_created" })).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        let deliveries = dev.deliveries.all();
        assert_eq!(deliveries[0].signature_verified, Some(false));
        assert_eq!(deliveries[0].problem.as_deref(), Some("the header webhook-id is missing"));
    }
}

//! A stack that tests/deploy deployed, for the journeys to run against instead of one in this process.

use std::{fmt, sync::LazyLock};

use aws_sdk_sqs::{Client as Queues, types::Message};
use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use local::{Deliveries, Delivery};
use serde::Deserialize;
use serde_json::Value;

use crate::served::Served;

/// The topic, as [`Delivery`] names it.
const TOPIC: &str = "sns:profile-notifications-dev";

/// What tests/deploy/run.py says of the stack, in the file that `DEPLOYED` names.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Description {
    /// Base URL of the REST API, with its stage.
    api_url: String,
    /// Where all of AWS's services are.
    endpoint: String,
    /// Domain of the distribution, which leads nowhere: the endpoint tells distributions apart by it.
    distribution: String,
    /// The port of this machine where the stack expects its CDN and the services that it tells of events.
    port: u16,
    /// The queue that has what the topic has sent.
    topic_queue_url: String,
    jwt_secret: String,
    webhook_secret: String,
    alias_key: String,
    tombstone_key: String,
}

/// The stack that the tests run against, if it is a deployed one.
static DESCRIPTION: LazyLock<Option<Description>> = LazyLock::new(|| {
    let file = std::env::var_os("DEPLOYED")?;
    Some(serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
});

/// Whether the tests run against a deployed stack.
pub(crate) fn is_described() -> bool {
    DESCRIPTION.is_some()
}

/// What paths of the API begin with before their `/v1`.
pub(crate) fn base_path() -> &'static str {
    let Some(description) = DESCRIPTION.as_ref() else { return "" };
    let (_, host) = description.api_url.split_once("://").unwrap();
    host.find('/').map_or("", |path| &host[path..])
}

/// A deployed stack, with its CDN and the services that hear from it.
pub(crate) struct Deployed {
    description: Description,
    deliveries: Deliveries,
    _servers: [Served; 2],
}

impl Deployed {
    /// The stack that `DEPLOYED` describes, if it does.
    pub(crate) fn described() -> Option<Self> {
        let description = DESCRIPTION.clone()?;
        let deliveries = Deliveries::default();
        let outside = local::subscribers(description.webhook_secret.clone(), deliveries.clone());
        let distribution = Router::new().fallback(cdn).with_state(description.clone());
        let outside = outside.fallback_service(distribution);
        let outside =
            Served::start_at(description.port, async |listener| axum::serve(listener, outside).await.unwrap());
        let queues = Queues::new(&runtime::Aws::with_env(runtime::Env::from_pairs(description.env())).unwrap().sdk);
        let listening = listen(queues, description.topic_queue_url.clone(), deliveries.clone());
        let topic = Served::start_at(0, async |_| listening.await);
        Some(Self { description, deliveries, _servers: [outside, topic] })
    }

    /// Base URL of the API.
    pub(crate) fn api_url(&self) -> String {
        self.description.api_url.clone()
    }

    /// Where pictures are loaded from.
    pub(crate) fn cdn_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.description.port)
    }

    /// Where AWS's services are.
    pub(crate) fn endpoint(&self) -> String {
        self.description.endpoint.clone()
    }

    /// An access token of the user `sub`, who may do what `scope` says.
    pub(crate) fn token(&self, sub: &str, scope: Option<&str>) -> String {
        local::token(sub, scope, &self.description.jwt_secret)
    }

    /// What subscribers and the topic have received.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.deliveries.all()
    }

    /// Where the stack's services are, with the keys of its rows.
    pub(crate) fn env(&self) -> Vec<(String, String)> {
        self.description.env()
    }
}

impl Description {
    fn env(&self) -> Vec<(String, String)> {
        let pairs = [
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("ALIAS_KEY", &self.alias_key),
            ("TOMBSTONE_KEY", &self.tombstone_key),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
    }
}

/// What the distribution answers, at an address that leads to it.
async fn cdn(State(description): State<Description>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let call = reqwest::Client::new().request(request.method().clone(), format!("{}{path}", description.endpoint));
    let call = call.header(header::HOST, &description.distribution).header("x-forwarded-proto", "https");
    match call.header("cloudfront-forwarded-proto", "https").send().await {
        Ok(answer) => {
            let (status, headers) = (answer.status(), answer.headers().clone());
            match answer.bytes().await {
                Ok(body) => (status, headers, body).into_response(),
                Err(error) => bad_gateway(error),
            }
        }
        Err(error) => bad_gateway(error),
    }
}

fn bad_gateway(error: impl fmt::Display) -> Response {
    (StatusCode::BAD_GATEWAY, error.to_string()).into_response()
}

/// Notes what comes to the queue of the topic, for as long as the tests run.
async fn listen(queues: Queues, url: String, deliveries: Deliveries) {
    loop {
        let asked = queues.receive_message().queue_url(&url).max_number_of_messages(10).wait_time_seconds(5);
        for message in asked.send().await.unwrap().messages.unwrap_or_default() {
            deliveries.record(told(&message));
            let delete = queues.delete_message().queue_url(&url);
            delete.set_receipt_handle(message.receipt_handle).send().await.unwrap();
        }
    }
}

fn told(message: &Message) -> Delivery {
    let event: Value = serde_json::from_str(message.body().unwrap()).unwrap();
    let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
    Delivery::now(TOPIC, &text("id"), &text("detail-type"), event.clone())
}

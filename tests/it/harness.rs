//! The service under test, and a client of it.

use std::{
    collections::BTreeMap,
    sync::LazyLock,
    time::{Duration, Instant},
};

use local::{Options, Stack};
use reqwest::{Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::{Value, json};

use crate::{
    deployed::{self, Deployed},
    place::{Place, ROW_KEYS},
};

/// A running service and how to reach its parts.
pub(crate) struct Service {
    pub(crate) place: Place,
    http: reqwest::Client,
}

/// The service that all tests share which set nothing about it; each test has users of its own.
static SHARED: LazyLock<Service> = LazyLock::new(|| match Deployed::described() {
    Some(deployed) => Service { place: Place::Deployed(Box::new(deployed)), http: client() },
    None => start_on_own_thread(options(&[])),
});

/// The service that all tests share.
pub(crate) fn service() -> &'static Service {
    // not `spawn_blocking`: a test's runtime ends with the test, and this must not
    tokio::task::block_in_place(|| &*SHARED)
}

/// A service of the test's own, with `env` set.
pub(crate) fn service_with(env: &[(&str, &str)]) -> Service {
    tokio::task::block_in_place(|| start_on_own_thread(options(env)))
}

fn options(env: &[(&str, &str)]) -> Options {
    let env = ROW_KEYS.iter().chain(env).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Options { env, ..Options::ephemeral() }
}

/// A service of the test's own whose functions find what `endpoints` names there instead of in the service.
pub(crate) fn service_between(endpoints: &[(&str, &str)]) -> Service {
    let mut options = Options::ephemeral();
    options.endpoints = endpoints.iter().map(|(name, url)| ((*name).to_owned(), (*url).to_owned())).collect();
    tokio::task::block_in_place(|| start_on_own_thread(options))
}

/// A service of the test's own that is wired, and whose functions may do, as `template` says.
pub(crate) fn service_of(template: String) -> Service {
    let options = Options { template: Some(template), ..Options::ephemeral() };
    tokio::task::block_in_place(|| start_on_own_thread(options))
}

/// A service of the test's own whose S3 tells nobody of new objects: the test does.
pub(crate) fn service_without_s3_events() -> Service {
    let options = Options { s3_events: false, ..Options::ephemeral() };
    tokio::task::block_in_place(|| start_on_own_thread(options))
}

/// Starts a stack on a runtime that lasts as long as the process does.
fn start_on_own_thread(options: Options) -> Service {
    assert!(!deployed::is_described(), "a test of a stack in its own process; see tests/deploy/local-only.txt");
    let (started, stack) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            started.send(Stack::start(options).await.unwrap()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    Service { place: Place::Here(Box::new(stack.recv().unwrap())), http: client() }
}

/// A connection belongs to the runtime of one test, so none is kept for another.
fn client() -> reqwest::Client {
    reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap()
}

/// A user of the service who is nobody else.
pub(crate) fn new_user() -> String {
    format!("usr_{}", uuid::Uuid::new_v4().simple())
}

/// What the service answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON, which it must be.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The data of a success, which it must be.
    pub(crate) fn data(&self) -> Value {
        let json = self.json();
        assert!(self.status.is_success() && json["success"] == true, "{self:?}");
        json["data"].clone()
    }

    /// The error of a failure in the envelope, which it must be, with `status`.
    pub(crate) fn error(&self, status: u16) -> Value {
        let json = self.json();
        assert_eq!((self.status.as_u16(), &json["success"]), (status, &json!(false)), "{self:?}");
        let error = json["error"].clone();
        assert!(error["code"].is_string() && error["message"].is_string() && error["details"].is_array(), "{error}");
        assert!(error["requestId"].as_str().is_some_and(|id| !id.is_empty()), "{error}");
        error
    }

    /// The header `name`, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Sends `request` and reads the whole answer, which must be as documented.
pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let (client, request) = request.build_split();
    let request = request.unwrap();
    let (method, url) = (request.method().clone(), request.url().clone());
    let response = client.execute(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let answer = Answer { status, headers, text: response.text().await.unwrap() };
    crate::contract::check(&method, &url, &answer);
    answer
}

impl Service {
    /// A request to `path` of the API, or to a whole URL.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.api_url()) };
        self.http.request(method, url)
    }

    /// A request of `user`.
    pub(crate) fn request_as(&self, user: &str, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(self.token(user))
    }

    /// What `user` gets from `path`.
    pub(crate) async fn get(&self, user: &str, path: &str) -> Answer {
        send(self.request_as(user, Method::GET, path)).await
    }

    /// What anybody gets from `path`.
    pub(crate) async fn get_public(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// What `user` hears after putting `body` to the own profile.
    pub(crate) async fn put_profile(&self, user: &str, body: &Value) -> Answer {
        send(self.request_as(user, Method::PUT, "/v1/profile").json(body)).await
    }

    /// A ticket for `order`, given to `user`.
    pub(crate) async fn ticket(&self, user: &str, order: &Value) -> Value {
        let request = self.request_as(user, Method::POST, "/v1/profile/avatar/uploads").json(order);
        let answer = send(request).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        answer.data()
    }

    /// A PUT with the headers of `ticket`, except those in `changed`, which are set so or left out.
    pub(crate) fn put(&self, ticket: &Value, changed: &[(&str, Option<&str>)], bytes: Vec<u8>) -> RequestBuilder {
        let mut headers: BTreeMap<String, String> = serde_json::from_value(ticket["headers"].clone()).unwrap();
        for (name, value) in changed {
            match value {
                Some(value) => headers.insert((*name).to_owned(), (*value).to_owned()),
                None => headers.remove(*name),
            };
        }
        // the client sets it from the body
        headers.remove("content-length");
        let request = self.http.put(ticket["uploadUrl"].as_str().unwrap()).body(bytes);
        headers.into_iter().fold(request, |request, (name, value)| request.header(name, value))
    }

    /// Uploads `bytes` as `user` by ticket and waits until they are processed; the upload's state at the end.
    pub(crate) async fn upload(&self, user: &str, content_type: &str, bytes: Vec<u8>) -> Value {
        let ticket = self.ticket(user, &json!({"contentType": content_type, "contentLength": bytes.len()})).await;
        let put = send(self.put(&ticket, &[], bytes)).await;
        assert!(put.status.is_success(), "{put:?}");
        self.processed(user, &ticket).await
    }

    /// The state of the upload of `ticket` when it has reached its end.
    pub(crate) async fn processed(&self, user: &str, ticket: &Value) -> Value {
        let path = ticket["statusUrl"].as_str().unwrap();
        eventually(async || {
            let status = self.get(user, path).await.data();
            let under_way = status["state"] == "pending" || status["state"] == "processing";
            (!under_way).then_some(status)
        })
        .await
    }

    /// What `target` has received about `user`.
    pub(crate) fn received(&self, target: &str, user: &str) -> Vec<Value> {
        let deliveries = self.deliveries().into_iter().filter(|delivery| delivery.target == target);
        deliveries
            .map(|delivery| serde_json::to_value(delivery).unwrap())
            .filter(|delivery| delivery.to_string().contains(&format!("\"{user}\"")))
            .collect()
    }

    /// The configuration of somebody in this service who may do everything.
    pub(crate) fn aws(&self) -> runtime::Aws {
        self.aws_with(&[])
    }

    /// The configuration of `function` in this service, which may do what its role allows, with `changes`.
    pub(crate) fn aws_as(&self, function: &str, changes: &[(&str, &str)]) -> runtime::Aws {
        self.aws_with(&[&[("AWS_ACCESS_KEY_ID", function)], changes].concat())
    }

    /// The configuration of somebody in this service who may do everything, with `changes`.
    pub(crate) fn aws_with(&self, changes: &[(&str, &str)]) -> runtime::Aws {
        let names = [
            ("DYNAMODB_TABLE_PROFILES", "profile-profiles-dev"),
            ("DYNAMODB_TABLE_ALIASES", "profile-aliases-dev"),
            ("DYNAMODB_TABLE_LEDGER", "profile-ledger-dev"),
            ("S3_BUCKET_AVATARS", "multitask-avatars-dev"),
            ("CLOUDFRONT_DOMAIN", &self.cdn_url()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let changes = changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let env = self.env().into_iter().chain(names).chain(changes);
        runtime::Aws::with_env(runtime::Env::from_pairs(env)).unwrap()
    }
}

/// Asks until there is an answer; three minutes are far more than anything here takes.
pub(crate) async fn eventually<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_mins(3);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "it did not come to pass");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// One of the pictures in tests/photos.
pub(crate) fn photo(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../photos/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

//! A proxy in front of DynamoDB and S3 that counts their calls and fails those that a test wants to fail. What it stands in
//! front of are the real protocols, so functions reach it by its address and the SDK above it retries as ever.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::HeaderValue,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo},
};
use local::Stack;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Notify, oneshot},
};

use crate::{chance::Chance, served::Served};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Refused as too much; nothing is written.
    Throttle,
    /// The connection ends before DynamoDB hears of the call.
    ResetBeforeCommit,
    /// The connection ends when DynamoDB has carried the call out: the caller does not know.
    ResetAfterCommit,
    /// The call is never answered, and DynamoDB or S3 does not hear of it.
    HangBeforeCommit,
    /// The call is never answered, and was carried out.
    HangAfterCommit,
    /// Another transaction has one of the rows; nothing is written. Calls that are no transactions get the exception that
    /// is theirs.
    TransactionCanceled,
}

/// A running proxy. It ends when it is dropped.
pub(crate) struct Faults {
    served: Served,
    state: Arc<State>,
}

struct State {
    dynamodb: String,
    s3: String,
    plan: Mutex<Plan>,
    hung: Notify,
}

/// Stands for whatever operation a call is of.
pub(crate) const ANY: &str = "*";

#[derive(Default)]
struct Plan {
    calls: BTreeMap<String, usize>,
    /// Faults of single calls, by operation and the call's number.
    numbered: BTreeMap<(String, usize), Fault>,
    random: Vec<Random>,
    /// The next call of each of these operations waits.
    held: BTreeMap<String, Held>,
    injected: usize,
}

/// Where a call that waits says so, and what it waits for.
struct Held {
    arrived: oneshot::Sender<()>,
    release: oneshot::Receiver<()>,
}

/// A call that waits before DynamoDB hears of it.
pub(crate) struct Hold {
    arrived: oneshot::Receiver<()>,
    release: oneshot::Sender<()>,
}

impl Hold {
    /// Waits until the call is there; it goes on when the answer is dropped.
    pub(crate) async fn arrived(self) -> oneshot::Sender<()> {
        self.arrived.await.unwrap();
        self.release
    }
}

struct Random {
    operation: String,
    fault: Fault,
    percent: u64,
    chance: Chance,
}

impl Faults {
    /// A proxy on a free port in front of the DynamoDB and the S3 of `stack`. It lets everything through until told
    /// otherwise.
    pub(crate) fn before(stack: &Stack) -> Self {
        let (plan, hung) = (Mutex::default(), Notify::new());
        let state = Arc::new(State { dynamodb: stack.dynamodb_url(), s3: stack.s3_url(), plan, hung });
        let serving = Arc::clone(&state);
        Self { served: Served::start(|listener| serve(listener, serving)), state }
    }

    /// The proxy's address, for `AWS_ENDPOINT_URL_DYNAMODB` and `AWS_ENDPOINT_URL_S3`.
    pub(crate) fn url(&self) -> &str {
        self.served.url()
    }

    /// Fails the `nth` call of `operation` from now on, the next being 1; the SDK's own retries are calls like any other.
    pub(crate) fn at(&self, operation: &str, nth: usize, fault: Fault) {
        let mut plan = self.plan();
        let number = plan.calls.get(operation).copied().unwrap_or_default() + nth;
        plan.numbered.insert((operation.to_owned(), number), fault);
    }

    /// Lets the next call of `operation` wait until the test says otherwise.
    pub(crate) fn hold(&self, operation: &str) -> Hold {
        let (arriving, arrived) = oneshot::channel();
        let (release, released) = oneshot::channel();
        self.plan().held.insert(operation.to_owned(), Held { arrived: arriving, release: released });
        Hold { arrived, release }
    }

    /// Does `work` until its `nth` call of `operation` hangs by `fault`; there it ends, as if its machine had. The outcome of
    /// the work, if it came to its end instead.
    pub(crate) async fn crash_at<T>(
        &self,
        operation: &str,
        nth: usize,
        fault: Fault,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        self.clear();
        self.at(operation, nth, fault);
        let crashed = tokio::select! {
            outcome = work => Some(outcome),
            () = self.state.hung.notified() => None,
        };
        self.clear();
        crashed
    }

    /// Fails `percent` of the calls of `operation` from now on, the same ones for the same `seed`.
    pub(crate) fn randomly(&self, operation: &str, fault: Fault, percent: u64, seed: u64) {
        let chance = Chance::new(seed);
        self.plan().random.push(Random { operation: operation.to_owned(), fault, percent, chance });
    }

    /// Lets everything through again, and counts from zero.
    pub(crate) fn clear(&self) {
        *self.plan() = Plan::default();
    }

    /// How many calls of `operation` (such as `GetItem`, or `PUT` of S3) there were.
    pub(crate) fn calls(&self, operation: &str) -> usize {
        self.plan().calls.get(operation).copied().unwrap_or_default()
    }

    /// How many calls of any operation there were.
    pub(crate) fn all_calls(&self) -> usize {
        self.calls(ANY)
    }

    /// How many calls were failed.
    pub(crate) fn injected(&self) -> usize {
        self.plan().injected
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.state.plan.lock().unwrap()
    }
}

impl Plan {
    /// Counts a call of `operation` and tells how it fails, if it does.
    fn next(&mut self, operation: &str) -> Option<Fault> {
        let mut numbered = None;
        for name in [operation, ANY] {
            let calls = self.calls.entry(name.to_owned()).or_default();
            *calls += 1;
            numbered = numbered.or(self.numbered.remove(&(name.to_owned(), *calls)));
        }
        let mut drawn = None;
        for random in self.random.iter_mut().filter(|random| random.operation == operation) {
            if random.chance.happens(random.percent) {
                drawn = drawn.or(Some(random.fault));
            }
        }
        let fault = numbered.or(drawn);
        self.injected += usize::from(fault.is_some());
        fault
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (state, client) = (Arc::clone(&state), client.clone());
        let service = hyper::service::service_fn(move |request| answer(Arc::clone(&state), client.clone(), request));
        tokio::spawn(async move {
            // an error is a reset that the test asked for
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

type Upstream = Client<HttpConnector, Full<Bytes>>;
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// An error ends the connection without an answer.
async fn answer(
    state: Arc<State>,
    client: Upstream,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Failure> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let (operation, upstream) = match target {
        Some(target) => (target.rsplit('.').next().unwrap_or_default(), &state.dynamodb),
        None => (parts.method.as_str(), &state.s3),
    };
    let held = state.plan.lock().map_err(|_| "a test failed")?.held.remove(operation);
    if let Some(held) = held {
        // an error means that the test has ended or has let go
        let _ = held.arrived.send(());
        let _ = held.release.await;
    }
    let fault = state.plan.lock().map_err(|_| "a test failed")?.next(operation);
    match fault {
        Some(Fault::ResetBeforeCommit) => return Err("reset before commit".into()),
        Some(Fault::Throttle) => return Ok(refusal("ThrottlingException", &json!({"message": "Rate exceeded"}))),
        Some(Fault::TransactionCanceled) => return Ok(conflict(operation, &body)),
        Some(Fault::HangBeforeCommit) => return hang(&state).await,
        Some(Fault::ResetAfterCommit | Fault::HangAfterCommit) | None => {}
    }
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut forwarded = Request::builder().method(&parts.method).uri(format!("{upstream}{path}"));
    // the host too, which is signed
    for (name, value) in &parts.headers {
        forwarded = forwarded.header(name, value);
    }
    let response = client.request(forwarded.body(Full::new(body))?).await?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    match fault {
        Some(Fault::ResetAfterCommit) => Err("reset after commit".into()),
        Some(Fault::HangAfterCommit) => hang(&state).await,
        _ => Ok(Response::from_parts(parts, Full::new(body))),
    }
}

/// Tells the test, and never answers.
async fn hang<T>(state: &State) -> T {
    state.hung.notify_one();
    std::future::pending().await
}

/// What DynamoDB says when another transaction has a row: for a transaction, a reason for each of its items.
fn conflict(operation: &str, body: &[u8]) -> Response<Full<Bytes>> {
    if !operation.starts_with("Transact") {
        return refusal("TransactionConflictException", &json!({"message": "Transaction is ongoing for the item"}));
    }
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let items = request["TransactItems"].as_array().map_or(1, Vec::len).max(1);
    let mut reasons = vec![json!({"Code": "None"}); items];
    reasons[items - 1] = json!({"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"});
    let message = "Transaction cancelled, please refer cancellation reasons for specific reasons";
    refusal("TransactionCanceledException", &json!({"Message": message, "CancellationReasons": reasons}))
}

fn refusal(kind: &str, fields: &Value) -> Response<Full<Bytes>> {
    let mut body = fields.clone();
    body["__type"] = format!("com.amazonaws.dynamodb.v20120810#{kind}").into();
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/x-amz-json-1.0"));
    response
}

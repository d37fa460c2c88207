//! A proxy in front of DynamoDB that counts its calls and fails those that a test wants to fail. What it stands in front of
//! is the real protocol, so functions reach it by its address and the SDK above it retries as ever.

use std::{
    collections::BTreeMap,
    convert::Infallible,
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
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Refused as too much; nothing is written.
    Throttle,
    /// The connection ends before DynamoDB hears of the call.
    ResetBeforeCommit,
    /// The connection ends when DynamoDB has carried the call out: the caller does not know.
    ResetAfterCommit,
    /// Another transaction has one of the rows; nothing is written. Calls that are no transactions get the exception that
    /// is theirs.
    TransactionCanceled,
    /// There is never an answer, and DynamoDB never hears of the call.
    HangBeforeCommit,
    /// There is never an answer, though DynamoDB has carried the call out.
    HangAfterCommit,
}

/// A running proxy. It ends when it is dropped.
pub(crate) struct Faults {
    url: String,
    state: Arc<State>,
    _stop: oneshot::Sender<Infallible>,
}

struct State {
    upstream: String,
    plan: Mutex<Plan>,
}

#[derive(Default)]
struct Plan {
    calls: BTreeMap<String, usize>,
    /// Faults of single calls, by operation and the call's number.
    numbered: BTreeMap<(String, usize), Fault>,
    random: Vec<Random>,
    /// The next call of each of these operations waits.
    held: BTreeMap<String, Held>,
    injected: usize,
    hanging: usize,
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
    state: u64,
}

impl Faults {
    /// A proxy on a free port in front of the DynamoDB at `upstream`. It lets everything through until told otherwise.
    pub(crate) fn before(upstream: &str) -> Self {
        let state = Arc::new(State { upstream: upstream.to_owned(), plan: Mutex::default() });
        let (started, port) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel::<Infallible>();
        let serving = Arc::clone(&state);
        // a runtime of its own, so that it answers whatever the test's threads wait for
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                started.send(listener.local_addr().unwrap().port()).unwrap();
                tokio::select! {
                    () = serve(listener, serving) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { url: format!("http://127.0.0.1:{}", port.recv().unwrap()), state, _stop: stop }
    }

    /// The proxy's address, for `AWS_ENDPOINT_URL_DYNAMODB`.
    pub(crate) fn url(&self) -> &str {
        &self.url
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

    /// Fails `percent` of the calls of `operation` from now on, the same ones for the same `seed`.
    pub(crate) fn randomly(&self, operation: &str, fault: Fault, percent: u64, seed: u64) {
        // xorshift has no way out of zero
        self.plan().random.push(Random { operation: operation.to_owned(), fault, percent, state: seed | 1 << 63 });
    }

    /// Lets everything through again, and counts from zero.
    pub(crate) fn clear(&self) {
        *self.plan() = Plan::default();
    }

    /// How many calls of `operation` (such as `GetItem`) there were.
    pub(crate) fn calls(&self, operation: &str) -> usize {
        self.plan().calls.get(operation).copied().unwrap_or_default()
    }

    /// How many calls of any operation there were.
    pub(crate) fn all_calls(&self) -> usize {
        self.plan().calls.values().sum()
    }

    /// How many calls were failed.
    pub(crate) fn injected(&self) -> usize {
        self.plan().injected
    }

    /// How many calls are waiting for the answer that never comes.
    pub(crate) fn hanging(&self) -> usize {
        self.plan().hanging
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.state.plan.lock().unwrap()
    }
}

impl Plan {
    /// Counts a call of `operation` and tells how it fails, if it does.
    fn next(&mut self, operation: &str) -> Option<Fault> {
        let calls = self.calls.entry(operation.to_owned()).or_default();
        *calls += 1;
        let numbered = self.numbered.remove(&(operation.to_owned(), *calls));
        let mut drawn = None;
        for random in self.random.iter_mut().filter(|random| random.operation == operation) {
            if random.draw() {
                drawn = drawn.or(Some(random.fault));
            }
        }
        let fault = numbered.or(drawn);
        self.injected += usize::from(fault.is_some());
        fault
    }
}

impl Random {
    /// xorshift64*.
    fn draw(&mut self) -> bool {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % 100 < self.percent
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
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default();
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
    let mut forwarded = Request::builder().method(&parts.method).uri(format!("{}{path}", state.upstream));
    for (name, value) in parts.headers.iter().filter(|(name, _)| *name != "host") {
        forwarded = forwarded.header(name, value);
    }
    let response = client.request(forwarded.body(Full::new(body))?).await?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    if fault == Some(Fault::ResetAfterCommit) {
        return Err("reset after commit".into());
    }
    if fault == Some(Fault::HangAfterCommit) {
        return hang(&state).await;
    }
    Ok(Response::from_parts(parts, Full::new(body)))
}

async fn hang(state: &State) -> Result<Response<Full<Bytes>>, Failure> {
    state.plan.lock().map_err(|_| "a test failed")?.hanging += 1;
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

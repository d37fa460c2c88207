//! Calls from pages of other origins, on every route.

use reqwest::Method;

use crate::harness::{Answer, send, service};
use crate::openapi::operations;

/// An answer to a page of `origin`, and what the browser is told before it sends such a request.
async fn call(method: &str, path: &str, origin: &str) -> (Answer, Answer) {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    // a value for each parameter
    let path = path.replace(['{', '}'], "");
    let ask = service().request(Method::OPTIONS, &path).header("origin", origin);
    let ask = ask.header("access-control-request-method", method.as_str());
    let ask = ask.header("access-control-request-headers", "authorization,content-type,if-match,if-none-match");
    (send(ask).await, send(service().request(method, &path).header("origin", origin)).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_configured_origins_may_call_every_route() {
    let here = service().stack().api_url();
    for (method, path, id) in operations() {
        for origin in ["https://multitask.com", here.as_str()] {
            let (before, answer) = call(&method, &path, origin).await;
            assert!(before.status.is_success(), "{id}: {before:?}");
            assert!(["*", origin].contains(&before.header("access-control-allow-origin")), "{id}: {before:?}");
            assert!(before.header("access-control-allow-methods").contains(&method), "{id}: {before:?}");
            let headers = before.header("access-control-allow-headers").to_lowercase();
            for header in ["authorization", "content-type", "if-match", "if-none-match"] {
                assert!(headers.split(',').any(|allowed| allowed == header), "{id}: {before:?}");
            }
            assert_eq!(answer.header("access-control-allow-origin"), origin, "{id}: {answer:?}");
            let exposed = answer.header("access-control-expose-headers");
            assert_eq!(exposed, "Content-Disposition, ETag, Location, Retry-After, X-Request-Id", "{id}");
            assert!(answer.headers.get_all("vary").iter().any(|vary| vary == "Origin"), "{id}: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_pages_may_read_nothing() {
    for (method, path, id) in operations() {
        for origin in ["https://evil.example", "https://multitask.com.evil.example", "http://multitask.com", "null"] {
            let (_, answer) = call(&method, &path, origin).await;
            assert_eq!(answer.header("access-control-allow-origin"), "", "{id} for {origin}: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_can_read_why_there_is_no_such_route() {
    let answer = send(service().request(Method::GET, "/v1/nothing").header("origin", "https://multitask.com")).await;
    answer.error(404);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

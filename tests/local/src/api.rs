//! API Gateway: each route of the template to its function, and an answer of its own for everything else.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ALLOW,
};
use http::{Extensions, HeaderValue, Method};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt;
use web::{ApiError, Code};

use crate::template::{ApiCors, Route};

/// API Gateway takes no larger request.
const MOST_BYTES: usize = 10 * 1024 * 1024;

/// The functions behind one path.
struct Resource {
    methods: Vec<(Method, Router)>,
    cors: Option<Arc<ApiCors>>,
}

/// The API of `routes`; `function` is the router of a function by logical id.
pub(crate) fn router(routes: &[Route], cors: Option<ApiCors>, function: impl Fn(&str) -> Option<Router>) -> Router {
    let cors = cors.map(Arc::new);
    let mut resources: BTreeMap<&str, Resource> = BTreeMap::new();
    for route in routes {
        if let Some(function) = function(&route.function) {
            let resource =
                resources.entry(&route.path).or_insert_with(|| Resource { methods: Vec::new(), cors: cors.clone() });
            resource.methods.push((route.method.clone(), function));
        }
    }
    let mut api = Router::new();
    for (path, resource) in resources {
        let resource = Arc::new(resource);
        api = api.route(path, any(move |request: Request| resource.clone().answer(request)));
    }
    api.fallback(|| refusal(ApiError::new(Code::NotFound, "No such route.")))
}

impl Resource {
    async fn answer(self: Arc<Self>, request: Request) -> Response {
        let function = self.methods.iter().find(|(method, _)| method == request.method());
        match (function, &self.cors) {
            (Some((_, function)), _) => forward(function.clone(), request).await,
            (None, Some(cors)) if request.method() == Method::OPTIONS => {
                let headers = [
                    (ACCESS_CONTROL_ALLOW_ORIGIN, cors.origin.clone()),
                    (ACCESS_CONTROL_ALLOW_HEADERS, cors.headers.clone()),
                    (ACCESS_CONTROL_ALLOW_METHODS, self.allowed()),
                    (ACCESS_CONTROL_MAX_AGE, cors.max_age.clone()),
                ];
                headers.into_response()
            }
            _ => {
                let error = ApiError::new(
                    Code::MethodNotAllowed,
                    "This path does not take this method; Allow lists those that it takes.",
                );
                ([(ALLOW, self.allowed())], refusal(error).await).into_response()
            }
        }
    }

    /// The methods, for a header.
    fn allowed(&self) -> String {
        let mut names: Vec<&str> = self.methods.iter().map(|(method, _)| method.as_str()).collect();
        if self.cors.is_some() {
            names.push("OPTIONS");
        }
        names.join(",")
    }
}

/// Hands `request` to a function whole, as Lambda does, and answers for it when it fails.
pub(crate) async fn forward(function: Router, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err(error) => return refusal(error).await,
    };
    // this server's own path parameters would be taken for the function's
    parts.extensions = Extensions::new();
    let call = function.oneshot(Request::from_parts(parts, Body::from(body)));
    // in a task of its own, where a panic ends the call and not the connection
    match tokio::spawn(call).await {
        Ok(Ok(response)) => response,
        Err(error) => {
            tracing::error!(%error, "a function failed");
            refusal(ApiError::new(Code::Internal, "Something went wrong on our side.")).await
        }
    }
}

async fn read(body: Body) -> Result<Bytes, ApiError> {
    match Limited::new(body, MOST_BYTES).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::new(Code::TooLarge, "The request is too large.")),
        Err(_) => Err(ApiError::new(Code::BadRequest, "The request's body cannot be read.")),
    }
}

/// An answer of the gateway's own, in the envelope of every other.
async fn refusal(error: ApiError) -> Response {
    // not around everything: a second envelope would hide what the function's own says
    let app = web::enveloped(Router::new().fallback(move || std::future::ready(error.clone())));
    let Ok(mut response) = app.oneshot(Request::<Body>::default()).await;
    // as the template's GatewayResponses have it
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Path;
    use axum::routing::{get, put};
    use http::StatusCode;
    use serde_json::{Value, json};

    fn api() -> Router {
        let route = |method: Method, path: &str, function: &str| Route {
            method,
            path: path.to_owned(),
            function: function.to_owned(),
        };
        let routes = [
            route(Method::GET, "/v1/things/{id}", "Get"),
            route(Method::PUT, "/v1/things/{id}", "Put"),
            route(Method::GET, "/v1/panic", "Panic"),
        ];
        let cors = ApiCors { origin: "https://page.example".to_owned(), ..ApiCors::default() };
        router(&routes, Some(cors), |function| {
            Some(match function {
                "Get" => Router::new().route("/v1/things/{id}", get(|Path(id): Path<String>| async move { id })),
                "Put" => Router::new().route("/v1/things/{id}", put(|body: Bytes| async move { body })),
                _ => Router::new().route("/v1/panic", get(async || -> () { panic!("on purpose") })),
            })
        })
    }

    async fn call(method: Method, path: &str, body: Vec<u8>) -> (StatusCode, http::HeaderMap, Bytes) {
        let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
        let response = api().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
    }

    fn code(body: &[u8]) -> Value {
        let body: Value = serde_json::from_slice(body).unwrap();
        assert!(body["success"] == false && body["error"]["requestId"].is_string(), "{body}");
        body["error"]["code"].clone()
    }

    #[tokio::test]
    async fn each_method_of_a_path_has_its_function() {
        let (status, _, body) = call(Method::GET, "/v1/things/7", Vec::new()).await;
        assert_eq!((status, body.as_ref()), (StatusCode::OK, b"7".as_slice()));
        let (status, _, body) = call(Method::PUT, "/v1/things/7", b"whole".to_vec()).await;
        assert_eq!((status, body.as_ref()), (StatusCode::OK, b"whole".as_slice()));
    }

    #[tokio::test]
    async fn what_no_route_is_for_is_answered_in_the_envelope() {
        let (status, _, body) = call(Method::GET, "/v1/nothing", Vec::new()).await;
        assert_eq!((status, code(&body)), (StatusCode::NOT_FOUND, json!("not_found")));
        let (status, headers, body) = call(Method::DELETE, "/v1/things/7", Vec::new()).await;
        assert_eq!((status, code(&body)), (StatusCode::METHOD_NOT_ALLOWED, json!("method_not_allowed")));
        assert_eq!(headers[ALLOW], "GET,PUT,OPTIONS");
        let (status, headers, _) = call(Method::HEAD, "/v1/panic", Vec::new()).await;
        assert_eq!((status, &headers[ALLOW]), (StatusCode::METHOD_NOT_ALLOWED, &"GET,OPTIONS".parse().unwrap()));
    }

    #[tokio::test]
    async fn a_browser_that_asks_first_is_told_what_the_template_says() {
        let (status, headers, _) = call(Method::OPTIONS, "/v1/things/7", Vec::new()).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[ACCESS_CONTROL_ALLOW_ORIGIN], "https://page.example");
        assert_eq!(headers[ACCESS_CONTROL_ALLOW_METHODS], "GET,PUT,OPTIONS");
    }

    #[tokio::test]
    async fn a_request_that_is_too_large_or_panics_fails_alone() {
        let (status, _, body) = call(Method::PUT, "/v1/things/7", vec![0; MOST_BYTES + 1]).await;
        assert_eq!((status, code(&body)), (StatusCode::PAYLOAD_TOO_LARGE, json!("too_large")));
        let (status, _, body) = call(Method::GET, "/v1/panic", Vec::new()).await;
        assert_eq!((status, code(&body)), (StatusCode::INTERNAL_SERVER_ERROR, json!("internal")));
    }
}

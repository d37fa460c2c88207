//! The port of DynamoDB that everybody knows. The server takes a port and no layer, so it has one of its own behind this.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::net::SocketAddr;
use std::sync::Arc;

struct Server {
    authority: Authority,
    client: Client<HttpConnector, Body>,
}

/// Passes every request on to the server at `address`.
pub(super) fn router(address: SocketAddr) -> Result<Router, http::uri::InvalidUri> {
    let authority = Authority::try_from(address.to_string().as_str())?;
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    let client = Client::builder(TokioExecutor::new()).build(connector);
    Ok(Router::new().fallback(pass_on).with_state(Arc::new(Server { authority, client })))
}

async fn pass_on(State(server): State<Arc<Server>>, mut request: Request) -> Response {
    let mut uri = std::mem::take(request.uri_mut()).into_parts();
    (uri.scheme, uri.authority) = (Some(Scheme::HTTP), Some(server.authority.clone()));
    uri.path_and_query.get_or_insert(PathAndQuery::from_static("/"));
    match Uri::from_parts(uri) {
        Ok(uri) => *request.uri_mut() = uri,
        Err(error) => return (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
    match server.client.request(request).await {
        Ok(response) => response.map(Body::new),
        Err(error) => {
            tracing::error!(%error, "the DynamoDB server does not answer");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

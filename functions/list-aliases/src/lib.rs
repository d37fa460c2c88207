//! `GET /v1/profile/aliases`: every alias that the caller has or had, until it expires.

use axum::{
    Router,
    extract::{FromRef, Query, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    Time,
    alias::{AliasId, OwnAlias},
};
use runtime::{Aws, ConfigError};
use serde::{Deserialize, Serialize};
use table::AliasRows;
use web::{ApiError, Success, Verifier, Visitor, etag::OWNER_CACHE};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    aliases: AliasRows,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { aliases: AliasRows::from_env(aws)?, verifier: Verifier::from_env(aws)? })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(list_aliases))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/aliases", get(list_aliases)).with_state(deps)
}

/// Where to go on.
#[derive(Deserialize)]
struct Place {
    cursor: Option<String>,
}

/// Where a page of aliases begins.
#[cfg(feature = "openapi")]
struct Cursor;

#[cfg(feature = "openapi")]
domain::schema_by_hand!(
    Cursor,
    domain::openapi::json!({"type": "string", "pattern": "^616c6961735f(?:6[1-9a-f]|7[0-9a]|3[2-7]){20}$", "examples": ["616c6961735f".to_owned() + &"61".repeat(20)]})
);

/// A page of the caller's aliases.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
struct AliasPage {
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    aliases: Vec<OwnAlias>,
    /// For the next request, if there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Cursor>, nullable = false))]
    next_cursor: Option<String>,
}

/// Every alias that the caller has or had, until it expires.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/profile/aliases",
        tag = "Aliases",
        security(("bearer" = [])),
        params(("cursor" = Option<Cursor>, Query, description = "The `nextCursor` of the page before.")),
        responses(
            (status = 200, description = "A page of aliases, the newest of it first.", body = AliasPage),
            web::openapi::BadRequest,
        ),
    )
)]
async fn list_aliases(
    State(aliases): State<AliasRows>,
    Visitor(caller): Visitor,
    Query(place): Query<Place>,
) -> Result<Response, ApiError> {
    let after = place.cursor.as_deref().map(after).transpose()?;
    let now: Time = runtime::now().into();
    let page = aliases.history(&caller.user, after.as_ref(), now).await?;
    let page = AliasPage {
        aliases: page.aliases.iter().map(|alias| alias.own_view(aliases.cdn(), now)).collect(),
        next_cursor: page.next.as_ref().map(cursor),
    };
    Ok(([(header::CACHE_CONTROL, OWNER_CACHE)], Success(page)).into_response())
}

fn cursor(last: &AliasId) -> String {
    hex::encode(last.as_str())
}

/// Behind which alias `cursor` goes on. Whose it is does not matter: the caller's own are all there is to see.
fn after(cursor: &str) -> Result<AliasId, ApiError> {
    let id = hex::decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
    id.ok_or_else(|| ApiError::parameter("cursor", "must be a nextCursor that was given out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_to_where_it_was_given_out() {
        let id = AliasId::new([3; 20]);
        assert_eq!(after(&cursor(&id)).unwrap(), id);
        for bad in ["", "zz", "00", &hex::encode("ctx#abc")] {
            assert!(after(bad).is_err(), "{bad}");
        }
    }
}

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

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/aliases", get(list_aliases)).with_state(deps)
}

/// Where to go on.
#[derive(Deserialize)]
struct Place {
    cursor: Option<String>,
}

/// A page of the caller's aliases.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    aliases: Vec<OwnAlias>,
    /// For the next request, if there may be more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

async fn list_aliases(
    State(aliases): State<AliasRows>,
    Visitor(caller): Visitor,
    Query(place): Query<Place>,
) -> Result<Response, ApiError> {
    let after = place.cursor.as_deref().map(after).transpose()?;
    let now: Time = runtime::now().into();
    let page = aliases.history(&caller.user, after.as_ref(), now).await?;
    let page = Page {
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

//! `GET /v1/profile/export`: everything that is held on the caller, in one document.

mod document;

use axum::{
    Router,
    extract::{FromRef, State},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use bucket::Bucket;
use domain::{
    Time, UserId,
    alias::{AliasId, OwnAlias},
};
use runtime::{Aws, ConfigError};
use table::{AliasRows, Profiles, TableError, Uploads};
use web::{ApiError, Caller, Success, Verifier};

use document::Export;

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    profiles: Profiles,
    aliases: AliasRows,
    uploads: Uploads,
    bucket: Bucket,
    verifier: Verifier,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            profiles: Profiles::from_env(aws)?,
            aliases: AliasRows::from_env(aws)?,
            uploads: Uploads::from_env(aws)?,
            bucket: Bucket::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
        })
    }
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(export_profile))]
pub struct Docs;

/// So many aliases are in one export at most: with some 350 bytes each, they leave room in the 6 MB that Lambda answers.
const MAX_ALIASES: usize = 10_000;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/export", get(export_profile)).with_state(deps)
}

/// Everything that is held on the caller.
///
/// Nothing is made by asking: whoever has no profile gets `null` for it.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/profile/export",
        tag = "Profile",
        responses((status = 200, description = "Everything that is held on the caller.", body = Export)),
    )
)]
async fn export_profile(State(deps): State<Deps>, caller: Caller) -> Result<Response, ApiError> {
    let (user, now) = (&caller.user, Time::from(runtime::now()));
    let profile = deps.profiles.get(user).await?;
    let (aliases, next) = aliases(&deps.aliases, user, now).await?;
    let export = Export {
        exported_at: now,
        profile: profile.map(|profile| profile.owner_view(deps.profiles.cdn())),
        aliases,
        next_cursor: next.map(|id| hex::encode(id.as_str())),
        uploads: deps.uploads.all(user).await?.into_iter().map(Into::into).collect(),
        objects: deps.bucket.list(user).await?.into_iter().map(Into::into).collect(),
    };
    let day = now.to_string();
    let file = format!("attachment; filename=\"profile-{}.json\"", day.get(..10).unwrap_or_default());
    let headers = [(header::CACHE_CONTROL, "no-store".to_owned()), (header::CONTENT_DISPOSITION, file)];
    Ok((headers, Success(export)).into_response())
}

/// The aliases of `user`, and where more of them begin if that is more than go into one answer.
async fn aliases(rows: &AliasRows, user: &UserId, now: Time) -> Result<(Vec<OwnAlias>, Option<AliasId>), TableError> {
    let (mut aliases, mut after) = (Vec::new(), None);
    loop {
        let page = rows.history(user, after.as_ref(), now).await?;
        aliases.extend(page.aliases.iter().map(|alias| alias.own_view(rows.cdn(), now)));
        match page.next {
            Some(next) if aliases.len() < MAX_ALIASES => after = Some(next),
            next => return Ok((aliases, next)),
        }
    }
}

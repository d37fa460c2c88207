//! `GET /v1/profile/{userId}`: a profile as its owner lets the caller see it; unknown and hidden answer alike.

use axum::{
    Router,
    extract::{FromRef, Path, Query, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use domain::{UserId, Viewer};
use runtime::{Aws, ConfigError};
use serde::Deserialize;
use table::Profiles;
use web::{
    ApiError, Caller, Verifier,
    etag::{self, ViewTagger},
};

/// What the function works with.
#[derive(Clone, Debug, FromRef)]
pub struct Deps {
    profiles: Profiles,
    verifier: Verifier,
    tagger: ViewTagger,
    policy: Policy,
}

/// How the public may read.
#[derive(Clone, Copy, Debug)]
struct Policy {
    /// Whether anybody may read without a token (`PUBLIC_PROFILE_READ`).
    public_read: bool,
    /// For how many seconds a client may show its copy when the service is out of reach (`PROFILE_CACHE_TTL`).
    cache_seconds: u32,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            profiles: Profiles::from_env(aws)?,
            verifier: Verifier::from_env(aws)?,
            tagger: ViewTagger::from_env(aws)?,
            policy: Policy {
                public_read: aws.env.optional("PUBLIC_PROFILE_READ", true)?,
                cache_seconds: aws.env.in_range("PROFILE_CACHE_TTL", 300, 0..=86_400)?,
            },
        })
    }
}

/// As whom a caller may choose to look.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "stands for the parameter's values in the document")]
enum LookAs {
    Public,
    Member,
}

/// What docs/openapi.yml says of the route.
#[cfg(feature = "openapi")]
#[derive(Debug, utoipa::OpenApi)]
#[openapi(paths(get_public_profile), components(schemas(LookAs)))]
pub struct Docs;

/// The function's route.
pub fn router(deps: Deps) -> Router {
    Router::new().route("/v1/profile/{userId}", get(get_public_profile)).with_state(deps)
}

/// As whom to look, where the caller may choose.
#[derive(Deserialize)]
struct Look {
    #[serde(rename = "viewAs")]
    view_as: Option<String>,
}

/// Somebody's profile, as the caller may see it.
///
/// What its owner hides from the caller is absent. Unknown, hidden and inactive answer alike.
#[cfg_attr(
    feature = "openapi",
    utoipa::path(
        get,
        path = "/v1/profile/{userId}",
        tag = "Profile",
        security((), ("bearer" = [])),
        params(
            ("userId" = domain::UserId, Path, description = "Whose profile."),
            ("viewAs" = Option<LookAs>, Query, description = "As whom to look; `member` needs a member's token."),
            web::openapi::IfNoneMatch,
        ),
        responses(
            (status = 200, description = "The profile.", body = domain::PublicView, headers(("ETag"))),
            web::openapi::NotModified,
            web::openapi::BadRequest,
            web::openapi::NotFound,
        ),
    )
)]
async fn get_public_profile(
    State(deps): State<Deps>,
    caller: Option<Caller>,
    Path(user): Path<String>,
    Query(look): Query<Look>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let user: UserId = user.parse().map_err(|error| ApiError::parameter("userId", error))?;
    if caller.is_none() && !deps.policy.public_read {
        return Err(ApiError::unauthorized("Profiles can be read with a token only."));
    }
    let viewer = match look.view_as.as_deref() {
        None => Caller::viewer(caller.as_ref()),
        // what everybody may see is no secret from anybody
        Some("public") => Viewer::Public,
        Some("member") if Caller::viewer(caller.as_ref()) == Viewer::Member => Viewer::Member,
        Some(_) => {
            return Err(ApiError::parameter("viewAs", "must be public, or member with a member's token"));
        }
    };
    let profile = deps.profiles.get(&user).await?.ok_or_else(ApiError::not_found)?;
    let view = profile.view_for(viewer, deps.profiles.cdn()).ok_or_else(ApiError::not_found)?;
    let tag = deps.tagger.tag(&view)?;
    Ok(etag::respond(&headers, &tag, &cache_control(deps.policy.cache_seconds), view))
}

/// A copy is asked about before each use, so a tightened setting shows at once; only while the service is out of reach
/// may a client show it unasked.
fn cache_control(seconds: u32) -> String {
    match seconds {
        0 => "private, no-store".to_owned(),
        seconds => format!("private, max-age=0, stale-if-error={seconds}"),
    }
}

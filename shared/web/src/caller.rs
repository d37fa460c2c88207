//! Who calls.

use axum::{
    extract::{FromRef, FromRequestParts, OptionalFromRequestParts},
    http::{header, request::Parts},
};
use domain::{Time, UserId, Viewer};

use crate::{ApiError, Code, Verifier};

/// Somebody with a good token and a profile of their own. As an `Option`, no token is nobody; a bad token fails either
/// way, so that nobody is shown the public's view without knowing that their session has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who it is.
    pub user: UserId,
    /// What the auth service calls them.
    pub name: Option<String>,
    /// When their token was issued, if it says so: since when it is known who they are.
    pub issued_at: Option<Time>,
    /// What they may do beyond their own.
    pub scopes: Vec<String>,
}

impl Caller {
    /// As whom the caller looks at the profiles of others: guests see what the public sees.
    #[must_use]
    pub fn viewer(caller: Option<&Self>) -> Viewer {
        match caller {
            Some(caller) if !caller.user.is_guest() => Viewer::Member,
            _ => Viewer::Public,
        }
    }

    /// Refuses a caller whose token does not allow `scope`.
    pub fn require_scope(&self, scope: &str) -> Result<(), ApiError> {
        if self.scopes.iter().any(|granted| granted == scope) {
            return Ok(());
        }
        Err(ApiError::new(Code::Forbidden, format!("The token must have the scope {scope}.")))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller
where
    Verifier: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let caller = <Self as OptionalFromRequestParts<S>>::from_request_parts(parts, state)
            .await?
            .ok_or_else(|| ApiError::unauthorized("An Authorization header with a bearer token is needed."))?;
        if caller.user.is_guest() {
            return Err(ApiError::new(Code::Forbidden, "Guests have no profile of their own."));
        }
        Ok(caller)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Caller
where
    Verifier: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, ApiError> {
        let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else { return Ok(None) };
        let malformed = || ApiError::unauthorized("The Authorization header must be `Bearer` and one token.");
        if values.next().is_some() {
            return Err(malformed());
        }
        let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(malformed)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(malformed());
        }
        Verifier::from_ref(state).verify(token.trim()).await.map(Some)
    }
}

/// Somebody with a good token, a member or a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor(pub Caller);

impl<S: Sync> FromRequestParts<S> for Visitor
where
    Verifier: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let caller = <Caller as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await?;
        caller.map(Self).ok_or_else(|| ApiError::unauthorized("An Authorization header with a bearer token is needed."))
    }
}

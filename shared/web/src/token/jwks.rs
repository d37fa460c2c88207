//! The keys that the auth service publishes, fetched when they are needed and kept.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use axum::http::{HeaderValue, header};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{
    fetch::Source,
    keys::{Key, Keys},
};
use crate::{ApiError, Code};

/// After this long the keys are fetched again.
const FRESH: Duration = Duration::from_mins(10);
/// While the auth service is out of reach, its keys serve for so long.
const USABLE: Duration = Duration::from_hours(24);
/// Fetches are at least so far apart, whatever tokens ask for.
const PAUSE: Duration = Duration::from_secs(10);

/// The published keys.
pub(super) struct Jwks {
    source: Source,
    // not the monotonic clock, which may stand still while Lambda keeps the process frozen
    clock: Box<dyn Fn() -> SystemTime + Send + Sync>,
    known: RwLock<Arc<Known>>,
    /// When a fetch was last begun; whoever holds it fetches.
    tried: Arc<Mutex<Option<SystemTime>>>,
}

#[derive(Default)]
struct Known {
    keys: Keys,
    fetched: Option<SystemTime>,
}

impl Jwks {
    /// The keys of `source`, kept by `clock`; none is fetched yet.
    pub(super) fn new(source: Source, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { source, clock: Box::new(clock), known: RwLock::default(), tried: Arc::default() }
    }

    /// The key called `kid`, if there is one; an error when no keys could be had.
    pub(super) async fn key(self: &Arc<Self>, kid: &str) -> Result<Option<Arc<Key>>, ApiError> {
        let (key, age) = self.look_up(kid);
        match (&key, age) {
            (Some(_), Some(age)) if age < FRESH => return Ok(key),
            // one caller fetches; the others go on with what is known
            (Some(_), Some(age)) if age < USABLE => {
                if let Ok(tried) = Arc::clone(&self.tried).try_lock_owned() {
                    self.refresh(tried).await;
                }
            }
            _ => self.refresh(Arc::clone(&self.tried).lock_owned().await).await,
        }
        match self.look_up(kid) {
            (key, Some(age)) if age < USABLE => Ok(key),
            _ => Err(unavailable()),
        }
    }

    /// The key called `kid`, and how long ago the keys were fetched.
    fn look_up(&self, kid: &str) -> (Option<Arc<Key>>, Option<Duration>) {
        let known = Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner));
        // a clock that was set back makes keys old, never young
        let age = known.fetched.map(|fetched| (self.clock)().duration_since(fetched).unwrap_or(FRESH));
        (known.keys.get(kid).cloned(), age)
    }

    /// Fetches the keys, unless that was tried a moment ago.
    async fn refresh(self: &Arc<Self>, mut tried: OwnedMutexGuard<Option<SystemTime>>) {
        let now = (self.clock)();
        if tried.is_some_and(|tried| now.duration_since(tried).is_ok_and(|ago| ago < PAUSE)) {
            return;
        }
        *tried = Some(now);
        let jwks = Arc::clone(self);
        // a task of its own: whoever began it may hang up, and the others still need the keys
        let fetching = tokio::spawn(async move {
            match jwks.source.fetch().await {
                Ok(keys) => {
                    let known = Arc::new(Known { keys, fetched: Some(now) });
                    *jwks.known.write().unwrap_or_else(PoisonError::into_inner) = known;
                }
                Err(error) => {
                    tracing::error!(cause = %error, "the auth service's keys were not fetched");
                }
            }
            drop(tried);
        });
        if let Err(error) = fetching.await {
            tracing::error!(cause = %error, "the auth service's keys were not fetched");
        }
    }
}

/// Nobody can be let in or turned away while there are no keys.
fn unavailable() -> ApiError {
    let mut error = ApiError::new(Code::Unavailable, "Tokens cannot be checked now; try again in a moment.")
        .with_header(header::RETRY_AFTER, HeaderValue::from(PAUSE.as_secs()));
    error.cause = Some("there are no keys to check tokens with".into());
    error
}

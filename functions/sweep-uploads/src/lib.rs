//! Every five minutes: what events may leave undone is done by what stands in the bucket. Uploads that nobody told of
//! are processed, what nobody needs any more is removed, and pictures whose move was broken off are moved.

mod incoming;
mod pictures;

use std::time::{Duration, Instant};

use avatars::{Avatars, Sets};
use aws_lambda_events::eventbridge::EventBridgeEvent;
use bucket::Bucket;
use domain::Time;
use runtime::{Aws, ConfigError, Error, Measure, Metrics, Unit, chain};
use serde::Serialize;
use serde_json::Value;
use table::{Cursors, Profiles, Uploads};

/// For how long a sweep begins to process uploads, and for how long it walks on among pictures: together less than the
/// function may take, with room for what is begun last.
const UPLOADS_TIME: Duration = Duration::from_mins(2);
const PICTURES_TIME: Duration = Duration::from_mins(3);

/// What the function works with.
#[derive(Clone, Debug)]
pub struct Deps {
    avatars: Avatars,
    sets: Sets,
    profiles: Profiles,
    uploads: Uploads,
    cursors: Cursors,
    bucket: Bucket,
    metrics: Metrics,
    /// How many objects of pictures one sweep looks at.
    objects: usize,
}

impl Deps {
    /// What the environment describes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            avatars: Avatars::from_env(aws)?,
            sets: Sets::from_env(aws)?,
            profiles: Profiles::from_env(aws)?,
            uploads: Uploads::from_env(aws)?,
            cursors: Cursors::from_env(aws)?,
            bucket: Bucket::from_env(aws)?,
            metrics: aws.metrics.clone(),
            objects: aws.env.in_range("SWEEP_OBJECTS", 50_000, 1..=1_000_000)?,
        })
    }
}

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Uploads that came to an end.
    pub processed: usize,
    /// Uploaded files that were removed.
    pub removed: usize,
    /// Objects of pictures that nothing shows, which were removed.
    pub orphans: usize,
    /// Pictures that were moved to URLs that nobody has seen.
    pub moved: usize,
    /// What could not be done, and is left to the next sweep.
    pub failed: usize,
}

impl Summary {
    /// Counts `error` as something that is left to the next sweep, about `key`.
    fn fail(&mut self, key: &str, error: &(dyn std::error::Error + 'static)) {
        tracing::error!(key, cause = chain(error), "left to the next sweep");
        self.failed += 1;
    }
}

/// A sweep that did not come to everything; what it came to is done.
#[derive(Debug, thiserror::Error)]
#[error("{} things could not be done", .0.failed)]
struct Unfinished(Summary);

/// Sweeps once, as at the event's time. It may run twice, late, beside another, and end at any point: whatever it does
/// makes no difference when it is done again.
pub async fn handle(deps: &Deps, event: EventBridgeEvent<Value>) -> Result<Summary, Error> {
    let time = event.time.map(|time| Time::from_milliseconds(time.timestamp_millis()));
    let (now, started) = (time.unwrap_or_else(|| runtime::now().into()), Instant::now());
    let mut summary = Summary::default();
    incoming::sweep(deps, now, started + UPLOADS_TIME, &mut summary).await?;
    pictures::sweep(deps, now, started + PICTURES_TIME, &mut summary).await?;
    report(deps, summary);
    if summary.failed == 0 { Ok(summary) } else { Err(Unfinished(summary).into()) }
}

fn report(deps: &Deps, summary: Summary) {
    let Summary { processed, removed, orphans, moved, failed } = summary;
    tracing::info!(processed, removed, orphans, moved, failed, "swept");
    for (outcome, count) in
        [("processed", processed), ("removed", removed), ("orphans", orphans), ("moved", moved), ("failed", failed)]
    {
        #[expect(clippy::cast_precision_loss, reason = "a count of objects is exact in f64")]
        let measure = Measure::new("SweptUploads", Unit::Count, count as f64).by("Outcome", outcome);
        // also when there was nothing to do, which shows that the sweep runs
        deps.metrics.take(&measure);
    }
}

//! Processed pictures: objects that nothing shows are removed, and moves that were broken off are finished.

use std::time::Instant;

use avatars::AvatarError;
use bucket::{ObjectKey, PAGE, PICTURES};
use domain::{Profile, Time, UploadId};
use runtime::Error;
use table::MAX_BATCH;
use uuid::Uuid;

use crate::{Deps, Summary};

/// The cursor's row.
const CURSOR: &str = "sweep#avatars";
/// Longer than any call that moves a picture, in seconds.
const MOVE_SECONDS: i64 = 60 * 60;
/// Longer than any upload whose picture can still be applied, in seconds: an hour after its file was removed.
const APPLY_SECONDS: i64 = 25 * 60 * 60;

/// An object of a picture, and when it was put.
type Object = (ObjectKey, Time);

/// Walks on from where the last sweep stopped, to the end of the bucket, or until it has seen enough or it is `until`.
pub(crate) async fn sweep(deps: &Deps, now: Time, until: Instant, summary: &mut Summary) -> Result<(), Error> {
    let mut after = deps.cursors.get(CURSOR).await?;
    let mut left = deps.objects;
    while left > 0 && Instant::now() < until {
        let page = deps.bucket.page(PICTURES, after.as_deref(), left.min(PAGE)).await?;
        left = left.saturating_sub(page.objects.len());
        let objects = page.objects.iter().filter_map(|object| Some((object.key.parse().ok()?, object.modified)));
        let objects: Vec<Object> = objects.collect();
        let by_user: Vec<_> = objects.chunk_by(|(one, _), (other, _)| one.user == other.user).collect();
        for sets in by_user.chunks(MAX_BATCH) {
            if let Err(error) = tidy(deps, sets, now, summary).await {
                summary.fail(&sets[0][0].0.to_string(), &error);
            }
        }
        after = page.next;
        deps.cursors.set(CURSOR, after.as_deref()).await?;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}

/// Tidies up among the objects of some users, each user's in a slice of its own.
///
/// The order is what makes it safe: the objects were listed first, the profiles are read after that, and whatever is
/// deleted is deleted by a profile that was read just before. docs/ARCHITECTURE.md says why no orphan can be shown.
async fn tidy(deps: &Deps, sets: &[&[Object]], now: Time, summary: &mut Summary) -> Result<(), AvatarError> {
    let users: Vec<_> = sets.iter().filter_map(|set| set.first()).map(|(key, _)| key.user.clone()).collect();
    let profiles = deps.profiles.batch_get(&users).await?;
    let orphans: Vec<_> = sets
        .iter()
        .copied()
        .flatten()
        .filter(|(key, modified)| is_orphan(&key.upload, *modified, profiles.get(&key.user), now))
        .map(|(key, _)| key.to_string())
        .collect();
    deps.bucket.delete(&orphans.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    summary.orphans += orphans.len();
    for profile in profiles.into_values().filter(|profile| profile.avatar_exposed) {
        deps.sets.move_exposed(profile, Uuid::new_v4().into_bytes(), runtime::now().into()).await?;
        summary.moved += 1;
    }
    Ok(())
}

/// Whether an object of `upload`, put at `modified`, is not shown by `profile` and never will be.
fn is_orphan(upload: &UploadId, modified: Time, profile: Option<&Profile>, now: Time) -> bool {
    let is_older = |seconds| modified.plus_seconds(seconds) < now;
    let Some(profile) = profile else { return is_older(MOVE_SECONDS) };
    let shown = profile.avatar.as_ref().and_then(|avatar| avatar.record.s3_key.parse::<ObjectKey>().ok());
    if shown.is_some_and(|shown| shown.upload == *upload) {
        return false;
    }
    let (seq, applied) = (upload.seq(), profile.avatar_applied);
    // a decision that another has overtaken is void; a move in progress has the number of the picture that it moves
    seq < applied || seq == applied && is_older(MOVE_SECONDS) || seq > applied && is_older(APPLY_SECONDS)
}

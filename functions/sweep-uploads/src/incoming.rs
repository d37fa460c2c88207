//! Uploaded files: those that nobody told of are processed, those that nobody needs are removed.

use std::time::Instant;

use bucket::{INCOMING, IncomingKey, Listed, PAGE};
use domain::{
    Time,
    upload::{EXPIRED, KEPT_SECONDS, TICKET_SECONDS, Upload},
};
use futures::future::join_all;
use runtime::Error;
use table::TableError;

use crate::{Deps, Summary};

/// An event may take so many seconds until an upload counts as one that nobody told of.
const GRACE_SECONDS: i64 = 60;
/// A PUT that began when its ticket ended may take so many seconds to its end.
const PUT_SECONDS: i64 = 300;
/// So many rows are read at once.
const READS: usize = 20;

/// What is to be done with an uploaded file.
#[derive(Debug, PartialEq, Eq)]
enum Care {
    Process,
    /// Note that its upload failed, and remove it.
    Expire,
    Remove,
    Leave,
}

/// Goes through all uploaded files, until none is left or it is `until`.
pub(crate) async fn sweep(deps: &Deps, now: Time, until: Instant, summary: &mut Summary) -> Result<(), Error> {
    let mut after = None;
    loop {
        let page = deps.bucket.page(INCOMING, after.as_deref(), PAGE).await?;
        let due: Vec<_> = page.objects.iter().filter(|object| is_older(object, GRACE_SECONDS, now)).collect();
        for objects in due.chunks(READS) {
            tend(deps, objects, now, until, summary).await?;
            if Instant::now() > until {
                tracing::warn!("uploads are left to the next sweep");
                return Ok(());
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn tend(deps: &Deps, objects: &[&Listed], now: Time, until: Instant, summary: &mut Summary) -> Result<(), Error> {
    let uploads = join_all(objects.iter().map(|object| upload_of(deps, object))).await;
    let mut useless = Vec::new();
    // one after the other, so that a picture that ends the function takes no other's attempt along
    for (object, upload) in objects.iter().zip(uploads) {
        if Instant::now() > until {
            break;
        }
        match carry_out(deps, object, upload, now, summary).await {
            Ok(true) => useless.push(object.key.as_str()),
            Ok(false) => {}
            Err(error) => summary.fail(&object.key, &*error),
        }
    }
    deps.bucket.delete(&useless).await?;
    summary.removed += useless.len();
    Ok(())
}

/// The upload that put `object`, if there was one.
async fn upload_of(deps: &Deps, object: &Listed) -> Result<Option<(IncomingKey, Upload)>, TableError> {
    let Ok(key) = object.key.parse::<IncomingKey>() else { return Ok(None) };
    let upload = deps.uploads.get(&key.user, &key.upload).await?;
    Ok(upload.map(|upload| (key, upload)))
}

/// Does what is to be done with `object`; whether it is to be removed.
async fn carry_out(
    deps: &Deps,
    object: &Listed,
    upload: Result<Option<(IncomingKey, Upload)>, TableError>,
    now: Time,
    summary: &mut Summary,
) -> Result<bool, Error> {
    let upload = upload?;
    match (care(object, upload.as_ref().map(|(_, upload)| upload), now), upload) {
        (Care::Process, Some((key, _))) => {
            summary.processed += usize::from(deps.avatars.receive(&key, None, None).await?.is_some());
            Ok(false)
        }
        (Care::Expire, Some((_, upload))) => {
            deps.avatars.fail(upload, EXPIRED, "The picture could not be processed in a day.").await?;
            Ok(true)
        }
        (care, _) => Ok(care == Care::Remove),
    }
}

/// What is to be done with `object`, which `upload` put, after the grace that its event has.
fn care(object: &Listed, upload: Option<&Upload>, now: Time) -> Care {
    match upload {
        Some(upload) if upload.is_open() && is_older(object, KEPT_SECONDS, now) => Care::Expire,
        Some(upload) if upload.is_open() => Care::Process,
        // earlier, the ticket could be used again
        Some(upload) if now > upload.created_at.plus_seconds(TICKET_SECONDS + PUT_SECONDS) => Care::Remove,
        None if is_older(object, KEPT_SECONDS, now) => Care::Remove,
        Some(_) | None => Care::Leave,
    }
}

fn is_older(object: &Listed, seconds: i64, now: Time) -> bool {
    object.modified.plus_seconds(seconds) < now
}

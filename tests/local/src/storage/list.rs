//! Listing objects below a prefix. The file system would look at every object of the bucket for that, and fail when one
//! vanishes meanwhile.

use s3s::dto::{ListObjectsV2Input, ListObjectsV2Output, Object, Timestamp};
use std::io::{self, ErrorKind};
use std::path::{Component, Path};

/// The page of the bucket in the folder `root` that `input` asks for.
pub(super) fn page(root: &Path, input: ListObjectsV2Input) -> io::Result<ListObjectsV2Output> {
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let after = input.continuation_token.as_deref().max(input.start_after.as_deref()).unwrap_or_default();
    let mut objects = Vec::new();
    let folder = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
    if Path::new(folder).components().all(|part| matches!(part, Component::Normal(_))) {
        collect(root, &root.join(folder), &mut objects)?;
    }
    let key = |object: &Object| object.key.clone().unwrap_or_default();
    objects.retain(|object| key(object).starts_with(prefix) && key(object).as_str() > after);
    objects.sort_by_key(key);
    let limit = usize::try_from(input.max_keys.unwrap_or(1000).clamp(0, 1000)).unwrap_or_default();
    let more = objects.len() > limit;
    objects.truncate(limit);
    Ok(ListObjectsV2Output {
        name: Some(input.bucket),
        key_count: i32::try_from(objects.len()).ok(),
        max_keys: input.max_keys,
        is_truncated: Some(more),
        next_continuation_token: objects.last().filter(|_| more).map(key),
        continuation_token: input.continuation_token,
        start_after: input.start_after,
        prefix: input.prefix,
        contents: Some(objects),
        ..ListObjectsV2Output::default()
    })
}

/// Every file in and below `folder`.
fn collect(root: &Path, folder: &Path, objects: &mut Vec<Object>) -> io::Result<()> {
    let Some(entries) = if_there(std::fs::read_dir(folder))? else { return Ok(()) };
    for entry in entries {
        let Some(entry) = if_there(entry)? else { continue };
        let (path, Some(facts)) = (entry.path(), if_there(entry.metadata())?) else { continue };
        if facts.is_dir() {
            collect(root, &path, objects)?;
            continue;
        }
        let parts = path.strip_prefix(root).unwrap_or(&path).components();
        let key: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
        objects.push(Object {
            key: Some(key.join("/")),
            last_modified: Some(Timestamp::from(facts.modified()?)),
            size: i64::try_from(facts.len()).ok(),
            ..Object::default()
        });
    }
    Ok(())
}

/// What was found, if it was there.
fn if_there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

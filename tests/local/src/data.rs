//! The data folder: made if missing, and held by one stack at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

use crate::{Data, StartError};

/// An open data folder. Dropping it lets the next stack in, and removes it if it was temporary.
#[derive(Debug)]
pub(crate) struct DataFolder {
    path: PathBuf,
    _lock: File,
    _temporary: Option<TempDir>,
}

impl DataFolder {
    /// Opens `data`.
    pub(crate) fn open(data: &Data) -> Result<Self, StartError> {
        let (path, temporary) = match data {
            Data::Dir(path) => (path.clone(), None),
            Data::Ephemeral => {
                let folder = tempfile::Builder::new().prefix("profile-svc-").tempdir();
                let folder = folder.map_err(|error| StartError::folder(&std::env::temp_dir(), error))?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let failed = |error| StartError::folder(&path, error);
        fs::create_dir_all(path.join("s3")).map_err(failed)?;
        let lock = File::options().create(true).truncate(false).write(true).open(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock, _temporary: temporary }),
            Err(TryLockError::WouldBlock) => Err(StartError::FolderInUse { folder: path }),
            Err(TryLockError::Error(error)) => Err(StartError::folder(&path, error)),
        }
    }

    /// The file or folder called `name` inside.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// Replaces `file` by `text` in one step, so that a reader sees the one or the other.
pub(crate) fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    let next = file.with_extension("next");
    fs::write(&next, text)?;
    fs::rename(&next, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let inside = file.join("data");
        let error = DataFolder::open(&Data::Dir(inside.clone())).unwrap_err().to_string();
        assert!(error.contains(&inside.display().to_string()) && error.contains("--data DIR"), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }

    #[test]
    fn a_folder_serves_one_stack_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let data = Data::Dir(folder.path().to_owned());
        let first = DataFolder::open(&data).unwrap();
        assert!(matches!(DataFolder::open(&data), Err(StartError::FolderInUse { .. })));
        drop(first);
        DataFolder::open(&data).unwrap();
    }

    #[test]
    fn a_temporary_folder_goes_with_its_stack() {
        let folder = DataFolder::open(&Data::Ephemeral).unwrap();
        let inside = folder.file("s3");
        assert!(inside.is_dir());
        drop(folder);
        assert!(!inside.exists());
    }
}

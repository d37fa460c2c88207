//! The secrets that a deployed stack has in Secrets Manager: made at the first start, and kept with the data.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::StartError;

/// The access key of the stack itself, of tools and of tests, who may do everything. A function's is its name.
pub(crate) const ACCESS_KEY_ID: &str = "local";
/// The secret of all: well known, as whoever reaches the ports of this machine may do everything anyway.
pub(crate) const SECRET_ACCESS_KEY: &str = "local-secret";

/// Random keys of one data folder.
#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Secrets {
    /// Signs access tokens.
    pub(crate) jwt_secret: String,
    /// Hides who has which alias.
    pub(crate) alias_key: String,
    /// Hides who was erased.
    pub(crate) tombstone_key: String,
    /// Keys the handles that services which moderate get.
    pub(crate) moderation_key: String,
    /// Keys the entity tags of public views.
    pub(crate) etag_key: String,
    /// Signs webhooks, in the form that Standard Webhooks gives it.
    pub(crate) webhook_secret: String,
}

impl Secrets {
    /// The secrets in `file`, made if there is none, and whether they were.
    pub(crate) fn open(file: &Path) -> Result<(Self, bool), StartError> {
        match fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(|secrets| (secrets, false))
                .map_err(|error| StartError::Data { file: file.to_owned(), problem: error.to_string() }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let secrets =
                    Self::random().map_err(|error| StartError::part("the random generator", error.to_string()))?;
                secrets.write(file).map_err(|error| StartError::folder(file, error))?;
                Ok((secrets, true))
            }
            Err(error) => Err(StartError::folder(file, error)),
        }
    }

    fn random() -> Result<Self, aws_lc_rs::error::Unspecified> {
        let key = || -> Result<[u8; 32], aws_lc_rs::error::Unspecified> {
            let mut key = [0; 32];
            aws_lc_rs::rand::fill(&mut key)?;
            Ok(key)
        };
        Ok(Self {
            jwt_secret: hex::encode(key()?),
            alias_key: hex::encode(key()?),
            tombstone_key: hex::encode(key()?),
            moderation_key: hex::encode(key()?),
            etag_key: hex::encode(key()?),
            webhook_secret: format!("whsec_{}", STANDARD.encode(key()?)),
        })
    }

    fn write(&self, file: &Path) -> io::Result<()> {
        let mut options = fs::File::options();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(file)?.write_all(serde_json::to_string_pretty(self)?.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_start_finds_the_first_ones_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secrets.json");
        let (first, first_is_new) = Secrets::open(&file).unwrap();
        let (second, second_is_new) = Secrets::open(&file).unwrap();
        assert!(first_is_new && !second_is_new);
        assert_eq!(first.jwt_secret, second.jwt_secret);
        assert!(first.jwt_secret.len() >= 32 && first.webhook_secret.starts_with("whsec_"));
    }

    #[test]
    fn a_file_that_is_no_longer_readable_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secrets.json");
        fs::write(&file, "{}").unwrap();
        let error = Secrets::open(&file).err().unwrap().to_string();
        assert!(error.contains("secrets.json") && error.contains("jwtSecret"), "{error}");
    }
}

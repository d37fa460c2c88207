//! What of the roles was used, written down for `tests/deploy/check_actions.py`.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use super::Action;
use crate::template::Grant;

/// The variable that names the file.
const VARIABLE: &str = "RECORD_ACTIONS";

/// A file that any number of processes add lines to.
pub(super) struct Record(PathBuf);

impl Record {
    /// The file that the process's environment names, if it does.
    pub(super) fn from_process() -> Option<Self> {
        std::env::var_os(VARIABLE).map(|file| Self(file.into()))
    }

    /// `function` used `grant`.
    pub(super) fn used(&self, function: &str, grant: &Grant) {
        self.add(&["used", function, &grant.action, &grant.declared, grant.prefix.as_deref().unwrap_or_default()]);
    }

    /// `function` was refused `action`.
    pub(super) fn denied(&self, function: &str, action: &Action) {
        self.add(&["denied", function, &action.name, &action.resource, action.prefix.as_deref().unwrap_or_default()]);
    }

    fn add(&self, fields: &[&str]) {
        // one short write at the end, so that no other process's line comes into it
        let line = format!("{}\n", fields.join("\t"));
        let file = File::options().create(true).append(true).open(&self.0);
        if let Err(error) = file.and_then(|mut file| file.write_all(line.as_bytes())) {
            tracing::error!(file = %self.0.display(), %error, "an action could not be recorded");
        }
    }
}

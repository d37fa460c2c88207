//! Why the stack could not start, each reason in one line that says what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::template::TemplateError;

/// The stack could not start. The text is one line for whoever started it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A port is not free.
    #[error(
        "port {port} for {what} is in use: stop what listens there, or choose another with {option} (0 = any free)"
    )]
    PortInUse {
        /// The port.
        port: u16,
        /// What was to listen there.
        what: &'static str,
        /// The option that chooses another.
        option: &'static str,
    },
    /// A port cannot be listened on.
    #[error("port {port} for {what} cannot be opened ({source}): choose another with {option} (0 = any free)")]
    Port {
        /// The port.
        port: u16,
        /// What was to listen there.
        what: &'static str,
        /// The option that chooses another.
        option: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// The data folder cannot be written.
    #[error(
        "the data folder {} cannot be used ({source}): choose another with --data DIR, or keep nothing with --ephemeral",
        folder.display()
    )]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Another stack has the data folder open.
    #[error(
        "the data folder {} is in use by another start of this stack: stop that one, or choose another with --data DIR",
        folder.display()
    )]
    FolderInUse {
        /// The folder.
        folder: PathBuf,
    },
    /// The data folder holds something that this stack did not write, or not so.
    #[error("{} cannot be read ({problem}): delete the data folder, or choose another with --data DIR", file.display())]
    Data {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A `.env` file cannot be read.
    #[error("{} cannot be read: {problem}", file.display())]
    DotEnv {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// `template.yaml` has something that this stack cannot run as it would be deployed.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The template and the functions that are linked in here are not the same.
    #[error("template.yaml and tests/local/src/registry.rs disagree: {0}")]
    Registry(String),
    /// A function refuses its environment.
    #[error("the function {function} does not start: {source}")]
    Function {
        /// The function.
        function: String,
        /// What it misses.
        source: runtime::ConfigError,
    },
    /// A part of the stack does not start for a reason that nobody foresaw.
    #[error("{part} does not start: {problem}")]
    Part {
        /// The part.
        part: &'static str,
        /// What it said.
        problem: String,
    },
}

impl StartError {
    /// The folder cannot be used.
    pub(crate) fn folder(folder: &Path, source: io::Error) -> Self {
        Self::Folder { folder: folder.to_owned(), source }
    }

    /// A part does not start.
    pub(crate) fn part(part: &'static str, problem: impl Into<String>) -> Self {
        Self::Part { part, problem: problem.into() }
    }
}

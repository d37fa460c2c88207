//! Rendering in a process of its own: what a picture does to its decoder, it does to that process alone.
//!
//! The process is this executable once more. It has pipes to its parent, limits on memory, time and files, and no
//! environment, so it knows no secret and keeps nothing.

mod child;
mod parent;
mod wire;

use std::env;
use std::path::PathBuf;
use std::process;
use std::sync::OnceLock;

use crate::{ImageError, Rendered, Settings, render};

/// The first argument of a process that is to render.
const MARK: &str = "--render-one-picture";

/// The executable that renders, once it has said that it can.
static EXECUTABLE: OnceLock<PathBuf> = OnceLock::new();

/// Must be the first thing in `main` of every program that renders.
///
/// In the process that was started to render one picture it never returns. Elsewhere it makes [`render_apart`] start
/// such processes.
pub fn hand_over() {
    let mut arguments = env::args().skip(1);
    if arguments.next().as_deref() == Some(MARK) {
        process::exit(child::serve(&arguments.next().unwrap_or_default()));
    }
    if let Ok(executable) = env::current_exe() {
        EXECUTABLE.get_or_init(|| executable);
    }
}

/// [`render`] in a process of its own, whose death is a fact about the upload; blocks until it has ended.
///
/// In a program that did not [`hand_over`], such as a test, it is [`render`] itself.
///
/// # Errors
///
/// Those of [`render`]; a picture that breaks its decoder is `Corrupt`, one that takes it too long `TooComplex`. A
/// process that cannot be started, or is killed from outside, is `Internal`.
pub fn render_apart(bytes: &[u8], settings: &Settings) -> Result<Rendered, ImageError> {
    match EXECUTABLE.get() {
        Some(executable) => parent::render(executable, bytes, settings),
        None => render(bytes, settings),
    }
}

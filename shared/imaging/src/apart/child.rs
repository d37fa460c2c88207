//! The process that renders one picture.

use std::io::{self, Read, Write};
use std::time::Duration;
use std::{process, thread};

use nix::sys::resource::{Resource, setrlimit};

use super::wire::{self, Request};
use crate::render;

/// Bytes that it may allocate: what [`crate::limits`] accepts, and room for the process itself.
const MEMORY: u64 = 256 << 20;

/// Bytes of addresses it may have: code, stacks and what the allocator only reserves come on top.
const ADDRESSES: u64 = 1 << 30;

/// Seconds of computing.
const COMPUTING: u64 = 10;

/// How long it may take altogether, even if it does nothing.
const PATIENCE: Duration = Duration::from_secs(20);

/// The status of a process that lost its patience.
pub(super) const TOO_LONG: i32 = 3;

/// The status of a process that could not even answer.
const NO_ANSWER: i32 = 4;

/// Renders the upload on standard input and writes the answer to standard output; the exit status.
pub(super) fn serve(request: &str) -> i32 {
    match answer(request) {
        Ok(()) => 0,
        Err(_) => NO_ANSWER,
    }
}

fn answer(request: &str) -> io::Result<()> {
    confine()?;
    thread::Builder::new().spawn(|| {
        thread::sleep(PATIENCE);
        process::exit(TOO_LONG);
    })?;
    let request: Request = serde_json::from_str(request)?;
    let mut upload = Vec::with_capacity(request.size);
    io::stdin().lock().read_to_end(&mut upload)?;
    let mut out = io::stdout().lock();
    wire::write(render(&upload, &request.settings), &mut out)?;
    out.flush()
}

/// Takes away what decoding never needs.
fn confine() -> io::Result<()> {
    let limits = [
        (Resource::RLIMIT_AS, ADDRESSES),
        (Resource::RLIMIT_DATA, MEMORY),
        (Resource::RLIMIT_CPU, COMPUTING),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_FSIZE, 0),
        // those that are open already stay open
        (Resource::RLIMIT_NOFILE, 0),
    ];
    for (resource, limit) in limits {
        setrlimit(resource, limit, limit + u64::from(resource == Resource::RLIMIT_CPU))?;
    }
    Ok(())
}

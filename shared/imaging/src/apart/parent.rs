//! Starting the process that renders, and understanding how it ended.

use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::thread;

use nix::sys::signal::Signal;

use super::wire::{self, Request};
use super::{MARK, child};
use crate::{ImageError, Rendered, Settings};

/// More than six variants ever take.
const MAX_ANSWER: u64 = 64 << 20;

/// One heap for all threads, which keeps what is freed: every page that the kernel takes back and gives again is
/// cleared first, 2 % of all the time.
const MEMORY: [(&str, &str); 3] =
    [("MALLOC_ARENA_MAX", "1"), ("MALLOC_MMAP_THRESHOLD_", "33554432"), ("MALLOC_TRIM_THRESHOLD_", "268435456")];

pub(super) fn render(executable: &Path, bytes: &[u8], settings: &Settings) -> Result<Rendered, ImageError> {
    let request = Request { settings: settings.clone(), size: bytes.len() };
    let request = serde_json::to_string(&request).map_err(ImageError::internal)?;
    let (status, answer) = run(executable, &request, bytes).map_err(ImageError::internal)?;
    if status.success() { wire::read(&answer) } else { Err(fate(status)) }
}

/// How the process ended and what it had written until then.
fn run(executable: &Path, request: &str, upload: &[u8]) -> io::Result<(ExitStatus, Vec<u8>)> {
    let mut child = Command::new(executable)
        .args([MARK, request])
        .env_clear()
        .envs(MEMORY)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let answer = thread::scope(|scope| {
        let sender = thread::Builder::new().spawn_scoped(scope, move || send(input, upload));
        let mut answer = Vec::new();
        let read = output.map(|output| output.take(MAX_ANSWER).read_to_end(&mut answer)).transpose();
        sender.and(read).map(|_| answer)
    });
    if answer.is_err() {
        child.kill()?;
    }
    let status = child.wait()?;
    Ok((status, answer?))
}

/// A process that ended before it had read everything says by its end why.
fn send(input: Option<ChildStdin>, upload: &[u8]) {
    if let Some(mut input) = input {
        drop(input.write_all(upload));
    }
}

/// What the end of a process that gave no answer says about the upload.
fn fate(status: ExitStatus) -> ImageError {
    let signal = status.signal().and_then(|signal| Signal::try_from(signal).ok());
    match (signal, status.code()) {
        (Some(Signal::SIGXCPU), _) | (_, Some(child::TOO_LONG)) => {
            ImageError::TooComplex("it takes too long to decode".into())
        }
        (Some(Signal::SIGABRT | Signal::SIGSEGV | Signal::SIGBUS | Signal::SIGILL | Signal::SIGFPE), _) => {
            ImageError::corrupt("the decoder gave up on it")
        }
        _ => ImageError::internal(format!("the process that renders ended with {status}")),
    }
}

#[cfg(test)]
mod tests {
    use std::env::temp_dir;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::*;

    /// A program that does `script` instead of rendering.
    ///
    /// One at a time: a process that starts while another program is being written would keep that one from starting.
    struct Program(PathBuf, #[expect(dead_code, reason = "held until the program is gone")] MutexGuard<'static, ()>);

    static WRITING: Mutex<()> = Mutex::new(());

    impl Program {
        fn new(name: &str, script: &str) -> Self {
            let alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
            let path = temp_dir().join(format!("imaging-{}-{name}", std::process::id()));
            fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
            Self(path, alone)
        }
    }

    impl Drop for Program {
        fn drop(&mut self) {
            fs::remove_file(&self.0).unwrap();
        }
    }

    fn code(name: &str, script: &str) -> &'static str {
        let program = Program::new(name, script);
        // more than a pipe holds
        render(&program.0, &vec![0; 1 << 20], &Settings::default()).unwrap_err().code()
    }

    #[test]
    fn the_way_a_process_dies_says_whose_fault_it_is() {
        for signal in ["ABRT", "SEGV", "BUS", "ILL"] {
            assert_eq!(code(signal, &format!("kill -{signal} $$")), "corrupt");
        }
        assert_eq!(code("XCPU", "kill -XCPU $$"), "too_complex");
        assert_eq!(code("patience", "exit 3"), "too_complex");
        assert_eq!(code("KILL", "kill -KILL $$"), "internal");
        assert_eq!(code("other", "exit 1"), "internal");
        assert_eq!(code("silent", "exit 0"), "internal");
        assert_eq!(code("half", "echo '{'"), "internal");
        let gone = render(Path::new("/nowhere/at/all"), &[], &Settings::default());
        assert_eq!(gone.unwrap_err().code(), "internal");
    }

    #[test]
    fn the_process_gets_no_environment_and_no_folder() {
        let program = Program::new("look", "cat /proc/$$/environ; echo; pwd");
        let (status, seen) = run(&program.0, "", &[]).unwrap();
        assert!(status.success());
        let seen = String::from_utf8(seen).unwrap();
        let (environment, folder) = seen.trim_end().rsplit_once('\n').unwrap();
        assert_eq!((environment.split('=').count(), folder), (1 + MEMORY.len(), "/"), "{seen}");
    }
}

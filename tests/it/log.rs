//! What is logged by everything in this process, more than Lambda would keep of it.

use std::{
    io::Write,
    sync::{LazyLock, Mutex},
};

use tracing_subscriber::EnvFilter;

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static STARTED: LazyLock<()> = LazyLock::new(|| {
    // the libraries' own lines are not ours to answer for, and the functions turn them off
    let filter = EnvFilter::new("debug,aws=warn,dynoxide=warn,h2=warn,hyper=warn,hyper_util=warn,s3s=off");
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(|| Log).init();
});

/// Starts to take down what is logged, if nobody has yet.
pub(crate) fn start() {
    LazyLock::force(&STARTED);
}

/// All that was logged since the first start.
pub(crate) fn text() -> String {
    String::from_utf8_lossy(&LINES.lock().unwrap()).into_owned()
}

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

//! Telling parts of the stack to end, and knowing when nothing runs any more.

use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;

/// For how long a part may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// The side that says stop. Dropping it says so too.
#[derive(Debug)]
pub(crate) struct Stop(watch::Sender<bool>);

/// The side that is told.
#[derive(Clone, Debug)]
pub(crate) struct Stopped(watch::Receiver<bool>);

/// A pair of both sides.
pub(crate) fn channel() -> (Stop, Stopped) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), Stopped(receiver))
}

impl Stop {
    /// Says stop.
    pub(crate) fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stopped {
    /// Waits until stop was said.
    pub(crate) async fn wait(mut self) {
        // an error means that the other side is gone, which says the same
        let _gone = self.0.wait_for(|stopped| *stopped).await;
    }

    /// Waits for `pause`, or less if stop is said; whether it was.
    pub(crate) async fn within(&self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.clone().wait()).await.is_ok()
    }
}

/// Counts what runs in the background.
#[derive(Clone, Debug)]
pub(crate) struct Background(watch::Sender<usize>);

/// Something that runs until this is dropped.
struct Running(watch::Sender<usize>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Background {
    /// Nothing runs yet.
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    /// Runs `work`.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.send_modify(|count| *count += 1);
        let running = Running(self.0.clone());
        tokio::spawn(async move {
            work.await;
            drop(running);
        });
    }

    /// Waits until nothing runs; whether that came in time.
    pub(crate) async fn idle(&self) -> bool {
        let mut count = self.0.subscribe();
        matches!(tokio::time::timeout(PATIENCE, count.wait_for(|count| *count == 0)).await, Ok(Ok(_)))
    }
}

/// Waits for `task` to end, and ends it when it does not in time.
pub(crate) async fn ended(mut task: tokio::task::JoinHandle<()>) {
    if tokio::time::timeout(PATIENCE, &mut task).await.is_err() {
        task.abort();
    }
}

//! A server of the tests' own.

use std::{convert::Infallible, future::Future};

use tokio::{net::TcpListener, sync::oneshot};

/// A server on a runtime of its own, so that it answers whatever the test's threads wait for. It ends when
/// it is dropped.
pub(crate) struct Served {
    url: String,
    _stop: oneshot::Sender<Infallible>,
}

impl Served {
    /// Serves on a free port by `serve`, which is given the listening socket.
    pub(crate) fn start<F: Future<Output = ()>>(serve: impl FnOnce(TcpListener) -> F + Send + 'static) -> Self {
        Self::start_at(0, serve)
    }

    /// Serves on `port`.
    pub(crate) fn start_at<F: Future<Output = ()>>(
        port: u16,
        serve: impl FnOnce(TcpListener) -> F + Send + 'static,
    ) -> Self {
        let (started, bound) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel::<Infallible>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
                started.send(listener.local_addr().unwrap().port()).unwrap();
                tokio::select! {
                    () = serve(listener) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { url: format!("http://127.0.0.1:{}", bound.recv().unwrap()), _stop: stop }
    }

    /// Its address, without a slash at the end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

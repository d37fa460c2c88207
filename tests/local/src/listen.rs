//! Listening on this machine alone, at both of the addresses that `localhost` may stand for.

use axum::Router;
use axum::serve::Listener;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::StartError;
use crate::stop::Stopped;

/// So often is another free port tried when the first is free at one of the two addresses only.
const TRIES: usize = 16;

/// Open sockets at 127.0.0.1 and, on a machine that has IPv6, at `::1`: some resolvers answer `localhost` with that first.
#[derive(Debug)]
pub(crate) struct Loopback {
    v4: TcpListener,
    v6: Option<TcpListener>,
    port: u16,
}

impl Loopback {
    /// Listens on `port` for `what`, which `option` chooses.
    pub(crate) async fn bind(port: u16, what: &'static str, option: &'static str) -> Result<Self, StartError> {
        Self::open(port).await.map_err(|source| match source.kind() {
            ErrorKind::AddrInUse => StartError::PortInUse { port, what, option },
            _ => StartError::Port { port, what, option, source },
        })
    }

    async fn open(port: u16) -> io::Result<Self> {
        let mut tries = 0;
        loop {
            let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
            let actual = v4.local_addr()?.port();
            match TcpListener::bind((Ipv6Addr::LOCALHOST, actual)).await {
                Ok(v6) => {
                    return Ok(Self { v4, v6: Some(v6), port: actual });
                }
                Err(error) if error.kind() == ErrorKind::AddrInUse => {
                    tries += 1;
                    if port != 0 || tries == TRIES {
                        return Err(error);
                    }
                }
                // no IPv6 here, so `localhost` cannot stand for it
                Err(_) => {
                    return Ok(Self { v4, v6: None, port: actual });
                }
            }
        }
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Serves `router` until stop is said and the requests under way are answered.
    pub(crate) fn serve(self, router: Router, stopped: Stopped) -> JoinHandle<()> {
        let serve = axum::serve(self, router).with_graceful_shutdown(stopped.wait());
        tokio::spawn(async move {
            if let Err(error) = serve.await {
                tracing::error!(%error, "a server ended");
            }
        })
    }
}

impl Listener for Loopback {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match &mut self.v6 {
            None => Listener::accept(&mut self.v4).await,
            Some(v6) => tokio::select! {
                accepted = Listener::accept(&mut self.v4) => accepted,
                accepted = Listener::accept(v6) => accepted,
            },
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.v4.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_named_with_the_option_that_chooses_another() {
        let taken = Loopback::bind(0, "S3", "--s3-port").await.unwrap();
        let error = Loopback::bind(taken.port(), "S3", "--s3-port").await.unwrap_err().to_string();
        assert!(error.contains(&taken.port().to_string()) && error.contains("--s3-port"), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }

    #[tokio::test]
    async fn localhost_reaches_the_server_whatever_it_resolves_to() {
        let listeners = Loopback::bind(0, "the API", "--port").await.unwrap();
        let port = listeners.port();
        let addresses: Vec<_> = match &listeners.v6 {
            Some(v6) => vec![listeners.v4.local_addr().unwrap(), v6.local_addr().unwrap()],
            None => vec![listeners.v4.local_addr().unwrap()],
        };
        let (stop, stopped) = crate::stop::channel();
        let server = listeners.serve(Router::new(), stopped);
        for address in addresses {
            assert_eq!(address.port(), port);
            TcpStream::connect(address).await.unwrap();
        }
        stop.stop();
        server.await.unwrap();
    }
}

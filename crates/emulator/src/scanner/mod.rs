//! A malware scanner that speaks clamd's protocol over TCP, on a port of its own since it is no HTTP.
//!
//! It finds what asks to be found: the EICAR test string, and texts that ask for an outcome. Files pass through it in constant memory and
//! nothing of them is kept.

mod conversation;
mod marks;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::emulator::Emulator;
use crate::world::SharedWorld;

/// A running scanner, ended when it is dropped.
#[derive(Debug)]
pub struct Scanner {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Scanner {
    /// Starts a scanner of this platform on a free port of this machine. Needs a tokio runtime.
    ///
    /// # Errors
    /// There is no free port.
    pub async fn start(emulator: &Emulator) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, task: tokio::spawn(serve(listener, emulator.world())) })
    }

    /// Where it is reached, in the form of `attachments.clamav` (run-contract §2).
    #[must_use]
    pub fn url(&self) -> String {
        format!("tcp://{}", self.address)
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Pause when the machine has no more room for connections.
const PAUSE: Duration = Duration::from_millis(100);

/// Conversations end with the listener.
async fn serve(listener: TcpListener, world: SharedWorld) {
    let mut conversations = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((connection, _)) => {
                    let world = Arc::clone(&world);
                    conversations.spawn(async move { conversation::hold(connection, &world).await });
                }
                Err(error) => {
                    tracing::warn!(%error, "the scanner took no connection");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(ended) = conversations.join_next(), if !conversations.is_empty() => {
                if let Ok(Err(error)) = ended {
                    tracing::debug!(%error, "a scan broke off");
                }
            }
        }
    }
}

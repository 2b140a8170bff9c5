//! The system of the sender's: a small receiver of events on a free port of this machine.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

type Received = Arc<Mutex<Vec<Value>>>;

/// Receives until it is dropped.
#[derive(Debug)]
pub(super) struct Webhook {
    /// Where events are to be posted.
    pub(super) address: String,
    received: Received,
    task: JoinHandle<()>,
}

impl Webhook {
    pub(super) async fn open() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/events", listener.local_addr()?);
        let received = Received::default();
        let router = Router::new().route("/events", post(receive)).with_state(Arc::clone(&received));
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("   the webhook ended: {error}");
            }
        });
        Ok(Self { address, received, task })
    }

    /// Events of letters, without the one that validates the subscription.
    pub(super) fn events(&self) -> Vec<Value> {
        lock(&self.received).iter().filter(|event| event["type"].as_str().is_some_and(|kind| kind.starts_with(PREFIX))).cloned().collect()
    }

    pub(super) fn count(&self) -> usize {
        self.events().len()
    }
}

/// Start of the types of events about letters.
pub(super) const PREFIX: &str = "no.altinn.correspondence.";

impl Drop for Webhook {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(State(received): State<Received>, Json(event): Json<Value>) {
    lock(&received).push(event);
}

fn lock(received: &Received) -> MutexGuard<'_, Vec<Value>> {
    received.lock().unwrap_or_else(PoisonError::into_inner)
}

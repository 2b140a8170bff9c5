//! Whether the program can do its work: its dependencies are really asked (decision 6).

use std::fmt::Display;
use std::time::Duration;

use tokio::time::timeout;

use crate::App;

/// How long a component may take to answer. Whoever asks about health waits less long than a request does.
const PATIENCE: Duration = Duration::from_secs(3);

/// What `/health` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// Database and attachment store answer.
    Healthy,
    /// One of them does not.
    Unhealthy {
        /// Which component.
        component: &'static str,
        /// What went wrong, without secrets.
        reason: String,
    },
}

/// Asks the database and the attachment store.
pub async fn health(app: &App) -> Health {
    if let Err(reason) = answer(app.storage.ping()).await {
        return Health::Unhealthy { component: "database", reason };
    }
    if let Err(reason) = answer(app.blobs.probe()).await {
        return Health::Unhealthy { component: "attachment store", reason };
    }
    Health::Healthy
}

async fn answer<T, E: Display>(asked: impl Future<Output = Result<T, E>>) -> Result<(), String> {
    match timeout(PATIENCE, asked).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

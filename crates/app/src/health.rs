//! Whether the program can do its work: its dependencies are really asked (decision 6).

use crate::App;

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
    if let Err(error) = app.storage.ping().await {
        return Health::Unhealthy { component: "database", reason: error.to_string() };
    }
    if let Err(error) = app.blobs.probe().await {
        return Health::Unhealthy { component: "attachment store", reason: error.to_string() };
    }
    Health::Healthy
}

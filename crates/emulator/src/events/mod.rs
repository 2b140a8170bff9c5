//! Altinn Events (integrations §3): published events, subscriptions, and their delivery to webhooks with retries.

mod deliver;
mod publish;
mod queue;
mod record;
mod subscribe;
mod subscriptions;
mod webhook;

use axum::Router;
use axum::routing::{get, post};
pub(crate) use deliver::{spawn_deliveries, stop_deliveries};
pub(crate) use record::EventFilter;

use crate::world::SharedWorld;

/// What this remote remembers.
#[derive(Debug, Default)]
pub(crate) struct Events {
    pub record: record::EventRecord,
    pub subscriptions: subscriptions::Subscriptions,
    pub queue: queue::DeliveryQueue,
    workers: deliver::Workers,
}

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new()
        .route("/events/api/v1/events", post(publish::publish))
        .route("/events/api/v1/subscriptions", post(subscribe::create).get(subscribe::list))
        .route("/events/api/v1/subscriptions/{id}", get(subscribe::read).delete(subscribe::delete))
}

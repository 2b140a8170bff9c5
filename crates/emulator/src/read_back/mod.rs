//! What happened, for tests and people, below `/emulator`. The real platform has nothing of the kind, and nobody is asked for a token.

mod clock;
mod dialogs;
mod events;
mod failures;
mod overview;
mod parties;
mod query;
mod requests;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::world::SharedWorld;

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new()
        .route("/emulator", get(overview::overview))
        .route("/emulator/events", get(events::events))
        .route("/emulator/subscriptions", get(events::subscriptions))
        .route("/emulator/deliveries", get(events::deliveries))
        .route("/emulator/dialogs", get(dialogs::list))
        .route("/emulator/dialogs/{id}", get(dialogs::one))
        .route("/emulator/requests", get(requests::requests).delete(requests::forget))
        .route("/emulator/messages", get(requests::messages))
        .route("/emulator/parties", get(parties::search))
        .route("/emulator/seed", post(parties::seed))
        .route("/emulator/outage", get(failures::list).post(failures::start).delete(failures::end_all))
        .route("/emulator/outage/{id}", delete(failures::end))
        .route("/emulator/clock", get(clock::now).post(clock::advance))
}

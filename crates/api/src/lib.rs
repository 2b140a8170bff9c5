//! The HTTP interface of Correspondence: routes, the order in which a request is judged, bodies and their errors, the OpenAPI document.
//!
//! It translates between the wire and the use cases and decides nothing that concerns letters: it knows no storage and no remote.

mod access;
mod answer;
mod attachment;
mod correspondence;
mod document;
mod extract;
mod files;
mod layers;
mod login;
mod not_yet;
mod openapi;
mod operations;
mod problem;
mod router;
mod routes;
mod settings;
mod state;
mod testing;
mod webhooks;

pub use openapi::openapi_document;
pub use router::{operations_router, router};
pub use settings::ApiSettings;
pub use webhooks::Secret;

//! Register: parties, main units, roles (integrations §4). Asks for key, token and scope on every call.

mod main_units;
mod query;
mod roles;
mod wire;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use http::HeaderMap;

use crate::reply::Refused;
use crate::tokens::bearer::{Bearer, Issuer};
use crate::world::{SharedWorld, World};

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new()
        .route("/register/api/v1/correspondence/parties/query", post(query::query))
        .route("/register/api/v1/correspondence/parties/main-units", post(main_units::main_units))
        .route("/register/api/v1/correspondence/parties/{uuid}/roles/correspondence-roles", get(roles::roles))
}

fn admit(world: &World, headers: &HeaderMap) -> Result<Arc<Bearer>, Refused> {
    world.check_subscription_key(headers)?;
    world.admit(headers, Issuer::Altinn, &["altinn:register/partylookup.admin"])
}

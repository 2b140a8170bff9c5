//! Maskinporten: metadata, keys, and tokens for organisations by the JWT grant (integrations §2.1).

mod clients;
mod grant;
mod metadata;

use axum::Router;
use axum::routing::{get, post};
pub(crate) use clients::{Maskinporten, SERVER_CLIENT};
pub(crate) use grant::{GRANT_TYPE, TOKEN_LIFETIME};

use crate::world::SharedWorld;

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new()
        .route("/maskinporten/.well-known/oauth-authorization-server", get(metadata::metadata))
        .route("/maskinporten/jwk", get(metadata::keys))
        .route("/maskinporten/token", post(grant::grant))
}

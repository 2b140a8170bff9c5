//! Altinn's own token issuer: metadata, keys, and the exchange of Maskinporten tokens (integrations §2.2, auth §3.2).

mod exchange;
mod metadata;

use axum::Router;
use axum::routing::get;

use crate::world::SharedWorld;

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new()
        .route("/authentication/api/v1/openid/.well-known/openid-configuration", get(metadata::metadata))
        .route("/authentication/api/v1/openid/.well-known/openid-configuration/jwks", get(metadata::keys))
        .route("/authentication/api/v1/exchange/maskinporten", get(exchange::exchange))
}

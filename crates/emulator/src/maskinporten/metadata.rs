//! What Maskinporten publishes about itself.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::GRANT_TYPE;
use crate::reply::ok_json;
use crate::tokens::keys::NumberForm;
use crate::world::SharedWorld;

/// Authorization server metadata (RFC 8414).
pub(super) async fn metadata(State(world): State<SharedWorld>) -> Response {
    let addresses = world.addresses();
    ok_json(&json!({
        "issuer": addresses.maskinporten_issuer,
        "token_endpoint": format!("{}/maskinporten/token", addresses.gateway),
        "jwks_uri": format!("{}/maskinporten/jwk", addresses.gateway),
        "grant_types_supported": [GRANT_TYPE],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
    }))
}

/// The key set.
pub(super) async fn keys(State(world): State<SharedWorld>) -> Response {
    ok_json(&json!({"keys": [world.keys.maskinporten().public_jwk(NumberForm::UrlSafe)]}))
}

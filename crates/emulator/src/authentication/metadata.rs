//! What the issuer publishes about itself.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use crate::login;
use crate::reply::ok_json;
use crate::tokens::keys::NumberForm;
use crate::world::SharedWorld;

/// OpenID discovery, as far as this platform has it.
pub(super) async fn metadata(State(world): State<SharedWorld>) -> Response {
    let addresses = world.addresses();
    let (gateway, issuer) = (&addresses.gateway, &addresses.altinn_issuer);
    ok_json(&json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}.well-known/openid-configuration/jwks"),
        "authorization_endpoint": format!("{gateway}{}", login::AUTHORIZE),
        "token_endpoint": format!("{gateway}{}", login::TOKEN),
        "userinfo_endpoint": format!("{gateway}{}", login::USER_INFO),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "acr_values_supported": ["selfregistered-email", "idporten-loa-substantial", "idporten-loa-high"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

/// The key set, its numbers in padded standard base64 as the real one has them.
pub(super) async fn keys(State(world): State<SharedWorld>) -> Response {
    ok_json(&json!({"keys": [world.keys.altinn().public_jwk(NumberForm::Standard)]}))
}

//! The keys of dialog tokens (auth §3.4). Public.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use crate::reply::ok_json;
use crate::tokens::keys::NumberForm;
use crate::world::SharedWorld;

pub(super) async fn keys(State(world): State<SharedWorld>) -> Response {
    ok_json(&json!({"keys": [world.keys.dialogporten().public_jwk(NumberForm::UrlSafe)]}))
}

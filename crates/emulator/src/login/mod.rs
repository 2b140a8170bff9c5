//! The OpenID provider that people log in at with their browser (integrations §15, auth §3.5): the code flow with PKCE.
//!
//! The real one passes people on to ID-porten; here a page asks who they are and believes it. All else is checked: the client, its secret,
//! the code, the verifier and the address.

mod authorize;
mod codes;
mod page;
mod token;
mod user_info;

use axum::Router;
use axum::routing::{get, post};
pub(crate) use codes::Codes;

use crate::world::SharedWorld;

/// The client that a server wired to this platform logs people in with.
pub(crate) const CLIENT: &str = "emulated-login";
/// Its secret.
pub(crate) const SECRET: &str = "emulated-login-secret";

/// Paths below the gateway.
pub(crate) const AUTHORIZE: &str = "/authentication/api/v1/authorize";
pub(crate) const TOKEN: &str = "/authentication/api/v1/token";
pub(crate) const USER_INFO: &str = "/authentication/api/v1/userinfo";

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new().route(AUTHORIZE, get(authorize::authorize)).route(TOKEN, post(token::token)).route(USER_INFO, get(user_info::user_info))
}

//! Tokens to copy, under the paths and query names of the public Altinn test-token generator (run-contract §3.1).
//!
//! The real platform has nothing of the kind: here nobody is asked who he is. Names are read without regard to case; a basic-auth header and
//! `env` are ignored.

mod dialog;
mod enterprise;
mod personal;
mod query;
mod system_user;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CACHE_CONTROL;

use crate::reply::{Answer, Refused};
use crate::tokens::compact::Members;
use crate::world::{SharedWorld, Signer};

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new()
        .route("/testtools/api/getenterprisetoken", get(enterprise::enterprise))
        .route("/testtools/api/getmaskinportentoken", get(enterprise::maskinporten))
        .route("/testtools/api/getsystemusertoken", get(system_user::system_user))
        .route("/testtools/api/getpersonaltoken", get(personal::personal))
        .route("/testtools/api/getdialogtoken", get(dialog::dialog))
}

/// The token as bare text.
fn token(world: &SharedWorld, signer: Signer, claims: Members, lifetime: i64) -> Answer {
    let token =
        world.mint(signer, claims, lifetime).ok_or_else(|| Refused::text(StatusCode::INTERNAL_SERVER_ERROR, "no token could be signed"))?;
    Ok(plain(token))
}

fn plain(token: String) -> Response {
    ([(CACHE_CONTROL, "no-store")], token).into_response()
}

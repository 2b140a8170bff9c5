//! `GET userinfo`: who an access token was given to.

use axum::extract::State;
use http::HeaderMap;

use crate::reply::{Answer, ok_json};
use crate::tokens::bearer::Issuer;
use crate::tokens::compact::Members;
use crate::world::SharedWorld;

pub(super) async fn user_info(State(world): State<SharedWorld>, headers: HeaderMap) -> Answer {
    let caller = world.admit(&headers, Issuer::Altinn, &["openid"])?;
    let told = ["sub", "pid", "email"].into_iter();
    let told: Members = told.filter_map(|name| Some((name.to_owned(), caller.claims.get(name)?.clone()))).collect();
    Ok(ok_json(&told))
}

//! Dialogporten's service-owner API (integrations §10), as strict as the real one (§10.10).

mod activities;
mod create;
mod dialog;
mod json_patch;
mod keys;
mod labels;
mod patch;
mod read;
mod remove;
mod rules;
mod store;
mod transmissions;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};
pub(crate) use dialog::Dialog;
use http::{HeaderMap, HeaderValue};
pub(crate) use rules::identity::is_secure;
use serde_json::Value;
pub(crate) use store::Dialogs;

use crate::reply::{Refused, json_answer};
use crate::tokens::bearer::{Bearer, Issuer};
use crate::world::{SharedWorld, World};

/// Scope of every service owner.
const PROVIDER: &str = "digdir:dialogporten.serviceprovider";
/// Scope of administrators: other owners' resources, past times, deleted dialogs.
const ADMIN: &str = "digdir:dialogporten.serviceprovider.admin";
/// Scope of the letters' service: its own activities, longer texts.
const CORRESPONDENCE: &str = "digdir:dialogporten.correspondence";

pub(crate) fn routes() -> Router<SharedWorld> {
    let dialogs = "/dialogporten/api/v1/serviceowner/dialogs";
    let below = |rest: &str| format!("{dialogs}/{{id}}{rest}");
    Router::new()
        .route("/dialogporten/api/v1/.well-known/jwks.json", get(keys::keys))
        .route(dialogs, post(create::create))
        .route(&below(""), get(read::read).patch(patch::patch).delete(remove::delete))
        .route(&below("/actions/purge"), post(remove::purge))
        .route(&below("/actions/restore"), post(remove::restore))
        .route(&below("/activities"), post(activities::create))
        .route(&below("/transmissions"), post(transmissions::create))
        .route(&below("/endusercontext/systemlabels"), put(labels::change))
}

/// The caller of every dialog route.
fn admit(world: &World, headers: &HeaderMap) -> Result<Arc<Bearer>, Refused> {
    world.admit(headers, Issuer::Altinn, &[PROVIDER])
}

/// What a call says about itself in its query.
#[derive(Clone, Copy, Debug)]
struct Silence(bool);

impl Silence {
    /// `isSilentUpdate=true`, in any case.
    fn of_query(raw: Option<&str>) -> Self {
        let mut pairs = url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        Self(pairs.any(|(name, value)| name.eq_ignore_ascii_case("isSilentUpdate") && value.eq_ignore_ascii_case("true")))
    }
}

/// The revision that a call insists on.
fn wanted_revision(headers: &HeaderMap) -> Option<&str> {
    headers.get(http::header::IF_MATCH).and_then(|value| value.to_str().ok()).map(|text| text.trim().trim_matches('"'))
}

/// 201 with the id of what was made.
fn created(id: uuid::Uuid, location: &str, revision: uuid::Uuid) -> axum::response::Response {
    let mut response = json_answer(http::StatusCode::CREATED, &id.to_string());
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(location) {
        headers.insert(http::header::LOCATION, value);
    }
    if let Ok(value) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        headers.insert(http::header::ETAG, value);
    }
    response
}

/// A member that is neither missing nor `null`.
fn present<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.get(name).filter(|value| !value.is_null())
}

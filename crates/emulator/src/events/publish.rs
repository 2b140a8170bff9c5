//! `POST events`: a cloud event is checked, recorded, and handed to whoever subscribed.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::IntoResponse;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use url::Url;

use crate::admission::check_media_type;
use crate::reply::{Answer, Refused};
use crate::tokens::bearer::{Bearer, Issuer};
use crate::world::{SharedWorld, World};

const PUBLISH: &str = "altinn:events.publish";
const PUBLISH_ADMIN: &str = "altinn:events.publish.admin";

/// The attributes that this platform looks at (CloudEvents 1.0).
#[derive(Debug, Deserialize)]
pub(super) struct CloudEvent {
    specversion: String,
    id: String,
    #[serde(rename = "type")]
    pub kind: String,
    source: String,
    pub resource: Option<String>,
    pub resourceinstance: Option<String>,
    pub subject: Option<String>,
    time: Option<String>,
}

pub(super) async fn publish(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    let caller = world.admit(&headers, Issuer::Altinn, &[PUBLISH, PUBLISH_ADMIN])?;
    check_media_type(&headers, &["application/cloudevents+json"])?;
    let event: CloudEvent = serde_json::from_slice(&body).map_err(|why| bad(&format!("The body is no cloud event: {why}.")))?;
    check_names(&body)?;
    let resource = check(&event)?;
    check_right(&world, &caller, resource)?;
    // A small copy of its own, so that the buffer of the connection is not kept alive.
    let kept = Bytes::copy_from_slice(&body);
    let now = world.clock.now();
    world.events.record.add(now, kept.clone(), event.resourceinstance.clone(), event.kind.clone());
    for subscription in world.events.subscriptions.wanting(resource, event.subject.as_deref(), &event.kind) {
        world.events.queue.add(subscription, kept.clone(), false, now);
    }
    Ok(StatusCode::OK.into_response())
}

/// Names of attributes: lower-case letters and digits only.
fn check_names(body: &[u8]) -> Result<(), Refused> {
    let names: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(body).map_err(|why| bad(&format!("The body is no cloud event: {why}.")))?;
    match names.keys().find(|name| name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())) {
        Some(name) => Err(bad(&format!("{name:?} is no name of an attribute."))),
        None => Ok(()),
    }
}

/// The event's resource, when everything that must be there is.
fn check(event: &CloudEvent) -> Result<&str, Refused> {
    if event.specversion != "1.0" {
        return Err(bad("specversion must be 1.0."));
    }
    if event.id.is_empty() || event.kind.is_empty() {
        return Err(bad("id and type must not be empty."));
    }
    if Url::parse(&event.source).is_err() {
        return Err(bad("source must be an absolute URI."));
    }
    if event.time.as_ref().is_some_and(|time| time.parse::<jiff::Timestamp>().is_err()) {
        return Err(bad("time must be a date and time with offset."));
    }
    event.resource.as_deref().filter(|resource| is_urn(resource)).ok_or_else(|| bad("resource must be a URN."))
}

/// Without the administrator's scope only a resource's owner tells of it.
fn check_right(world: &World, caller: &Bearer, resource: &str) -> Result<(), Refused> {
    let owns = || world.resources.find(resource).is_some_and(|resource| caller.text("urn:altinn:orgNumber") == Some(&resource.owner));
    if caller.has_scope(PUBLISH_ADMIN) || owns() {
        Ok(())
    } else {
        Err(Refused::forbidden("The caller may not publish events of this resource."))
    }
}

/// `urn:<namespace>:<something>` (RFC 8141, as far as it matters here).
pub(super) fn is_urn(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let scheme = parts.next().unwrap_or_default();
    let namespace = parts.next().unwrap_or_default();
    let rest = parts.next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("urn")
        && (2..=32).contains(&namespace.len())
        && namespace.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !rest.is_empty()
        && !rest.contains(char::is_whitespace)
}

pub(super) fn bad(why: &str) -> Refused {
    Refused::problem(StatusCode::BAD_REQUEST, "Bad Request", why)
}

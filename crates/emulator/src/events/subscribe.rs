//! The subscription routes.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use http::header::LOCATION;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;

use super::publish::{bad, is_urn};
use super::subscriptions::Subscription;
use crate::admission::{JSON, json_body};
use crate::dialogporten::is_secure;
use crate::parties::Identity;
use crate::policy::Subject;
use crate::reply::{Answer, Refused, json_answer, ok_json};
use crate::tokens::bearer::{Bearer, Issuer};
use crate::world::{SharedWorld, World};

const SUBSCRIBE: &str = "altinn:events.subscribe";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    end_point: Option<String>,
    resource_filter: Option<String>,
    source_filter: Option<String>,
    subject_filter: Option<String>,
    alternative_subject_filter: Option<String>,
    type_filter: Option<String>,
    #[serde(default)]
    include_subunits: bool,
}

/// `POST subscriptions`.
pub(super) async fn create(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    let caller = world.admit(&headers, Issuer::Altinn, &[SUBSCRIBE])?;
    let consumer = Consumer::of(&world, &caller)?;
    let wanted: Wanted = serde_json::from_value(json_body(&headers, &body, JSON)?).map_err(|why| bad(&format!("{why}.")))?;
    let (end_point, resource_filter) = check(&wanted)?;
    let readable = world.resources.find(&resource_filter).is_some_and(|resource| {
        let Some(Subject::Party(party) | Subject::SystemUser(party)) = consumer.subjects.first() else { return false };
        world.policy.permits(&world.parties, &consumer.subjects, &resource, party, "read")
    });
    if !readable {
        return Err(Refused::forbidden("The caller may not read this resource."));
    }
    let now = world.clock.now();
    let (subscription, is_new) = world.events.subscriptions.add(Subscription {
        id: 0,
        end_point,
        source_filter: None,
        subject_filter: wanted.subject_filter,
        alternative_subject_filter: None,
        resource_filter,
        type_filter: wanted.type_filter,
        include_subunits: wanted.include_subunits,
        consumer: consumer.name.clone(),
        created_by: consumer.name,
        created: now,
        validated: false,
    });
    if is_new {
        let event = json!({
            "specversion": "1.0",
            "id": world.random_id(),
            "source": format!("{}/events/api/v1/subscriptions/{}", world.addresses().gateway, subscription.id),
            "type": "platform.events.validatesubscription",
            "time": now,
        });
        world.events.queue.add(subscription.id, Bytes::from(event.to_string()), true, now);
    }
    let location = format!("/events/api/v1/subscriptions/{}", subscription.id);
    Ok(([(LOCATION, location)], json_answer(StatusCode::CREATED, &subscription)).into_response())
}

/// Endpoint and resource, when everything fits together.
fn check(wanted: &Wanted) -> Result<(String, String), Refused> {
    let end_point =
        wanted.end_point.as_deref().filter(|url| is_secure(url)).ok_or_else(|| bad("endPoint must be an absolute https URL."))?;
    if wanted.source_filter.is_some() || wanted.alternative_subject_filter.is_some() {
        return Err(bad("sourceFilter and alternativeSubjectFilter are not supported for resources."));
    }
    let resource = wanted.resource_filter.as_deref().filter(|urn| is_urn(urn)).ok_or_else(|| bad("resourceFilter must be a URN."))?;
    if wanted.include_subunits && wanted.subject_filter.is_none() {
        return Err(bad("includeSubunits demands a subjectFilter."));
    }
    Ok((end_point.to_owned(), resource.to_owned()))
}

/// `GET subscriptions`: the caller's own.
pub(super) async fn list(State(world): State<SharedWorld>, headers: HeaderMap) -> Answer {
    let consumer = consumer(&world, &headers)?;
    let own: Vec<Subscription> = world.events.subscriptions.all().into_iter().filter(|one| one.consumer == consumer.name).collect();
    Ok(ok_json(&json!({"count": own.len(), "subscriptions": own})))
}

/// `GET subscriptions/{id}`.
pub(super) async fn read(State(world): State<SharedWorld>, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    Ok(ok_json(&own(&world, &headers, &id)?))
}

/// `DELETE subscriptions/{id}`.
pub(super) async fn delete(State(world): State<SharedWorld>, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    let subscription = own(&world, &headers, &id)?;
    world.events.subscriptions.remove(subscription.id);
    Ok(StatusCode::OK.into_response())
}

fn own(world: &World, headers: &HeaderMap, id: &str) -> Result<Subscription, Refused> {
    let consumer = consumer(world, headers)?;
    let id: i64 = id.parse().map_err(|_| bad("An id is a number."))?;
    let subscription = world.events.subscriptions.find(id).ok_or_else(Refused::not_found)?;
    if subscription.consumer == consumer.name { Ok(subscription) } else { Err(Refused::forbidden("It is somebody else's subscription.")) }
}

fn consumer(world: &World, headers: &HeaderMap) -> Result<Consumer, Refused> {
    let caller: Arc<Bearer> = world.admit(headers, Issuer::Altinn, &[SUBSCRIBE])?;
    Consumer::of(world, &caller)
}

/// Who subscribes, as Events names it and as the rules see it.
struct Consumer {
    name: String,
    subjects: Vec<Subject>,
}

impl Consumer {
    fn of(world: &World, caller: &Bearer) -> Result<Self, Refused> {
        let system_user = caller.claims.get("authorization_details").map(|details| details.get(0).unwrap_or(details));
        if let Some(id) = system_user.and_then(|user| user.get("systemuser_id")?.get(0)?.as_str()?.parse().ok()) {
            let organisation = world.parties.organisation_of_system_user(id);
            let subjects = organisation.map(|number| Subject::SystemUser(Identity::Organisation(number))).into_iter().collect();
            return Ok(Self { name: format!("/systemuser/{id}"), subjects });
        }
        let organisation = caller.text("urn:altinn:orgNumber").and_then(Identity::organisation);
        if let Some(Identity::Organisation(number)) = organisation {
            let name = match caller.text("urn:altinn:org") {
                Some(code) => format!("/org/{code}"),
                None => format!("/organisation/{number}"),
            };
            return Ok(Self { name, subjects: vec![Subject::Party(Identity::Organisation(number))] });
        }
        let user = caller.as_text("urn:altinn:userid").ok_or_else(|| Refused::forbidden("The token names nobody who could subscribe."))?;
        let identity = user.parse().ok().and_then(|id| world.parties.of_user_id(id));
        Ok(Self { name: format!("/user/{user}"), subjects: identity.map(Subject::Party).into_iter().collect() })
    }
}

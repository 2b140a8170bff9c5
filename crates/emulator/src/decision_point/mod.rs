//! The policy decision point (integrations §8, auth §7): one result for each reference, decided by the platform's rules.

mod request;
mod subject;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use request::{Category, Question};
use serde_json::{Value, json};

use crate::admission::{JSON, json_body};
use crate::reply::{Answer, Refused, ok_json};
use crate::tokens::bearer::Issuer;
use crate::world::{SharedWorld, World};

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new().route("/authorization/api/v1/authorize", post(authorize))
}

const SCOPES: &[&str] = &["altinn:authorization/authorize.admin", "altinn:authorization/authorize"];

async fn authorize(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    world.check_subscription_key(&headers)?;
    world.admit(&headers, Issuer::Altinn, SCOPES)?;
    let body = json_body(&headers, &body, JSON)?;
    let questions = request::questions(&body).map_err(|why| Refused::json(StatusCode::BAD_REQUEST, &json!({"message": why})))?;
    let mut results = Vec::with_capacity(questions.len());
    for question in &questions {
        let result = decide(&world, question).map_err(|why| Refused::json(StatusCode::BAD_REQUEST, &json!({"message": why})))?;
        results.push(result);
    }
    Ok(ok_json(&json!({"response": results})))
}

/// One result. Several actions are alternatives: one permitted is enough (auth §7.5).
fn decide(world: &World, question: &Question<'_>) -> Result<Value, &'static str> {
    let resource_ids: Vec<&str> = question.resource.values("urn:altinn:resource").collect();
    let [resource_id] = resource_ids[..] else { return Err("exactly one urn:altinn:resource is expected in a resource category") };
    let party = subject::party(world, &question.resource)?;
    let actions: Vec<&str> = question.actions.iter().flat_map(|category| category.values(ACTION)).collect();
    if actions.is_empty() {
        return Err("an action category needs an action-id");
    }
    let subjects = subject::subjects(world, &question.subject);
    let Some(resource) = world.resources.find(resource_id) else { return Ok(result("NotApplicable", None)) };
    if subjects.is_empty() {
        return Ok(result("Indeterminate", None));
    }
    let permitted =
        party.is_some_and(|party| actions.iter().any(|action| world.policy.permits(&world.parties, &subjects, &resource, &party, action)));
    Ok(if permitted { result("Permit", Some(resource.minimum_level)) } else { result("NotApplicable", None) })
}

const ACTION: &str = "urn:oasis:names:tc:xacml:1.0:action:action-id";

/// A result; a permit tells the authentication level that it asks for.
fn result(decision: &str, minimum_level: Option<i64>) -> Value {
    let obligations = minimum_level.map(|level| {
        json!([{
            "id": "urn:altinn:obligation:authenticationLevel1",
            "attributeAssignment": [{
                "attributeId": "urn:altinn:obligation1-assignment1",
                "value": level.to_string(),
                "category": "urn:altinn:minimum-authenticationlevel",
                "dataType": "http://www.w3.org/2001/XMLSchema#integer",
                "issuer": null,
            }],
        }])
    });
    json!({
        "decision": decision,
        "status": {
            "statusMessage": null,
            "statusDetails": null,
            "statusCode": {"value": "urn:oasis:names:tc:xacml:1.0:status:ok", "statusCode": null},
        },
        "obligations": obligations,
        "associateAdvice": null,
        "category": null,
        "policyIdentifierList": null,
    })
}

/// An attribute's value as text, whatever JSON wrote it as.
fn attribute<'a>(category: &Category<'a>, names: &[&str]) -> Option<(&'a str, &'a str)> {
    category.attributes.iter().find(|(name, _)| names.contains(name)).copied()
}

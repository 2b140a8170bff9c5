//! `GET resource/{id}/policy/rights`: actions and whom the policy lets do them. 404 when there is no policy.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::reply::{Answer, Refused, ok_json};
use crate::world::SharedWorld;

pub(super) async fn rights(State(world): State<SharedWorld>, Path(id): Path<String>) -> Answer {
    let resource = world.resources.find(&id).filter(|resource| resource.has_policy).ok_or_else(Refused::not_found)?;
    let mut subjects = vec![subject("urn:altinn:rolecode", "dagl")];
    subjects.extend(resource.packages.iter().map(|package| subject("urn:altinn:accesspackage", package)));
    let mut subject_types = vec!["urn:altinn:rolecode"];
    if !resource.packages.is_empty() {
        subject_types.push("urn:altinn:accesspackage");
    }
    let rows: Vec<Value> = ["read", "write"]
        .map(|action| {
            json!({
                "action": {"type": "urn:oasis:names:tc:xacml:1.0:action:action-id", "value": action},
                "resource": [{"type": "urn:altinn:resource", "value": resource.id}],
                "subjects": subjects,
                "rightKey": format!("{};{action}", resource.id),
                "subjectTypes": subject_types,
            })
        })
        .into();
    Ok(ok_json(&rows))
}

fn subject(kind: &str, value: &str) -> Value {
    json!({"subjectAttributes": [{"type": kind, "value": value}]})
}

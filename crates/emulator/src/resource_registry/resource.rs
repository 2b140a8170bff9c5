//! `GET resource/{id}`.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::reply::{Answer, Refused, ok_json};
use crate::world::SharedWorld;

pub(super) async fn resource(State(world): State<SharedWorld>, Path(id): Path<String>) -> Answer {
    let resource = world.resources.find(&id).ok_or_else(Refused::not_found)?;
    let title = by_language(&resource.title);
    Ok(ok_json(&json!({
        "identifier": resource.id,
        "version": "1",
        "title": title,
        "description": title,
        "rightDescription": title,
        "homepage": "",
        "status": "Completed",
        "contactPoints": [],
        "isPartOf": "",
        "resourceReferences": [],
        "delegable": true,
        "visible": true,
        "hasCompetentAuthority": {
            "name": by_language(&resource.owner_name),
            "organization": resource.owner,
            "orgcode": resource.owner_code,
        },
        "keywords": [],
        "limitedByRRR": false,
        "selfIdentifiedUserEnabled": true,
        "enterpriseUserEnabled": false,
        "resourceType": resource.kind,
    })))
}

fn by_language(texts: &[String; 3]) -> Value {
    json!({"nb": texts[0], "nn": texts[1], "en": texts[2]})
}

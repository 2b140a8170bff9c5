//! One resource.

use correspondence_domain::resource::{Resource, ResourceId, ResourceType};
use indexmap::IndexMap;
use serde_json::Value;

use crate::error::RemoteError;
use crate::http::{Answer, Call, Remote};
use crate::json;

/// The resource; 404 and 204 are none, any other status but 200 is an error.
pub(super) async fn ask(remote: &Remote, id: &ResourceId) -> Result<Option<Resource>, RemoteError> {
    let Some(path) = super::path(id, "") else { return Ok(None) };
    let answer = remote.send(Call::get(path)).await?;
    match answer.status {
        200 => read(&answer, id).map(Some),
        204 | 404 => Ok(None),
        _ => Err(answer.refusal()),
    }
}

/// A missing member is an error and not an unknown resource (integrations §7); one that is null reads as blank.
fn read(answer: &Answer, id: &ResourceId) -> Result<Resource, RemoteError> {
    let body = answer.json()?;
    let missing = || answer.unreadable("a resource without a required member");
    let required = |of: &Value, name: &str| {
        if json::has_member(of, name) { Ok(json::text(of, name).unwrap_or_default().to_owned()) } else { Err(missing()) }
    };
    required(&body, "identifier")?;
    let owner = json::member(&body, "hasCompetentAuthority").ok_or_else(missing)?;
    Ok(Resource {
        id: id.clone(),
        kind: ResourceType::from_name(&required(&body, "resourceType")?),
        owner: required(owner, "organization")?,
        owner_code: required(owner, "orgcode")?,
        owner_name: json::member(owner, "name").map(texts).unwrap_or_default(),
        title: json::member(&body, "title").filter(|title| title.is_object()).map(texts).ok_or_else(missing)?,
    })
}

fn texts(by_language: &Value) -> IndexMap<String, String> {
    by_language
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(language, text)| text.as_str().map(|text| (language.clone(), text.to_owned())))
        .collect()
}

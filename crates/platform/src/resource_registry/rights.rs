//! What the access packages of a resource's rights say about confidentiality (auth §9).

use correspondence_domain::resource::Confidentiality;
use serde_json::Value;

use crate::error::RemoteError;
use crate::http::Answer;
use crate::json;

const ACCESS_PACKAGE: &str = "urn:altinn:accesspackage";
const CONFIDENTIAL_POST: &str = "post-til-virksomheten-med-taushetsbelagt-innhold";
const EXPLICIT: &str = "eksplisitt";

pub(super) fn confidentiality(answer: &Answer) -> Result<Confidentiality, RemoteError> {
    let body = answer.json()?;
    let rights = body.as_array().ok_or_else(|| answer.unreadable("rights that are no list"))?;
    let packages: Vec<&str> = rights
        .iter()
        .flat_map(|right| json::items(right, "subjects"))
        .flat_map(|subject| json::items(subject, "subjectAttributes"))
        .filter(|attribute| json::text(attribute, "type") == Some(ACCESS_PACKAGE))
        .filter_map(|attribute| json::member(attribute, "value").and_then(Value::as_str))
        .collect();
    Ok(if packages.iter().any(|package| package.contains(CONFIDENTIAL_POST)) {
        Confidentiality::Confidential
    } else if packages.iter().any(|package| package.contains(EXPLICIT)) {
        Confidentiality::ExplicitlyDelegated
    } else {
        Confidentiality::NotConfidential
    })
}

//! Attributes of a request to the decision point (auth §7.5).

use serde::Serialize;

/// Names that are used more than once.
pub(super) mod names {
    pub(crate) const RESOURCE: &str = "urn:altinn:resource";
    pub(crate) const INSTANCE: &str = "urn:altinn:resource:instance-id";
    pub(crate) const ACTION: &str = "urn:oasis:names:tc:xacml:1.0:action:action-id";
    pub(crate) const ORGANISATION: &str = "urn:altinn:organization:identifier-no";
    pub(crate) const LEGACY_ORGANISATION: &str = "urn:altinn:organizationnumber";
    pub(crate) const PERSON: &str = "urn:altinn:person:identifier-no";
    pub(crate) const PARTY_ID: &str = "urn:altinn:partyid";
    pub(crate) const USER_ID: &str = "urn:altinn:userid";
    pub(crate) const SYSTEM_USER: &str = "urn:altinn:systemuser:uuid";
    pub(crate) const SESSION: &str = "urn:altinn:sessionid";
    pub(crate) const SCOPE: &str = "urn:scope";
}

/// One attribute; all of ours are texts.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attribute {
    #[serde(rename = "attributeId")]
    pub(super) id: String,
    pub(super) value: String,
    issuer: String,
    data_type: &'static str,
    include_in_result: bool,
}

impl Attribute {
    pub(super) fn new(id: impl Into<String>, value: impl Into<String>, issuer: &str) -> Self {
        Self { id: id.into(), value: value.into(), issuer: issuer.to_owned(), data_type: "string", include_in_result: false }
    }
}

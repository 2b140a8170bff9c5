//! A party as Register writes it.

use serde_json::{Value, json};

use crate::parties::Party;

/// Which groups of members a caller asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub identifiers: bool,
    pub display_name: bool,
    pub user: bool,
}

impl Fields {
    /// Repeated `fields` members of a query, each possibly a list with commas.
    pub(super) fn of_query(raw: Option<&str>) -> Self {
        let mut fields = Self::default();
        for (name, value) in url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
            if name.eq_ignore_ascii_case("fields") {
                for field in value.split(',') {
                    match field.trim() {
                        "identifiers" => fields.identifiers = true,
                        "display-name" => fields.display_name = true,
                        "user" => fields.user = true,
                        _ => {}
                    }
                }
            }
        }
        fields
    }
}

pub(super) fn party(party: &Party, fields: Fields) -> Value {
    let mut written = json!({
        "partyType": party.kind(),
        "partyUuid": party.uuid,
        "versionId": 1,
        "urn": uuid_urn(party),
    });
    if fields.identifiers {
        written["partyId"] = party.party_id.into();
        written["externalUrn"] = party.identity.external_urn().into();
        if let Some(number) = party.person_number() {
            written["personIdentifier"] = number.into();
        }
        if let Some(number) = party.organisation_number() {
            written["organizationIdentifier"] = number.into();
        }
    }
    if fields.display_name {
        written["displayName"] = json!(party.name);
    }
    if fields.user
        && let Some(id) = party.user_id
    {
        written["user"] = json!({"userId": id, "username": party.user_name(), "userIds": [id]});
    }
    written
}

pub(super) fn uuid_urn(party: &Party) -> String {
    format!("urn:altinn:party:uuid:{}", party.uuid)
}

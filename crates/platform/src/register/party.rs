//! A party as Register describes it.

use correspondence_domain::identifiers::PartyUuid;
use correspondence_domain::party::{OrganisationNumber, PartyKind, PartyUrn};
use correspondence_domain::text::title_case;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::json;

/// What a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartyType {
    /// A natural person with a person number.
    Person,
    /// An organisation.
    Organisation,
    /// Somebody known by e-mail address or user name.
    SelfIdentifiedUser,
    /// Any other kind: only its uuid and external URN mean something here.
    Other,
}

/// A party. It may hold a person number, so it is never logged whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Identity in Register.
    pub uuid: PartyUuid,
    /// What it is.
    pub kind: PartyType,
    /// Numeric identity, when it has one.
    pub party_id: Option<i64>,
    /// Name in title case; none when Register has none.
    pub display_name: Option<String>,
    /// The URN by which others know the party: Register's own, else derived from what it is (integrations §4.1).
    pub external_urn: Option<PartyUrn>,
    /// Organisation number of an organisation.
    pub organisation: Option<OrganisationNumber>,
    /// Identity of its user.
    pub user_id: Option<i64>,
    /// Name of its user.
    pub username: Option<String>,
}

impl Party {
    /// Reads an element of Register's answer; none when it has no identity.
    pub(super) fn read(row: &Value) -> Option<Self> {
        let uuid = json::text(row, "partyUuid")?.parse().ok()?;
        let kind = match json::text(row, "partyType").unwrap_or_default().to_ascii_lowercase().as_str() {
            "person" => PartyType::Person,
            "organization" => PartyType::Organisation,
            "self-identified-user" => PartyType::SelfIdentifiedUser,
            _ => PartyType::Other,
        };
        let user = json::member(row, "user");
        let username = user.and_then(|user| json::text(user, "username")).filter(|name| !name.trim().is_empty()).map(str::to_owned);
        let organisation = json::text(row, "organizationIdentifier").and_then(OrganisationNumber::parse);
        let external_urn = json::text(row, "externalUrn")
            .filter(|urn| !urn.trim().is_empty())
            .map(|urn| PartyUrn::stored(urn.to_owned()))
            .or_else(|| derived_urn(kind, row, organisation.as_ref(), username.as_deref()));
        Some(Self {
            uuid,
            kind,
            party_id: json::integer(row, "partyId").filter(|id| *id > 0),
            display_name: json::text(row, "displayName").filter(|name| !name.trim().is_empty()).map(title_case),
            external_urn,
            organisation,
            user_id: user.and_then(|user| json::integer(user, "userId")).filter(|id| *id > 0),
            username,
        })
    }

    /// Every URN by which this party may have been asked for, in the form of [`comparable`].
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let user_names =
            self.username.as_ref().map(|name| [PartyKind::SelfIdentified, PartyKind::Email].map(|kind| PartyUrn::new(kind, name)));
        [
            Some(PartyUrn::new(PartyKind::PartyUuid, &self.uuid.to_string())),
            self.party_id.map(|id| PartyUrn::new(PartyKind::PartyId, &id.to_string())),
            self.organisation.as_ref().map(PartyUrn::organisation),
            self.external_urn.clone(),
        ]
        .into_iter()
        .flatten()
        .chain(user_names.into_iter().flatten())
        .map(|urn| comparable(&urn))
    }
}

/// A URN in the form in which two of them are compared: decoded and in lower case.
pub(super) fn comparable(urn: &PartyUrn) -> String {
    percent_decode_str(urn.as_str()).decode_utf8_lossy().to_lowercase()
}

fn derived_urn(kind: PartyType, row: &Value, organisation: Option<&OrganisationNumber>, username: Option<&str>) -> Option<PartyUrn> {
    match kind {
        PartyType::Person => json::text(row, "personIdentifier").map(|number| PartyUrn::new(PartyKind::Person, number)),
        PartyType::Organisation => organisation.map(PartyUrn::organisation),
        PartyType::SelfIdentifiedUser => username.map(|name| {
            if name.contains('@') {
                PartyUrn::new(PartyKind::Email, &name.to_lowercase())
            } else {
                PartyUrn::new(PartyKind::SelfIdentified, name)
            }
        }),
        PartyType::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const UUID: &str = "36e2bcc6-d5b8-4399-aa90-4afeb2d1a0bf";

    #[test]
    fn names_are_shown_in_title_case() {
        for (given, shown) in
            [("NORDMANN KARI", "Nordmann Kari"), ("FJORD OG FJELL 991825827 AS", "Fjord Og Fjell 991825827 As"), ("ÅS ØY", "Ås Øy")]
        {
            assert_eq!(title_case(given), shown);
        }
        let blank = Party::read(&json!({"partyUuid": UUID, "displayName": " "})).unwrap();
        assert_eq!(blank.display_name, None);
    }

    #[test]
    fn a_missing_external_urn_follows_from_what_the_party_is() {
        for (row, urn) in [
            (json!({"partyType": "person", "personIdentifier": "01898790041"}), Some("urn:altinn:person:identifier-no:01898790041")),
            (
                json!({"partyType": "organization", "organizationIdentifier": "313999041"}),
                Some("urn:altinn:organization:identifier-no:313999041"),
            ),
            (
                json!({"partyType": "self-identified-user", "user": {"userId": 4, "username": "Kari@Example.org"}}),
                Some("urn:altinn:person:idporten-email:kari@example.org"),
            ),
            (
                json!({"partyType": "self-identified-user", "user": {"username": "Kari"}}),
                Some("urn:altinn:person:legacy-selfidentified:Kari"),
            ),
            (json!({"partyType": "system-user", "user": {"username": "x"}}), None),
            (json!({"partyType": "person", "personIdentifier": "01898790041", "externalUrn": "urn:other"}), Some("urn:other")),
        ] {
            let mut row = row;
            row["partyUuid"] = json!(UUID);
            let party = Party::read(&row).unwrap();
            assert_eq!(party.external_urn.as_ref().map(PartyUrn::as_str), urn, "{row}");
        }
        assert_eq!(Party::read(&json!({"partyType": "person"})), None);
    }
}

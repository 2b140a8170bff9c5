//! The party of the resource category: a party id where Register has one (auth §7.4). Its kind travels with it, so that a party id of
//! nine digits is never taken for an organisation (auth oddity 19).

use correspondence_domain::party::{PartyKind, PartyUrn};

use super::attribute::names;
use crate::error::RemoteError;
use crate::http::Remote;
use crate::register::Register;

/// A party in a form that the decision point takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ResourceParty {
    pub(super) attribute: &'static str,
    pub(super) value: String,
}

/// Finds the form. A party that Register does not know keeps its own number.
pub(super) async fn resolve(remote: &Remote, register: &Register, party: &PartyUrn) -> Result<ResourceParty, RemoteError> {
    let own = |attribute| ResourceParty { attribute, value: party.value().to_owned() };
    if party.kind() == Some(PartyKind::PartyId) {
        return Ok(own(names::PARTY_ID));
    }
    if let Some(found) = register.party(party).await? {
        let id = found.party_id.ok_or_else(|| remote.cannot_ask("Register knows the party without a party id"))?;
        return Ok(ResourceParty { attribute: names::PARTY_ID, value: id.to_string() });
    }
    match party.kind() {
        Some(PartyKind::Organisation) => Ok(own(names::ORGANISATION)),
        Some(PartyKind::Person) => Ok(own(names::PERSON)),
        _ => Err(remote.cannot_ask("Register does not know the party, and it has no number")),
    }
}

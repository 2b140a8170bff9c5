//! Who asks, in the decision point's words: the claims of the token, walked in their order (auth §7.6).

use correspondence_domain::claims::{Claim, Claims};
use correspondence_domain::party::{PartyKind, PartyUrn, bare, is_person_number};
use serde_json::Value;

use super::attribute::{Attribute, names};
use crate::error::RemoteError;
use crate::register::Register;

/// The subject of an Altinn token, and of a raw Maskinporten token: what the token tells, and at the end exactly one identity.
pub(super) fn of_altinn_token(caller: &Claims) -> Vec<Attribute> {
    let issuer = caller.issuer.as_str();
    let mut attributes = Vec::new();
    let mut identities = Identities::default();
    for Claim { name, value } in &caller.entries {
        let attribute = |id: &str| Some(Attribute::new(id, value.as_str(), issuer));
        match name.as_str() {
            "urn:altinn:orgNumber" => {
                identities.legacy_organisation = attribute(names::LEGACY_ORGANISATION);
                identities.organisation = attribute(names::ORGANISATION);
            }
            "consumer" => {
                if let Some(number) = consumer(value) {
                    identities.organisation = Some(Attribute::new(names::ORGANISATION, number, issuer));
                }
            }
            "scope" => attributes.extend(attribute(names::SCOPE)),
            "sid" | "jti" if attributes.iter().all(|known| known.id != names::SESSION) => attributes.extend(attribute(names::SESSION)),
            "authorization_details" => {
                if let Some(id) = system_user(value) {
                    identities.system_user = Some(Attribute::new(names::SYSTEM_USER, id, issuer));
                }
            }
            "urn:altinn:person:uuid" => identities.person = attribute("urn:altinn:person:uuid"),
            names::USER_ID => identities.user = attribute(names::USER_ID),
            // A resource takes the place of the party id, as it does in the library that the reference uses.
            names::PARTY_ID | names::RESOURCE => identities.party = attribute(name),
            names::ORGANISATION => {
                identities.organisation = attribute(names::ORGANISATION);
                identities.legacy_organisation = None;
            }
            other if other.starts_with("urn:") => attributes.extend(attribute(other)),
            _ => {}
        }
    }
    identities.append_to(attributes)
}

#[derive(Default)]
struct Identities {
    person: Option<Attribute>,
    user: Option<Attribute>,
    party: Option<Attribute>,
    system_user: Option<Attribute>,
    legacy_organisation: Option<Attribute>,
    organisation: Option<Attribute>,
}

impl Identities {
    fn append_to(self, mut attributes: Vec<Attribute>) -> Vec<Attribute> {
        if let Some(identity) = self.person.or(self.user).or(self.party) {
            attributes.push(identity);
        } else if let Some(identity) = self.system_user {
            return vec![identity];
        } else {
            attributes.extend(self.legacy_organisation);
            attributes.extend(self.organisation);
        }
        attributes
    }
}

/// The number of a well-formed `consumer`.
fn consumer(text: &str) -> Option<String> {
    let consumer: Value = serde_json::from_str(text).ok()?;
    let authority = consumer.get("authority")?.as_str()?;
    let (scheme, number) = consumer.get("ID")?.as_str()?.split_once(':')?;
    (authority == "iso6523-actorid-upis" && !scheme.is_empty() && !number.contains(':')).then(|| number.to_owned())
}

/// The first id of a system user.
fn system_user(details: &str) -> Option<String> {
    let details: Value = serde_json::from_str(details).ok()?;
    let id = details.get("systemuser_id")?.as_array()?.first()?.as_str()?;
    (!id.trim().is_empty()).then(|| id.to_owned())
}

/// The subject of a dialog token.
pub(super) async fn of_dialog_token(register: &Register, caller: &Claims) -> Result<Vec<Attribute>, RemoteError> {
    let issuer = caller.issuer.as_str();
    let mut attributes = Vec::new();
    for Claim { name, value } in &caller.entries {
        match name.as_str() {
            "jti" => attributes.push(Attribute::new(names::SESSION, value.as_str(), issuer)),
            "c" => attributes.extend(authenticated(register, value, issuer).await?),
            "y" => return Ok(vec![Attribute::new(names::SYSTEM_USER, bare(value), issuer)]),
            other if other.starts_with("ur") => attributes.push(Attribute::new(other, value.as_str(), issuer)),
            _ => {}
        }
    }
    Ok(attributes)
}

/// A person goes by number, an e-mail or self-identified user by the user id that Register knows; others add nothing.
async fn authenticated(register: &Register, caller: &str, issuer: &str) -> Result<Option<Attribute>, RemoteError> {
    if is_person_number(bare(caller)) {
        return Ok(Some(Attribute::new(names::PERSON, bare(caller), issuer)));
    }
    let Ok(urn) = PartyUrn::of(caller) else { return Ok(None) };
    if !matches!(urn.kind(), Some(PartyKind::Email | PartyKind::SelfIdentified)) {
        return Ok(None);
    }
    let user = register.party(&urn).await?.and_then(|party| party.user_id);
    Ok(user.map(|id| Attribute::new(names::USER_ID, id.to_string(), issuer)))
}

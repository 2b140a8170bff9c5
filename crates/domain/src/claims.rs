//! What a validated token says, and who the caller is (auth §3.1, §8). Signatures and lifetimes were checked before.

use serde_json::Value;

use crate::party::{OrganisationNumber, PartyKind, PartyUrn, bare, is_person_number};

/// Scope that lets a caller act as a sender.
pub const WRITE_SCOPE: &str = "altinn:correspondence.write";
/// Scope that lets a caller act as a recipient.
pub const READ_SCOPE: &str = "altinn:correspondence.read";
/// Scope of a service owner.
pub const SERVICE_OWNER_SCOPE: &str = "altinn:serviceowner";

/// Which of the configured issuers signed a token (run-contract §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Altinn's own: organisations, system users, persons, portal users.
    Altinn,
    /// Maskinporten, not exchanged.
    Maskinporten,
    /// A dialog token of Dialogporten.
    Dialogporten,
}

/// One claim: JSON objects as their text, arrays as one claim per element, numbers and booleans as text (auth §3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Name as in the token, but for the renamed short names of auth §3.1.
    pub name: String,
    /// Its value as text.
    pub value: String,
}

/// The claims of one validated token in payload order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Whose token it is.
    pub kind: TokenKind,
    /// The `iss` that was validated; every claim counts as issued by it.
    pub issuer: String,
    /// The claims.
    pub entries: Vec<Claim>,
}

impl Claims {
    /// Flattens a token's payload.
    #[must_use]
    pub fn from_payload(kind: TokenKind, issuer: String, payload: &serde_json::Map<String, Value>) -> Self {
        let mut entries = Vec::new();
        for (name, value) in payload {
            let name = renamed(name);
            match value {
                Value::Array(items) => entries.extend(items.iter().map(|item| Claim { name: name.to_owned(), value: as_text(item) })),
                other => entries.push(Claim { name: name.to_owned(), value: as_text(other) }),
            }
        }
        Self { kind, issuer, entries }
    }

    /// The first claim of this name.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        self.entries.iter().find(|claim| claim.name == name).map(|claim| claim.value.as_str())
    }

    /// Whether the first `scope` claim has this item (auth oddity 18: items, not text).
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        self.first("scope").is_some_and(|text| has_item(text, scope))
    }

    /// Whether any `scope` claim has this item.
    #[must_use]
    pub fn any_scope_has(&self, scope: &str) -> bool {
        self.entries.iter().any(|claim| claim.name == "scope" && has_item(&claim.value, scope))
    }

    /// "Calling as sender" (auth §7.9).
    #[must_use]
    pub fn is_calling_as_sender(&self) -> bool {
        self.has_scope(WRITE_SCOPE)
    }

    /// "Calling as recipient" (auth §7.9).
    #[must_use]
    pub fn is_calling_as_recipient(&self) -> bool {
        self.has_scope(READ_SCOPE)
    }

    /// The organisation of the `consumer` claim, when that is well formed (auth §7.3 rule 2).
    #[must_use]
    pub fn consumer(&self) -> Option<String> {
        let consumer: Value = serde_json::from_str(self.first("consumer")?).ok()?;
        consumer.get("authority")?.as_str()?;
        Some(bare(consumer.get("ID")?.as_str()?).to_owned())
    }

    /// The organisation of a system user (auth §8; members that other readers demand may be missing, oddity 25).
    #[must_use]
    pub fn system_user_organisation(&self) -> Option<String> {
        let details: Value = serde_json::from_str(self.first("authorization_details")?).ok()?;
        Some(bare(details.get("systemuser_org")?.get("ID")?.as_str()?).to_owned())
    }

    /// The caller's organisation as bare text: system user's, `urn:altinn:orgNumber`, consumer, the dialog's party (auth §8).
    #[must_use]
    pub fn caller_organisation(&self) -> Option<String> {
        self.system_user_organisation()
            .or_else(|| self.first("urn:altinn:orgNumber").map(|text| bare(text).to_owned()))
            .or_else(|| self.consumer())
            .or_else(|| self.first("p").map(|text| bare(text).to_owned()))
            .filter(|text| !text.trim().is_empty())
    }

    /// The caller's organisation number, when [`Self::caller_organisation`] is one.
    #[must_use]
    pub fn caller_organisation_number(&self) -> Option<OrganisationNumber> {
        self.caller_organisation().and_then(|text| OrganisationNumber::parse(&text))
    }

    /// The organisation that the token was issued to. The client of a logged-in person and the party of a dialog are none: whoever holds
    /// such a token does not speak for that organisation.
    #[must_use]
    pub fn own_organisation(&self) -> Option<OrganisationNumber> {
        let is_own = match self.kind {
            TokenKind::Altinn => self.first("authorization_details").is_some() || self.first("urn:altinn:orgNumber").is_some(),
            TokenKind::Maskinporten => true,
            TokenKind::Dialogporten => false,
        };
        if is_own { self.caller_organisation_number() } else { None }
    }

    /// The caller as a party: `c`, party id, person number, system user's organisation, caller's organisation (auth §8).
    #[must_use]
    pub fn caller(&self) -> Option<PartyUrn> {
        let person = |pid: &str| is_person_number(pid).then(|| PartyUrn::new(PartyKind::Person, pid));
        self.first("c")
            .filter(|text| !text.trim().is_empty())
            .and_then(|text| PartyUrn::of(text).ok())
            .or_else(|| self.first("urn:altinn:partyid").filter(|id| !id.trim().is_empty()).map(|id| PartyUrn::new(PartyKind::PartyId, id)))
            .or_else(|| self.first("pid").and_then(person))
            .or_else(|| self.caller_organisation().and_then(|text| PartyUrn::of(&text).ok()))
    }
}

fn has_item(scopes: &str, wanted: &str) -> bool {
    scopes.split(' ').any(|item| item == wanted)
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Short names that the reference's token reader renames; rules by name see the long ones (auth §3.1).
fn renamed(name: &str) -> &str {
    match name {
        "sub" | "nameid" => "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
        "email" => "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "acr" => "http://schemas.microsoft.com/claims/authnclassreference",
        "amr" => "http://schemas.microsoft.com/claims/authnmethodsreferences",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(payload: &Value) -> Claims {
        Claims::from_payload(TokenKind::Altinn, "https://issuer/".to_owned(), payload.as_object().unwrap())
    }

    #[test]
    fn the_caller_follows_from_the_first_claim_that_names_one() {
        let consumer = json!({"authority": "iso6523-actorid-upis", "ID": "0192:313999068"});
        let system_user = json!([{"type": "urn:altinn:systemuser", "systemuser_id": ["5f0c2b6a-1111-4222-8333-444455556666"],
            "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": "0192:313999041"}}]);
        for (payload, organisation, caller) in [
            (
                json!({"urn:altinn:orgNumber": "313999017", "consumer": consumer}),
                Some("313999017"),
                "urn:altinn:organization:identifier-no:313999017",
            ),
            (json!({"consumer": consumer}), Some("313999068"), "urn:altinn:organization:identifier-no:313999068"),
            (
                json!({"authorization_details": system_user, "urn:altinn:orgNumber": "313999068"}),
                Some("313999041"),
                "urn:altinn:organization:identifier-no:313999041",
            ),
            (
                json!({"urn:altinn:partyid": 51_990_077, "pid": "01898790041", "consumer": consumer}),
                Some("313999068"),
                "urn:altinn:partyid:51990077",
            ),
            (json!({"pid": "01898790041"}), None, "urn:altinn:person:identifier-no:01898790041"),
            (
                json!({"c": "urn:altinn:person:identifier-no:01898790041", "p": "urn:altinn:organization:identifier-no:313999041"}),
                Some("313999041"),
                "urn:altinn:person:identifier-no:01898790041",
            ),
        ] {
            let claims = claims(&payload);
            assert_eq!(claims.caller_organisation().as_deref(), organisation, "{payload}");
            assert_eq!(claims.caller().map(|urn| urn.to_string()).as_deref(), Some(caller), "{payload}");
        }
        assert_eq!(claims(&json!({"scope": "x"})).caller(), None);
    }

    #[test]
    fn an_organisation_is_spoken_for_only_by_its_own_tokens() {
        let consumer = json!({"authority": "iso6523-actorid-upis", "ID": "0192:313999068"});
        for (kind, payload, own) in [
            (TokenKind::Altinn, json!({"urn:altinn:orgNumber": "313999017", "consumer": consumer}), true),
            (TokenKind::Maskinporten, json!({"consumer": consumer}), true),
            (TokenKind::Altinn, json!({"pid": "01898790041", "consumer": consumer}), false),
            (TokenKind::Dialogporten, json!({"p": "urn:altinn:organization:identifier-no:313999041", "a": "read"}), false),
        ] {
            let claims = Claims::from_payload(kind, String::new(), payload.as_object().unwrap());
            assert_eq!(claims.own_organisation().is_some(), own, "{payload}");
        }
    }

    #[test]
    fn scopes_are_compared_item_by_item() {
        let claims = claims(&json!({"scope": "altinn:correspondence.writer altinn:serviceowner"}));
        assert!(!claims.is_calling_as_sender());
        assert!(claims.any_scope_has(SERVICE_OWNER_SCOPE));
    }
}

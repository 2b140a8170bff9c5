//! The claims of each kind of token (auth §16), without issuer and times, which the minting adds.

use serde_json::{Value, json};
use uuid::Uuid;

use super::compact::Members;
use crate::parties::Party;

/// An organisation as `consumer` and `supplier` claims name it.
pub(crate) fn organisation_claim(number: &str) -> Value {
    json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{number}")})
}

/// What identifies a system user in tokens.
pub(crate) fn system_user_claim(id: Uuid, organisation: &str, vendor: &str) -> Value {
    json!([{
        "type": "urn:altinn:systemuser",
        "systemuser_id": [id],
        "systemuser_org": organisation_claim(organisation),
        "system_id": format!("{vendor}_letters"),
    }])
}

/// An exchanged Maskinporten token (AO-*), or a system user's when it has `authorization_details` (ASU-*).
#[derive(Debug)]
pub(crate) struct OrganisationToken<'a> {
    pub number: &'a str,
    /// Short code; only service owners have one.
    pub code: Option<&'a str>,
    pub supplier: Option<Value>,
    pub authorization_details: Option<Value>,
    pub scope: &'a str,
    pub client_id: &'a str,
    pub level: i64,
    pub token_id: String,
}

impl OrganisationToken<'_> {
    pub(crate) fn claims(self) -> Members {
        let mut claims = Members::new();
        claims.insert("scope".to_owned(), Value::from(self.scope));
        claims.insert("token_type".to_owned(), Value::from("Bearer"));
        claims.insert("client_id".to_owned(), Value::from(self.client_id));
        claims.insert("consumer".to_owned(), organisation_claim(self.number));
        if let Some(supplier) = self.supplier {
            claims.insert("supplier".to_owned(), supplier);
        }
        if let Some(details) = self.authorization_details {
            claims.insert("authorization_details".to_owned(), details);
        }
        claims.insert("jti".to_owned(), Value::from(self.token_id));
        if let Some(code) = self.code {
            claims.insert("urn:altinn:org".to_owned(), Value::from(code));
        }
        claims.insert("urn:altinn:orgNumber".to_owned(), Value::from(self.number));
        claims.insert("urn:altinn:authenticatemethod".to_owned(), Value::from("maskinporten"));
        claims.insert("urn:altinn:authlevel".to_owned(), Value::from(self.level));
        claims
    }
}

/// A person's or e-mail user's token (AP-*).
#[derive(Debug)]
pub(crate) struct PersonalToken<'a> {
    pub party: &'a Party,
    pub user_id: String,
    pub party_id: i64,
    pub party_uuid: Uuid,
    pub user_name: String,
    pub scope: String,
    pub level: i64,
    pub consumer: Option<&'a str>,
    pub token_id: String,
}

impl PersonalToken<'_> {
    pub(crate) fn claims(self) -> Members {
        let (method, acr) = match self.level {
            4.. => ("BankID", "idporten-loa-high"),
            3 => ("MinID", "idporten-loa-substantial"),
            1 | 2 => ("MinID", "idporten-loa-low"),
            _ => ("SelfIdentified", "selfregistered-email"),
        };
        let mut claims = Members::new();
        claims.insert("nameid".to_owned(), Value::from(self.user_id.clone()));
        claims.insert("urn:altinn:userid".to_owned(), Value::from(self.user_id));
        claims.insert("urn:altinn:username".to_owned(), Value::from(self.user_name));
        claims.insert("urn:altinn:partyid".to_owned(), Value::from(self.party_id));
        claims.insert("urn:altinn:party:uuid".to_owned(), Value::from(self.party_uuid.to_string()));
        claims.insert("urn:altinn:authenticatemethod".to_owned(), Value::from(method));
        claims.insert("urn:altinn:authlevel".to_owned(), Value::from(self.level));
        claims.insert("acr".to_owned(), Value::from(acr));
        claims.insert("scope".to_owned(), Value::from(self.scope));
        if let Some(number) = self.party.person_number() {
            claims.insert("pid".to_owned(), Value::from(number));
        } else if let Some(address) = self.party.address() {
            claims.insert("email".to_owned(), Value::from(address));
        }
        claims.insert("client_id".to_owned(), Value::from("emulated-portal"));
        if let Some(number) = self.consumer {
            claims.insert("consumer".to_owned(), organisation_claim(number));
        }
        claims.insert("jti".to_owned(), Value::from(self.token_id));
        claims
    }
}

/// A raw Maskinporten token (MP-*).
#[derive(Debug)]
pub(crate) struct MaskinportenToken<'a> {
    pub consumer: &'a str,
    pub supplier: Option<&'a str>,
    pub authorization_details: Option<Value>,
    pub scope: &'a str,
    pub client_id: &'a str,
    pub token_id: String,
}

impl MaskinportenToken<'_> {
    pub(crate) fn claims(self) -> Members {
        let mut claims = Members::new();
        claims.insert("scope".to_owned(), Value::from(self.scope));
        claims.insert("client_id".to_owned(), Value::from(self.client_id));
        claims.insert("client_amr".to_owned(), Value::from("private_key_jwt"));
        claims.insert("token_type".to_owned(), Value::from("Bearer"));
        claims.insert("consumer".to_owned(), organisation_claim(self.consumer));
        if let Some(number) = self.supplier {
            claims.insert("supplier".to_owned(), organisation_claim(number));
        }
        if let Some(details) = self.authorization_details {
            claims.insert("authorization_details".to_owned(), details);
        }
        claims.insert("jti".to_owned(), Value::from(self.token_id));
        claims
    }
}

/// A dialog token (DT-*).
#[derive(Debug)]
pub(crate) struct DialogToken {
    /// URN of the person or organisation that is logged in.
    pub caller: String,
    /// URN of the dialog's party.
    pub party: String,
    pub level: i64,
    pub resource: String,
    pub dialog: Uuid,
    /// `;` separated.
    pub actions: String,
    pub system_user: Option<Uuid>,
    pub token_id: Uuid,
}

impl DialogToken {
    pub(crate) fn claims(self) -> Members {
        let mut claims = Members::new();
        claims.insert("jti".to_owned(), Value::from(self.token_id.to_string()));
        claims.insert("c".to_owned(), Value::from(self.caller));
        claims.insert("l".to_owned(), Value::from(self.level));
        if let Some(id) = self.system_user {
            claims.insert("y".to_owned(), Value::from(format!("urn:altinn:systemuser:uuid:{id}")));
            claims.insert("o".to_owned(), Value::from(self.party.clone()));
        }
        claims.insert("p".to_owned(), Value::from(self.party));
        claims.insert("s".to_owned(), Value::from(format!("urn:altinn:resource:{}", self.resource)));
        claims.insert("i".to_owned(), Value::from(self.dialog.to_string()));
        claims.insert("a".to_owned(), Value::from(self.actions));
        claims
    }
}

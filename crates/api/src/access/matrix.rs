//! The completeness file of access: every route with every kind of token, beside what comes of it (auth §17).
//!
//! The outcome of validation follows from the kinds that a policy accepts; that signatures and lifetimes are checked is shown where
//! tokens are validated.

use std::fmt::Write;

use correspondence_app::TokenRefusal;
use correspondence_domain::claims::{Claims, TokenKind};
use serde_json::{Value, json};

use super::Policy;
use super::challenge::{Denied, decide};
use crate::not_yet;
use crate::routes::{OPERATIONS, PUBLIC, TESTING};

const WRITE: &str = "altinn:correspondence.write";
const READ: &str = "altinn:correspondence.read";

fn tokens() -> Vec<(&'static str, Option<(TokenKind, Value)>)> {
    let scope = |scope: &str| json!({ "scope": scope });
    let altinn = |scopes: &str| Some((TokenKind::Altinn, scope(scopes)));
    let maskinporten = |scopes: &str| Some((TokenKind::Maskinporten, scope(scopes)));
    vec![
        ("none", None),
        ("AO-W", altinn(WRITE)),
        ("AO-WS", altinn(&format!("{WRITE} altinn:serviceowner"))),
        ("AO-R", altinn(READ)),
        ("AO-RS", altinn(&format!("{READ} altinn:serviceowner"))),
        ("AP-E", altinn("openid altinn:portal/enduser")),
        ("AF", altinn("altinn:correspondence.forward.check")),
        ("MP-WS", maskinporten(&format!("{WRITE} altinn:serviceowner"))),
        ("MP-W", maskinporten(WRITE)),
        ("MP-R", maskinporten(READ)),
        ("MP-N", maskinporten("altinn:system/notifications.condition.check")),
        ("MP-M", maskinporten("altinn:correspondence.maintenance")),
        ("DT-r", Some((TokenKind::Dialogporten, json!({ "a": "read;write" })))),
        ("DT-x", Some((TokenKind::Dialogporten, json!({ "a": "write;reader" })))),
    ]
}

fn outcome(policy: Policy, token: Option<&(TokenKind, Value)>) -> &'static str {
    let validated = match token {
        None => Err(TokenRefusal::NoToken),
        Some((kind, payload)) if policy.accepted().contains(kind) => {
            let payload = payload.as_object().cloned().unwrap_or_default();
            Ok(Claims::from_payload(*kind, "https://issuer/".to_owned(), &payload))
        }
        Some((TokenKind::Maskinporten, _)) if policy.accepted().contains(&TokenKind::Altinn) => {
            Err(TokenRefusal::MaskinportenTokenNeedsExchange)
        }
        Some(_) => Err(TokenRefusal::Invalid),
    };
    match decide(policy, validated) {
        Ok(_) => "on",
        Err(Denied::Forbidden) => "403",
        Err(Denied::Unauthenticated(TokenRefusal::MaskinportenTokenNeedsExchange)) => "403m",
        // Where there is a login: see the tests of that.
        Err(Denied::Unauthenticated(TokenRefusal::NoToken)) if policy.takes_logins() => "302",
        Err(Denied::Unauthenticated(_)) => "401",
    }
}

#[test]
fn every_route_has_its_outcome_for_every_kind_of_token() {
    let tokens = tokens();
    let mut table = String::new();
    let heading: Vec<String> = tokens.iter().map(|(name, _)| format!("{name:>5}")).collect();
    writeln!(table, "{} | route", heading.join(" ")).unwrap();
    let routes = PUBLIC.iter().copied().chain(&not_yet::ROUTES).chain(&not_yet::STATISTICS);
    for route in routes.chain(OPERATIONS.iter().copied()).chain(TESTING.iter().copied()) {
        let outcomes: Vec<String> = tokens
            .iter()
            .map(|(_, token)| match route.policy {
                Policy::Anonymous => format!("{:>5}", "open"),
                policy => format!("{:>5}", outcome(policy, token.as_ref())),
            })
            .collect();
        writeln!(table, "{} | {} {}", outcomes.join(" "), route.method, route.path).unwrap();
    }
    insta::assert_snapshot!("access", table);
}

#[test]
fn scopes_in_other_claims_count_where_the_contract_says_so() {
    let with = |payload: Value| Claims::from_payload(TokenKind::Altinn, String::new(), payload.as_object().unwrap());
    assert!(Policy::CheckAllowForwarding.admits(&with(json!({"urn:altinn:scope": "altinn:correspondence.forward.check", "scope": "x"}))));
    assert!(!Policy::CheckAllowForwarding.admits(&with(json!({"urn:altinn:scope": "x", "scope": "altinn:correspondence.forward.check"}))));
    assert!(Policy::DownloadAttachment.admits(&with(json!({"scope": ["x", READ]}))));
    assert!(!Policy::Recipient.admits(&with(json!({"scope": ["x", READ]}))));
    for policy in Policy::ALL {
        assert!(!policy.accepted().is_empty());
    }
}

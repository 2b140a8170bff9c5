//! Who did something: the service owner, or a representative of the party by id or by name.

use serde_json::Value;

use super::{Findings, identity};
use crate::dialogporten::present;
use crate::dialogporten::words::{ACTOR_TYPES, word};

pub(in crate::dialogporten) fn actor(findings: &mut Findings, path: &str, actor: Option<&mut Value>) {
    let Some(actor) = actor.filter(|actor| actor.is_object()) else {
        findings.add(path, "is required");
        return;
    };
    let kind = actor.get("actorType").and_then(|value| word(ACTOR_TYPES, value));
    let (name, id) = (present(actor, "actorName").is_some(), present(actor, "actorId").is_some());
    match kind {
        Some("ServiceOwner") if name || id => findings.add(path, "a ServiceOwner has neither actorId nor actorName"),
        Some("PartyRepresentative") if name == id => findings.add(path, "a PartyRepresentative has exactly one of actorId and actorName"),
        Some("PartyRepresentative") if id => {
            if !actor.get("actorId").and_then(Value::as_str).is_some_and(identity::is_party) {
                findings.add(format!("{path}.actorId"), "must be a party of a known scheme");
            }
        }
        Some(_) => {}
        None => findings.add(format!("{path}.actorType"), "must be ServiceOwner or PartyRepresentative"),
    }
    if let Some(kind) = kind {
        actor["actorType"] = Value::from(kind);
    }
}

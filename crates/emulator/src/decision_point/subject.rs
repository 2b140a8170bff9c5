//! Who the attributes of a decision request mean.

use super::attribute;
use super::request::Category;
use crate::parties::{EMAIL, Identity, ORGANISATION, PERSON, SELF_IDENTIFIED};
use crate::policy::Subject;
use crate::world::World;

/// Everybody that a subject category names. A system user is nobody but itself (auth §7.6).
pub(super) fn subjects(world: &World, category: &Category<'_>) -> Vec<Subject> {
    if let Some((_, id)) = attribute(category, &["urn:altinn:systemuser:uuid"]) {
        let organisation = id.parse().ok().and_then(|id| world.parties.organisation_of_system_user(id));
        return organisation.map(|number| Subject::SystemUser(Identity::Organisation(number))).into_iter().collect();
    }
    let mut subjects = Vec::new();
    for (name, value) in &category.attributes {
        let identity = match *name {
            "urn:altinn:userid" => value.parse().ok().and_then(|id| world.parties.of_user_id(id)),
            "urn:altinn:partyid" => value.parse().ok().and_then(|id| world.parties.of_party_id(id)),
            "urn:altinn:person:uuid" | "urn:altinn:party:uuid" => value.parse().ok().and_then(|id| world.parties.of_uuid(id)),
            "urn:altinn:organizationnumber" => Identity::organisation(value),
            ORGANISATION | PERSON | EMAIL | SELF_IDENTIFIED => Identity::of_urn(&format!("{name}:{value}")),
            _ => None,
        };
        let subject = identity.map(Subject::Party);
        if let Some(subject) = subject.filter(|subject| !subjects.contains(subject)) {
            subjects.push(subject);
        }
    }
    subjects
}

/// The party whose thing the resource is; none when nobody is behind the attribute.
pub(super) fn party(world: &World, category: &Category<'_>) -> Result<Option<Identity>, &'static str> {
    let names = ["urn:altinn:partyid", ORGANISATION, "urn:altinn:organizationnumber", PERSON];
    let (name, value) = attribute(category, &names).ok_or("a resource category needs a party")?;
    Ok(match name {
        "urn:altinn:partyid" => value.parse().ok().and_then(|id| world.parties.of_party_id(id)),
        PERSON => Identity::person(value),
        _ => Identity::organisation(value),
    })
}

//! `POST dialogs`.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use super::dialog::{Dialog, LISTS, UPDATABLE, attachment_ids};
use super::rules::{Circumstances, Findings, common, identity, times};
use super::words::{LABELS, word};
use super::{Silence, activities, admit, created, transmissions};
use crate::admission::{JSON, json_body};
use crate::parties::Identity;
use crate::parties::magic::MagicOutcome;
use crate::reply::{Answer, ErrorMap, Refused};
use crate::resources::Resource;
use crate::tokens::bearer::Bearer;
use crate::world::{SharedWorld, World};

const RESOURCE_PREFIX: &str = "urn:altinn:resource:";

pub(super) async fn create(State(world): State<SharedWorld>, headers: HeaderMap, RawQuery(raw): RawQuery, body: Bytes) -> Answer {
    let caller = admit(&world, &headers)?;
    let Value::Object(mut members) = json_body(&headers, &body, JSON)? else {
        return Err(Refused::invalid("$", "A dialog must be an object."));
    };
    let circumstances = Circumstances::of(world.clock.now(), &caller, Silence::of_query(raw.as_deref()).0);
    let dialog = checked(&world, &caller, &mut members, &circumstances)?;
    let outcome = magic(&world, &dialog.party);
    if outcome == Some(MagicOutcome::DialogsDown) {
        return Err(unavailable());
    }
    if outcome == Some(MagicOutcome::DialogsRefused) {
        return Err(Refused::invalid("party", "Asked for by a magic party."));
    }
    let (id, revision) = (dialog.id, dialog.revision);
    world.dialogs.lock().insert(dialog)?;
    if outcome == Some(MagicOutcome::DialogAnswerLost) {
        return Err(unavailable());
    }
    Ok(created(id, &format!("/api/v1/serviceowner/dialogs/{id}"), revision))
}

/// The dialog that a body describes, or everything that is wrong with it.
fn checked(world: &World, caller: &Bearer, members: &mut Map<String, Value>, circumstances: &Circumstances) -> Result<Dialog, Refused> {
    let now = circumstances.now;
    let mut findings = Findings::default();
    let id = identity::id(&mut findings, "id", members.get("id"), now);
    let resource = resource_of(&mut findings, members);
    let party = members.get("party").and_then(Value::as_str).filter(|urn| identity::is_party(urn)).map(str::to_lowercase);
    if party.is_none() {
        findings.add("party", "must be a party of a known scheme");
    }
    let created_at = times::past(&mut findings, "createdAt", members.get("createdAt"), now);
    let updated_at = times::past(&mut findings, "updatedAt", members.get("updatedAt"), now);
    if let Some(updated) = updated_at
        && created_at.is_none_or(|created| updated < created)
    {
        findings.add("updatedAt", "needs createdAt and must not be before it");
    }
    for name in ["dueAt", "expiresAt", "visibleFrom"] {
        times::future(&mut findings, name, members.get(name), now, !circumstances.silent && !circumstances.admin);
    }
    common::dialog(&mut findings, members, circumstances);
    let system_label = match members.get("systemLabel").filter(|value| !value.is_null()) {
        None => "Default",
        Some(value) => word(LABELS, value).filter(|label| matches!(*label, "Default" | "Bin" | "Archive")).unwrap_or_else(|| {
            findings.add("systemLabel", "must be Default, Bin or Archive");
            "Default"
        }),
    };
    let owner_labels = owner_labels(&mut findings, members);
    let transmissions = transmissions::checked_list(&mut findings, world, members.get_mut("transmissions"), circumstances);
    let activities = activities::checked_list(&mut findings, world, members.get_mut("activities"), circumstances, &transmissions)?;
    findings.into_result()?;
    // Both are there, or a finding was.
    let (resource, party) = (resource.unwrap_or_default(), party.unwrap_or_default());
    check_owner(world, caller, &resource, circumstances.admin)?;
    let created_at = created_at.unwrap_or(now);
    let kept = stored(world, members);
    Ok(Dialog {
        id: id.unwrap_or_else(|| world.time_ordered_id()),
        revision: world.random_id(),
        party,
        resource,
        owner_labels,
        created_at,
        updated_at: updated_at.unwrap_or(created_at),
        deleted_at: None,
        system_label,
        attachments: attachment_ids(&kept),
        body: Value::Object(kept).to_string().into(),
        activities,
        transmissions,
    })
}

fn resource_of(findings: &mut Findings, members: &Map<String, Value>) -> Option<String> {
    let resource = members.get("serviceResource").and_then(Value::as_str);
    let fits = resource.filter(|urn| urn.len() <= 255 && urn.strip_prefix(RESOURCE_PREFIX).is_some_and(|id| !id.is_empty()));
    if fits.is_none() {
        findings.add("serviceResource", "must be a URN of a resource");
    }
    fits.map(str::to_lowercase)
}

/// The resource must exist, and belong to the caller unless an administrator asks.
fn check_owner(world: &World, caller: &Bearer, resource: &str, admin: bool) -> Result<(), Refused> {
    let Some(resource) = world.resources.find(resource) else {
        let errors = ErrorMap::from([(
            "serviceResource".to_owned(),
            vec![format!("Service resource '{resource}' is not in the resource registry.")],
        )]);
        return Err(Refused::findings(StatusCode::UNPROCESSABLE_ENTITY, "One or more domain errors occurred.", &errors));
    };
    let owns = |resource: &Resource| caller.text("urn:altinn:orgNumber") == Some(&resource.owner);
    if admin || owns(&resource) { Ok(()) } else { Err(Refused::forbidden("The resource belongs to another service owner.")) }
}

fn owner_labels(findings: &mut Findings, members: &Map<String, Value>) -> Vec<String> {
    const PATH: &str = "serviceOwnerContext.serviceOwnerLabels";
    let rows = members.get("serviceOwnerContext").and_then(|context| context.get("serviceOwnerLabels")).and_then(Value::as_array);
    let labels: Vec<String> = rows.into_iter().flatten().filter_map(|row| row.get("value")?.as_str()).map(str::to_owned).collect();
    if labels.len() > 20 {
        findings.add(PATH, "at most 20 labels are allowed");
    }
    if labels.len() != rows.map_or(0, Vec::len) || labels.iter().any(|label| !(3..=255).contains(&label.chars().count())) {
        findings.add(PATH, "a label is a text of 3 to 255 characters");
    }
    labels
}

/// The members that are kept: what a patch may change, and what never changes.
fn stored(world: &World, members: &mut Map<String, Value>) -> Map<String, Value> {
    let mut kept = Map::new();
    for name in UPDATABLE.into_iter().chain(["visibleFrom", "precedingProcess", "serviceResourceType"]) {
        let value = members.remove(name).unwrap_or_default();
        let value = if value.is_null() && LISTS.contains(&name) { json!([]) } else { value };
        kept.insert(name.to_owned(), value);
    }
    give_ids(world, &mut kept);
    kept
}

/// Attachments and actions without an id get one.
pub(super) fn give_ids(world: &World, members: &mut Map<String, Value>) {
    for name in ["attachments", "guiActions", "apiActions"] {
        give_ids_in(world, members, name);
    }
}

/// The same for what a transmission has of these.
pub(super) fn give_attachment_ids(world: &World, members: &mut Map<String, Value>) {
    give_ids_in(world, members, "attachments");
}

fn give_ids_in(world: &World, members: &mut Map<String, Value>, name: &str) {
    let rows = members.get_mut(name).and_then(Value::as_array_mut);
    for row in rows.into_iter().flatten().filter_map(Value::as_object_mut) {
        if row.get("id").is_none_or(Value::is_null) {
            row.insert("id".to_owned(), json!(world.time_ordered_id()));
        }
    }
}

fn magic(world: &World, party: &str) -> Option<MagicOutcome> {
    let identity = Identity::of_urn(party)?;
    let asked = [MagicOutcome::DialogsDown, MagicOutcome::DialogsRefused, MagicOutcome::DialogAnswerLost];
    asked.into_iter().find(|outcome| world.parties.has_outcome(&identity, *outcome))
}

fn unavailable() -> Refused {
    Refused::problem(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", "Asked for by a magic party.")
}

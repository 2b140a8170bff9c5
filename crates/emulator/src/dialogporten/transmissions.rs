//! `POST dialogs/{id}/transmissions`: something sent inside a dialog.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use http::HeaderMap;
use serde_json::{Value, json};
use uuid::Uuid;

use super::create::give_attachment_ids;
use super::dialog::attachment_ids;
use super::remove::touch;
use super::rules::{Circumstances, Findings, actors, attachments, common, content, identity, times};
use super::store::already_exists;
use super::words::{TRANSMISSION_TYPES, word};
use super::{Silence, admit, created};
use crate::admission::{JSON, json_body};
use crate::reply::{Answer, Refused};
use crate::world::{SharedWorld, World};

pub(super) async fn create(
    State(world): State<SharedWorld>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let caller = admit(&world, &headers)?;
    let mut body = json_body(&headers, &body, JSON)?;
    if !body.is_object() {
        return Err(Refused::invalid("$", "A transmission must be an object."));
    }
    let silence = Silence::of_query(raw.as_deref());
    let circumstances = Circumstances::of(world.clock.now(), &caller, silence.0);

    let mut store = world.dialogs.lock();
    store.existing(&id, &headers, false)?;
    let mut findings = Findings::default();
    let transmission = checked(&mut findings, &world, &mut body, &circumstances);
    findings.into_result()?;
    let files = body.as_object().map(attachment_ids).unwrap_or_default();
    if let Some(taken) = files.iter().find(|id| store.has_part(**id)) {
        return Err(already_exists("DialogTransmissionAttachment", *taken));
    }
    store.take_part("DialogTransmission", transmission)?;
    for file in files {
        store.take_part("DialogTransmissionAttachment", file)?;
    }
    let dialog = store.existing(&id, &headers, false)?;
    dialog.transmissions.push((transmission, body.to_string().into()));
    touch(&world, dialog, silence);
    let location = format!("/api/v1/serviceowner/dialogs/{}/transmissions/{transmission}", dialog.id);
    Ok(created(transmission, &location, dialog.revision))
}

/// Transmissions that come with a dialog or a patch.
pub(super) fn checked_list(
    findings: &mut Findings,
    world: &World,
    rows: Option<&mut Value>,
    circumstances: &Circumstances,
) -> Vec<(Uuid, Box<str>)> {
    let rows = rows.and_then(Value::as_array_mut).into_iter().flatten();
    rows.map(|row| {
        let id = checked(findings, world, row, circumstances);
        (id, row.to_string().into())
    })
    .collect()
}

/// Brings a transmission into its stored form and gives its id.
fn checked(findings: &mut Findings, world: &World, body: &mut Value, circumstances: &Circumstances) -> Uuid {
    let id = identity::id(findings, "id", body.get("id"), circumstances.now).unwrap_or_else(|| world.time_ordered_id());
    let created_at = times::past(findings, "createdAt", body.get("createdAt"), circumstances.now);
    let kind = body.get("type").and_then(|value| word(TRANSMISSION_TYPES, value));
    if kind.is_none() {
        findings.add("type", "is unknown");
    }
    actors::actor(findings, "sender", body.get_mut("sender"));
    content::content(findings, body.get_mut("content"), "contentReference", circumstances);
    attachments::attachments(findings, body.get_mut("attachments"), circumstances);
    if let Some(members) = body.as_object_mut() {
        common::text(findings, members, "externalReference", 255);
        give_attachment_ids(world, members);
        members.insert("id".to_owned(), json!(id));
        members.insert("type".to_owned(), json!(kind));
        members.insert("createdAt".to_owned(), json!(created_at.unwrap_or(circumstances.now)));
    }
    id
}

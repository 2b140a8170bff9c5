//! `POST dialogs/{id}/activities`: an entry in a dialog's history.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::remove::touch;
use super::rules::{Circumstances, Findings, actors, identity, texts, times};
use super::words::{ACTIVITY_TYPES, word};
use super::{ADMIN, Silence, admit, created, present};
use crate::admission::{JSON, json_body};
use crate::reply::{Answer, ErrorMap, Refused};
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
        return Err(Refused::invalid("$", "An activity must be an object."));
    }
    let silence = Silence::of_query(raw.as_deref());
    let circumstances = Circumstances::of(world.clock.now(), &caller, silence.0);

    let mut store = world.dialogs.lock();
    let dialog = store.existing(&id, &headers, caller.has_scope(ADMIN))?;
    let transmissions: Vec<Uuid> = dialog.transmissions.iter().map(|(id, _)| *id).collect();
    let mut findings = Findings::default();
    let activity = checked(&mut findings, &world, "", &mut body, &circumstances)?;
    findings.into_result()?;
    check_transmission(&body, &transmissions)?;
    store.take_part("DialogActivity", activity)?;
    let dialog = store.existing(&id, &headers, true)?;
    dialog.activities.push((activity, body.to_string().into()));
    touch(&world, dialog, silence);
    let location = format!("/api/v1/serviceowner/dialogs/{}/activities/{activity}", dialog.id);
    Ok(created(activity, &location, dialog.revision))
}

/// Activities that come with a dialog or a patch.
pub(super) fn checked_list(
    findings: &mut Findings,
    world: &World,
    rows: Option<&mut Value>,
    circumstances: &Circumstances,
    transmissions: &[(Uuid, Box<str>)],
) -> Result<Vec<(Uuid, Box<str>)>, Refused> {
    let known: Vec<Uuid> = transmissions.iter().map(|(id, _)| *id).collect();
    let mut checked_rows = Vec::new();
    for (at, row) in rows.and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
        let id = checked(findings, world, &format!("activities[{at}]."), row, circumstances)?;
        check_transmission(row, &known)?;
        checked_rows.push((id, row.to_string().into()));
    }
    Ok(checked_rows)
}

/// Brings an activity into its stored form and gives its id.
fn checked(findings: &mut Findings, world: &World, at: &str, body: &mut Value, circumstances: &Circumstances) -> Result<Uuid, Refused> {
    let id = identity::id(findings, &format!("{at}id"), body.get("id"), circumstances.now).unwrap_or_else(|| world.time_ordered_id());
    let Some(kind) = body.get("type").and_then(|value| word(ACTIVITY_TYPES, value)) else {
        findings.add(format!("{at}type"), "is unknown");
        return Ok(id);
    };
    if matches!(kind, "CorrespondenceOpened" | "CorrespondenceConfirmed") && !circumstances.correspondence {
        return Err(Refused::forbidden("Only the letters' service may tell that a letter was opened or confirmed."));
    }
    let created_at = times::past(findings, &format!("{at}createdAt"), body.get("createdAt"), circumstances.now);
    actors::actor(findings, &format!("{at}performedBy"), body.get_mut("performedBy"));
    let has_description = body.get("description").and_then(Value::as_array).is_some_and(|texts| !texts.is_empty());
    if kind == "Information" {
        texts::localized(findings, &format!("{at}description"), body.get_mut("description"), circumstances.longest_description());
    } else if has_description {
        findings.add(format!("{at}description"), "only an Information has a description");
    }
    if (kind == "TransmissionOpened") != present(body, "transmissionId").is_some() {
        findings.add(format!("{at}transmissionId"), "is required for TransmissionOpened and allowed nowhere else");
    }
    if let Some(members) = body.as_object_mut() {
        members.insert("id".to_owned(), json!(id));
        members.insert("type".to_owned(), json!(kind));
        members.insert("createdAt".to_owned(), json!(created_at.unwrap_or(circumstances.now)));
    }
    Ok(id)
}

fn check_transmission(body: &Value, known: &[Uuid]) -> Result<(), Refused> {
    let Some(given) = present(body, "transmissionId") else { return Ok(()) };
    if given.as_str().and_then(|text| text.parse().ok()).is_some_and(|id: Uuid| known.contains(&id)) {
        return Ok(());
    }
    let errors = ErrorMap::from([("transmissionId".to_owned(), vec!["The dialog has no such transmission.".to_owned()])]);
    Err(Refused::findings(StatusCode::UNPROCESSABLE_ENTITY, "One or more domain errors occurred.", &errors))
}

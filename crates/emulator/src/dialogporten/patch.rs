//! `PATCH dialogs/{id}`: JSON Patch on the update model, then all rules again.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use http::header::ETAG;
use http::{HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::create::give_ids;
use super::dialog::{LISTS, UPDATABLE, attachment_ids};
use super::remove::{done, touch};
use super::rules::{Circumstances, Findings, common};
use super::store::already_exists;
use super::{Silence, activities, admit, json_patch, transmissions};
use crate::admission::json_body;
use crate::reply::{Answer, Refused};
use crate::world::SharedWorld;

const MEDIA_TYPES: &[&str] = &["application/json", "application/json-patch+json"];

pub(super) async fn patch(
    State(world): State<SharedWorld>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let caller = admit(&world, &headers)?;
    let operations = json_body(&headers, &body, MEDIA_TYPES)?;
    let silence = Silence::of_query(raw.as_deref());
    let circumstances = Circumstances::of(world.clock.now(), &caller, silence.0);

    let mut store = world.dialogs.lock();
    let dialog = store.existing(&id, &headers, false)?.clone();
    let stored = dialog.members();
    let mut model = json!({"activities": [], "transmissions": []});
    for name in UPDATABLE {
        model[name] = stored.get(name).cloned().unwrap_or_default();
    }
    json_patch::apply(&mut model, &operations).map_err(|why| Refused::invalid("patch", &why))?;
    let Value::Object(mut model) = model else { return Err(Refused::invalid("patch", "the result is no dialog")) };

    let mut findings = Findings::default();
    common::dialog(&mut findings, &mut model, &circumstances);
    let added_transmissions = transmissions::checked_list(&mut findings, &world, model.get_mut("transmissions"), &circumstances);
    let known: Vec<_> = dialog.transmissions.iter().chain(&added_transmissions).cloned().collect();
    let added_activities = activities::checked_list(&mut findings, &world, model.get_mut("activities"), &circumstances, &known)?;
    findings.into_result()?;

    let mut kept: Map<String, Value> = stored;
    for name in UPDATABLE {
        let value = model.remove(name).unwrap_or_default();
        let value = if value.is_null() && LISTS.contains(&name) { json!([]) } else { value };
        kept.insert(name.to_owned(), value);
    }
    give_ids(&world, &mut kept);

    let mut changed = dialog.clone();
    changed.attachments = attachment_ids(&kept);
    changed.body = Value::Object(kept).to_string().into();
    changed.transmissions.extend(added_transmissions);
    changed.activities.extend(added_activities);
    let (before, after) = (dialog.part_ids(), changed.part_ids());
    let fresh: Vec<Uuid> = after.iter().filter(|id| !before.contains(id)).copied().collect();
    if let Some(taken) = fresh.iter().find(|id| store.has_part(**id)) {
        return Err(already_exists("DialogAttachment", *taken));
    }
    store.release_parts(&before);
    for id in after {
        store.take_part("DialogAttachment", id)?;
    }
    touch(&world, &mut changed, silence);
    let revision = changed.revision;
    *store.existing(&id, &HeaderMap::new(), false)? = changed;
    drop(store);
    let mut response = done();
    if let Ok(value) = HeaderValue::from_str(&format!("\"{revision}\"")) {
        response.headers_mut().insert(ETAG, value);
    }
    Ok(response)
}

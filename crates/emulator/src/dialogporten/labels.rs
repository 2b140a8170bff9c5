//! `PUT dialogs/{id}/endusercontext/systemlabels`.

use axum::body::Bytes;
use axum::extract::{Path, State};
use http::HeaderMap;
use serde_json::Value;

use super::remove::done;
use super::words::{LABELS, word};
use super::{ADMIN, admit, present};
use crate::admission::{JSON, json_body};
use crate::reply::{Answer, Refused};
use crate::world::SharedWorld;

pub(super) async fn change(State(world): State<SharedWorld>, headers: HeaderMap, Path(id): Path<String>, body: Bytes) -> Answer {
    let caller = admit(&world, &headers)?;
    let body = json_body(&headers, &body, JSON)?;
    let mut store = world.dialogs.lock();
    let dialog = store.existing(&id, &headers, false)?;
    if present(&body, "performedBy").is_some() {
        if !caller.has_scope(ADMIN) {
            return Err(Refused::forbidden("Only an administrator may act for somebody else."));
        }
        if present(&body, "enduserId").is_some() {
            return Err(Refused::invalid("performedBy", "excludes enduserId"));
        }
    }
    let (add, remove) = (labels(&body, "addLabels")?, labels(&body, "removeLabels")?);
    if let Some(label) = add.last() {
        dialog.system_label = label;
    } else if remove.contains(&dialog.system_label) {
        dialog.system_label = "Default";
    }
    Ok(done())
}

fn labels(body: &Value, name: &str) -> Result<Vec<&'static str>, Refused> {
    let rows = body.get(name).and_then(Value::as_array);
    rows.into_iter()
        .flatten()
        .map(|value| {
            word(LABELS, value).filter(|label| *label != "Sent").ok_or_else(|| Refused::invalid(name, "a label is unknown or not allowed"))
        })
        .collect()
}

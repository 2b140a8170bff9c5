//! `GET dialogs/{id}`: a deleted dialog is still shown, with the time of its deletion.

use axum::extract::{Path, State};
use http::HeaderMap;

use super::admit;
use crate::reply::{Answer, ok_json};
use crate::world::SharedWorld;

pub(super) async fn read(State(world): State<SharedWorld>, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    admit(&world, &headers)?;
    let dialog = world.dialogs.lock().existing(&id, &HeaderMap::new(), true)?.clone();
    let owner = world.resources.find(&dialog.resource).map(|resource| resource.owner_code.clone()).unwrap_or_default();
    Ok(ok_json(&dialog.to_json(&owner)))
}

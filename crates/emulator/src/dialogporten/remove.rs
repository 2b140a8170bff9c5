//! Soft deletion, its undoing, and purging for good.

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::dialog::Dialog;
use super::{Silence, admit};
use crate::reply::Answer;
use crate::world::{SharedWorld, World};

/// `DELETE dialogs/{id}`: 410 the second time.
pub(super) async fn delete(
    State(world): State<SharedWorld>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
    Path(id): Path<String>,
) -> Answer {
    admit(&world, &headers)?;
    let mut store = world.dialogs.lock();
    let dialog = store.existing(&id, &headers, false)?;
    dialog.deleted_at = Some(world.clock.now());
    touch(&world, dialog, Silence::of_query(raw.as_deref()));
    Ok(done())
}

/// `POST dialogs/{id}/actions/restore`: also when nothing was deleted.
pub(super) async fn restore(
    State(world): State<SharedWorld>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
    Path(id): Path<String>,
) -> Answer {
    admit(&world, &headers)?;
    let mut store = world.dialogs.lock();
    let dialog = store.existing(&id, &headers, true)?;
    dialog.deleted_at = None;
    touch(&world, dialog, Silence::of_query(raw.as_deref()));
    Ok(done())
}

/// `POST dialogs/{id}/actions/purge`.
pub(super) async fn purge(State(world): State<SharedWorld>, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    admit(&world, &headers)?;
    let mut store = world.dialogs.lock();
    let id = store.existing(&id, &headers, true)?.id;
    store.purge(id);
    Ok(done())
}

pub(super) fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// A change: a new revision, and unless it is silent a new time and the default label (integrations §10.10 "Silent update").
pub(super) fn touch(world: &World, dialog: &mut Dialog, silence: Silence) {
    dialog.revision = world.random_id();
    if !silence.0 {
        dialog.updated_at = world.clock.now();
        dialog.system_label = "Default";
    }
}

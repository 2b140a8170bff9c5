//! Dialogs as they are stored.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::query::ReadQuery;
use crate::dialogporten::Dialog;
use crate::reply::{Answer, Refused, ok_json};
use crate::world::{SharedWorld, World};

/// `GET /emulator/dialogs?correspondence=&party=&resource=&limit=`: the newest first.
pub(super) async fn list(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Response {
    let query = ReadQuery::of(raw.as_deref());
    let label = query.text("correspondence").map(|id| format!("urn:altinn:correspondence-id:{}", id.to_ascii_lowercase()));
    let dialogs: Vec<Dialog> = label.map_or_else(|| newest(&world, &query), |label| world.dialogs.labelled(&label).into_iter().collect());
    let rows: Vec<Value> = dialogs.iter().map(|dialog| shown(&world, dialog)).collect();
    ok_json(&json!({"count": world.dialogs.count(), "dialogs": rows}))
}

fn newest(world: &World, query: &ReadQuery) -> Vec<Dialog> {
    let party = query.text("party").map(str::to_lowercase);
    let resource = query.text("resource").map(str::to_lowercase);
    world.dialogs.newest(query.limit(100), |dialog| {
        party.as_ref().is_none_or(|party| dialog.party == *party || dialog.party.rsplit(':').next() == Some(party))
            && resource.as_ref().is_none_or(|id| dialog.resource == *id || dialog.resource.rsplit(':').next() == Some(id))
    })
}

/// `GET /emulator/dialogs/{id}`.
pub(super) async fn one(State(world): State<SharedWorld>, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Refused::not_found())?;
    let dialog = world.dialogs.find(id).ok_or_else(Refused::not_found)?;
    Ok(ok_json(&shown(&world, &dialog)))
}

fn shown(world: &World, dialog: &Dialog) -> Value {
    let owner = world.resources.find(&dialog.resource).map(|resource| resource.owner_code.clone()).unwrap_or_default();
    dialog.to_json(&owner)
}

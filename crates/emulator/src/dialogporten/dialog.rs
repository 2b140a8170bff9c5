//! One dialog as it is kept: the small members that calls change by themselves, and the rest as JSON text, since most dialogs are only
//! written and never looked at again.

use std::collections::BTreeMap;

use correspondence_domain::time::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A dialog.
#[derive(Clone, Debug)]
pub(crate) struct Dialog {
    pub id: Uuid,
    pub revision: Uuid,
    pub party: String,
    /// With scheme.
    pub resource: String,
    /// Values of the service owner's labels.
    pub owner_labels: Vec<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    pub system_label: &'static str,
    /// The members of the update model (integrations §10.10 "PATCH") and those that never change, as a JSON object.
    pub(super) body: Box<str>,
    /// Ids of the attachments, which no other dialog may have.
    pub(super) attachments: Vec<Uuid>,
    pub(super) activities: Vec<(Uuid, Box<str>)>,
    pub(super) transmissions: Vec<(Uuid, Box<str>)>,
}

/// Members that a patch may change. The append-only lists of activities and transmissions are patched from an empty start.
pub(super) const UPDATABLE: [&str; 13] = [
    "progress",
    "extendedStatus",
    "externalReference",
    "dueAt",
    "process",
    "expiresAt",
    "isApiOnly",
    "status",
    "content",
    "searchTags",
    "attachments",
    "guiActions",
    "apiActions",
];

/// Members that are lists.
pub(super) const LISTS: [&str; 4] = ["searchTags", "attachments", "guiActions", "apiActions"];

impl Dialog {
    /// The stored members as an object.
    pub(super) fn members(&self) -> Map<String, Value> {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The dialog as the API answers it.
    pub(crate) fn to_json(&self, owner_code: &str) -> Value {
        let mut members: Map<String, Value> = Map::new();
        members.insert("id".to_owned(), json!(self.id));
        members.insert("revision".to_owned(), json!(self.revision));
        members.insert("org".to_owned(), json!(owner_code));
        members.insert("serviceResource".to_owned(), json!(self.resource));
        members.insert("party".to_owned(), json!(self.party));
        members.insert("deletedAt".to_owned(), json!(self.deleted_at));
        members.insert("createdAt".to_owned(), json!(self.created_at));
        members.insert("updatedAt".to_owned(), json!(self.updated_at));
        members.insert("systemLabel".to_owned(), json!(self.system_label));
        members.extend(self.members());
        members.insert("activities".to_owned(), rows(&self.activities));
        members.insert("transmissions".to_owned(), rows(&self.transmissions));
        let labels: Vec<_> = self.owner_labels.iter().map(|value| BTreeMap::from([("value", value)])).collect();
        members.insert("serviceOwnerContext".to_owned(), json!({"revision": self.revision, "serviceOwnerLabels": labels}));
        members.insert("endUserContext".to_owned(), json!({"revision": self.revision, "systemLabels": [self.system_label]}));
        Value::Object(members)
    }

    /// Ids of everything inside the dialog, and inside its transmissions.
    pub(super) fn part_ids(&self) -> Vec<Uuid> {
        let rows = self.activities.iter().chain(&self.transmissions).map(|(id, _)| *id);
        let sent = self.transmissions.iter().filter_map(|(_, text)| serde_json::from_str(text).ok());
        let inside: Vec<Uuid> = sent.flat_map(|members: Map<String, Value>| attachment_ids(&members)).collect();
        rows.chain(self.attachments.iter().copied()).chain(inside).collect()
    }
}

/// Ids of the attachments among the members of a dialog or transmission.
pub(super) fn attachment_ids(members: &Map<String, Value>) -> Vec<Uuid> {
    let rows = members.get("attachments").and_then(Value::as_array).into_iter().flatten();
    rows.filter_map(|row| row.get("id")?.as_str()?.parse().ok()).collect()
}

fn rows(rows: &[(Uuid, Box<str>)]) -> Value {
    rows.iter().filter_map(|(_, text)| serde_json::from_str::<Value>(text).ok()).collect()
}

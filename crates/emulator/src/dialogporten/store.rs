//! All dialogs, by id and by the labels that service owners gave them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

use http::{HeaderMap, StatusCode};
use uuid::Uuid;

use super::dialog::Dialog;
use super::wanted_revision;
use crate::reply::{ErrorMap, Refused};
use crate::shared::lock;

/// Dialogs of one platform.
#[derive(Debug, Default)]
pub(crate) struct Dialogs(Mutex<Store>);

/// What is inside the lock.
#[derive(Debug, Default)]
pub(crate) struct Store {
    dialogs: HashMap<Uuid, (u64, Dialog)>,
    by_age: BTreeMap<u64, Uuid>,
    by_label: HashMap<String, Uuid>,
    parts: HashSet<Uuid>,
    next: u64,
}

impl Dialogs {
    pub(super) fn lock(&self) -> MutexGuard<'_, Store> {
        lock(&self.0)
    }

    pub(crate) fn find(&self, id: Uuid) -> Option<Dialog> {
        self.lock().dialogs.get(&id).map(|(_, dialog)| dialog.clone())
    }

    /// The dialog that carries this service-owner label.
    pub(crate) fn labelled(&self, label: &str) -> Option<Dialog> {
        let store = self.lock();
        store.by_label.get(label).and_then(|id| store.dialogs.get(id)).map(|(_, dialog)| dialog.clone())
    }

    /// The newest dialogs that fit.
    pub(crate) fn newest(&self, limit: usize, fits: impl Fn(&Dialog) -> bool) -> Vec<Dialog> {
        let store = self.lock();
        let newest = store.by_age.values().rev().filter_map(|id| store.dialogs.get(id)).map(|(_, dialog)| dialog);
        newest.filter(|dialog| fits(dialog)).take(limit).cloned().collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.lock().dialogs.len()
    }
}

impl Store {
    /// Stores a dialog; 422 when its id, or that of one of its parts, exists (integrations §10.10 "Duplicate id").
    pub(super) fn insert(&mut self, dialog: Dialog) -> Result<(), Refused> {
        if self.dialogs.contains_key(&dialog.id) {
            return Err(already_exists("Dialog", dialog.id));
        }
        let parts = dialog.part_ids();
        if let Some(taken) = parts.iter().find(|id| self.parts.contains(id)) {
            return Err(already_exists("DialogAttachment", *taken));
        }
        self.parts.extend(parts);
        self.next += 1;
        self.by_age.insert(self.next, dialog.id);
        for label in &dialog.owner_labels {
            self.by_label.insert(label.clone(), dialog.id);
        }
        self.dialogs.insert(dialog.id, (self.next, dialog));
        Ok(())
    }

    /// The dialog that a call is about: 404 when unknown, 412 when it has another revision, 410 when it is deleted and must not be.
    pub(super) fn existing(&mut self, id: &str, headers: &HeaderMap, deleted_too: bool) -> Result<&mut Dialog, Refused> {
        let missing = || {
            let errors = ErrorMap::from([("Dialog".to_owned(), vec![format!("Entity 'Dialog' with the key ({id}) was not found.")])]);
            Refused::findings(StatusCode::NOT_FOUND, "The specified resource was not found.", &errors)
        };
        let uuid: Uuid = id.parse().map_err(|_| missing())?;
        let (_, dialog) = self.dialogs.get_mut(&uuid).ok_or_else(missing)?;
        if wanted_revision(headers).is_some_and(|wanted| wanted.parse::<Uuid>().ok() != Some(dialog.revision)) {
            return Err(Refused::problem(StatusCode::PRECONDITION_FAILED, "Precondition failed", "The dialog has another revision."));
        }
        if dialog.deleted_at.is_some() && !deleted_too {
            let errors = ErrorMap::from([("Dialog".to_owned(), vec![format!("Entity 'Dialog' with the key ({id}) is removed.")])]);
            return Err(Refused::findings(StatusCode::GONE, "Gone", &errors));
        }
        Ok(dialog)
    }

    /// Takes an id for a part of a dialog; 422 when it exists.
    pub(super) fn take_part(&mut self, kind: &str, id: Uuid) -> Result<(), Refused> {
        if self.parts.insert(id) { Ok(()) } else { Err(already_exists(kind, id)) }
    }

    pub(super) fn has_part(&self, id: Uuid) -> bool {
        self.parts.contains(&id)
    }

    /// Gives ids back that were taken for something that was refused later, or that is gone.
    pub(super) fn release_parts(&mut self, ids: &[Uuid]) {
        for id in ids {
            self.parts.remove(id);
        }
    }

    /// Removes a dialog for good.
    pub(super) fn purge(&mut self, id: Uuid) {
        if let Some((age, dialog)) = self.dialogs.remove(&id) {
            self.by_age.remove(&age);
            for label in &dialog.owner_labels {
                if self.by_label.get(label) == Some(&id) {
                    self.by_label.remove(label);
                }
            }
            self.release_parts(&dialog.part_ids());
        }
    }
}

/// The refusal whose text clients look for.
pub(super) fn already_exists(kind: &str, id: Uuid) -> Refused {
    let errors =
        ErrorMap::from([(kind.to_owned(), vec![format!("An entity '{kind}' already exists with the following identifier(s): ({id}).")])]);
    Refused::findings(StatusCode::UNPROCESSABLE_ENTITY, "One or more domain errors occurred.", &errors)
}

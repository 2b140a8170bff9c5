//! Shows a letter as a transmission in the dialog that its sender named, at its publish time (lifecycle §4.7, steps 4 and 5). That
//! dialog is somebody else's: whatever becomes of the letter, nothing but its transmission is added there (O3, O4).

use std::collections::HashSet;
use std::sync::Arc;

use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::{Content, DialogLink, Letter};
use correspondence_domain::identifiers::{CorrespondenceId, DialogId, JobId, TransmissionId};
use correspondence_domain::time::Timestamp;
use correspondence_platform::RemoteError;
use correspondence_storage::jobs::{Channel, NewJob};
use correspondence_storage::{StorageError, Transaction};
use serde_json::Value;

use super::enter_inbox::{EnterInbox, Way};
use crate::App;
use crate::transmission::{new_transmission, transmission_id};

const KIND: &str = "create-transmission";

/// The job that creates the letter's transmission at `due_at`, which is the publish time or, when that has passed, now.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, due_at: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Dialog, payload: Value::Null, due_at }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> EnterInbox<ForeignDialog> {
    EnterInbox::new(app)
}

pub(super) struct ForeignDialog;

impl Way for ForeignDialog {
    const KIND: &'static str = KIND;

    async fn wanted(app: &App, letters: &[&Letter]) -> Result<HashSet<CorrespondenceId>, StorageError> {
        let wanted = letters.iter().filter(|letter| foreign(letter).is_some() && letter.must_enter_inbox());
        let (carrying, plain): (Vec<&Letter>, Vec<&Letter>) = wanted.copied().partition(|letter| letter.has_attachments);
        let carrying: Vec<CorrespondenceId> = carrying.into_iter().map(|letter| letter.id).collect();
        // Those that wait are not to be shown before their files are: once the last file is published this job comes again.
        let waiting = app.storage.waiting_for_attachments(&carrying).await?;
        let ready = carrying.into_iter().filter(|id| !waiting.contains(id));
        Ok(plain.into_iter().map(|letter| letter.id).chain(ready).collect())
    }

    async fn create(app: &App, letter: &Letter, content: &Content, attached: &[Attached]) -> Result<(), RemoteError> {
        let Some(dialog) = foreign(letter) else { return Ok(()) };
        let transmission = new_transmission(&app.settings.public_url, letter, content, attached, app.now());
        app.platform.dialogs.add_transmission(dialog, &transmission).await
    }

    async fn link(transaction: &mut Transaction, letters: &[&Letter]) -> Result<Vec<CorrespondenceId>, StorageError> {
        let transmissions: Vec<(CorrespondenceId, TransmissionId)> =
            letters.iter().map(|letter| (letter.id, transmission_id(letter))).collect();
        transaction.link_transmissions(&transmissions).await
    }

    fn gave_up(letter: &Letter) -> (String, DialogLink) {
        (format!("Dialogporten transmission not created for correspondence {}", letter.id), letter.dialog)
    }
}

fn foreign(letter: &Letter) -> Option<DialogId> {
    match letter.dialog {
        DialogLink::Foreign(dialog) => Some(dialog),
        DialogLink::Own(_) | DialogLink::None => None,
    }
}

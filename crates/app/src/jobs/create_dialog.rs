//! Creates the dialog that shows a letter in the recipient's inbox.

use std::collections::HashSet;
use std::sync::Arc;

use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::{Content, DialogLink, Letter};
use correspondence_domain::identifiers::{CorrespondenceId, DialogId, JobId, dialog_id};
use correspondence_domain::time::Timestamp;
use correspondence_platform::RemoteError;
use correspondence_storage::jobs::{Channel, NewJob};
use correspondence_storage::{StorageError, Transaction};
use serde_json::Value;

use super::enter_inbox::{EnterInbox, Way};
use crate::{App, dialog};

const KIND: &str = "create-dialog";

/// The job that creates the letter's dialog now.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Dialog, payload: Value::Null, due_at: now }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> EnterInbox<OwnDialog> {
    EnterInbox::new(app)
}

pub(super) struct OwnDialog;

impl Way for OwnDialog {
    const KIND: &'static str = KIND;

    async fn wanted(_app: &App, letters: &[&Letter]) -> Result<HashSet<CorrespondenceId>, StorageError> {
        let wanted = |letter: &&&Letter| letter.dialog == DialogLink::None && letter.must_enter_inbox();
        Ok(letters.iter().filter(wanted).map(|letter| letter.id).collect())
    }

    async fn create(app: &App, letter: &Letter, content: &Content, attached: &[Attached]) -> Result<(), RemoteError> {
        let bytes = attached.iter().filter_map(|file| file.attachment.size).fold(0, u64::saturating_add);
        let offers_archive = app.settings.attachments.offers_archive_of(bytes);
        let dialog = dialog::new_dialog(&app.settings.public_url, letter, content, attached, offers_archive, app.now());
        app.platform.dialogs.create(&dialog).await.map(drop)
    }

    async fn link(transaction: &mut Transaction, letters: &[&Letter]) -> Result<Vec<CorrespondenceId>, StorageError> {
        let dialogs: Vec<(CorrespondenceId, DialogId)> = letters.iter().map(|letter| (letter.id, id(letter))).collect();
        transaction.link_dialogs(&dialogs).await
    }

    /// A dialog whose creation was never answered may exist all the same.
    fn gave_up(letter: &Letter) -> (String, DialogLink) {
        (format!("Dialogporten dialog not created for correspondence {}", letter.id), DialogLink::Own(id(letter)))
    }
}

fn id(letter: &Letter) -> DialogId {
    dialog_id(letter.id, letter.created_at)
}

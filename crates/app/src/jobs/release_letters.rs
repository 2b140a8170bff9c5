//! Lets the letters go that waited for a file which was found clean (lifecycle §5.4, "check correspondences").
//!
//! Whether a letter may be published is not decided here: it is looked at once more, and again when its dialog is there. A letter that has
//! lost another of its files meanwhile is not let go, and since nothing else could do that, it fails (design §3.4).

use std::collections::HashSet;
use std::sync::Arc;

use correspondence_domain::attachment::Attachment;
use correspondence_domain::correspondence::{DialogLink, Letter};
use correspondence_domain::identifiers::{AttachmentId, ContentId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, NewJob};
use futures_util::{FutureExt, TryFutureExt};
use serde_json::Value;

use super::per_attachment::{LettersOf, PerAttachment};
use super::{create_transmission, fail_letters, publish_letter};
use crate::attachments::gone;
use crate::publish::Failing;
use crate::{App, publish};

const KIND: &str = "release-letters";

/// The job that looks at the letters of the attachment now.
pub(crate) fn job(id: JobId, attachment: AttachmentId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: attachment.0, channel: Channel::Lifecycle, payload: Value::Null, due_at: now }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerAttachment {
    PerAttachment { app, kind: KIND, act: |app, _, id| release(app, id).err_into().boxed() }
}

async fn release(app: &App, id: AttachmentId) -> Result<(), StorageError> {
    let mut letters = LettersOf::new(id);
    while let Some(mut some) = letters.next(app).await? {
        some.retain(|letter| !letter.state.is_publication_decided() && !letter.state.is_purged());
        let contents: HashSet<ContentId> = some.iter().map(|letter| letter.content).collect();
        let files = app.storage.attached_to(&contents.into_iter().collect::<Vec<_>>()).await?;
        let lost = |letter: &Letter| files.get(&letter.content)?.iter().map(|file| &file.attachment).find(|file| gone(file).is_some());

        let now = app.now();
        let (mut jobs, mut failing) = (Vec::new(), Vec::new());
        for (letter, place) in some.iter().zip(0..) {
            match lost(letter) {
                Some(file) => failing.push(without(file, letter)),
                None => jobs.extend(next_step(app.new_job_id(now, place), letter, now)),
            }
        }
        if !failing.is_empty() {
            publish::fail(app, failing).await?;
        }
        let transaction = app.storage.begin().await?;
        app.commit(transaction, &jobs).await?;
    }
    Ok(())
}

fn without(file: &Attachment, letter: &Letter) -> Failing {
    Failing {
        letter: letter.id,
        reason: format!("Attachment {} of correspondence {} went before all its files were scanned", file.id, letter.id),
        dialog: fail_letters::own_dialog(letter).map_or(letter.dialog, DialogLink::Own),
    }
}

/// A letter whose dialog is still being created goes on when that is done.
fn next_step(id: JobId, letter: &Letter, now: Timestamp) -> Option<NewJob> {
    let due_at = letter.requested_publish_at.max(now);
    match letter.dialog {
        DialogLink::None => None,
        DialogLink::Foreign(_) if letter.transmission.is_none() => Some(create_transmission::job(id, letter.id, due_at)),
        DialogLink::Own(_) | DialogLink::Foreign(_) => Some(publish_letter::job(id, letter.id, due_at)),
    }
}

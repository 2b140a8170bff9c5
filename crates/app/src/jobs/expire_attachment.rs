//! Ends an attachment when the last letter's right to it ends (lifecycle §5.6). Each letter with an end has a job of its own; one that
//! comes while another letter keeps the file longer does nothing. The history names the sender; without its party from Register the file
//! waits for its end, while the links to it are closed already.
//!
//! A file whose time is over before its scanner's verdict takes the letters along that wait for it: no verdict could let them go any more
//! (O46), and nothing waits for ever (design §3.4).

use std::sync::Arc;

use anyhow::Context;
use correspondence_domain::attachment::Expiry;
use correspondence_domain::correspondence::{DialogLink, Letter};
use correspondence_domain::event::AttachmentEvent;
use correspondence_domain::identifiers::{AttachmentId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, NewJob};
use futures_util::FutureExt;
use serde_json::Value;

use super::per_attachment::{LettersOf, PerAttachment};
use super::{fail_letters, publish_event};
use crate::attachments::{Ending, end, gone};
use crate::publish::Failing;
use crate::{App, publish};

const KIND: &str = "expire-attachment";

/// The job that looks at the attachment at `due_at`.
pub(crate) fn job(id: JobId, attachment: AttachmentId, due_at: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: attachment.0, channel: Channel::Lifecycle, payload: Value::Null, due_at }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerAttachment {
    PerAttachment { app, kind: KIND, act: |app, _, id| expire(app, id).boxed() }
}

async fn expire(app: &App, id: AttachmentId) -> anyhow::Result<()> {
    let now = app.now();
    let is_over = app.storage.expiries(&[id]).await?.get(&id).and_then(Expiry::effective).is_some_and(|end| end <= now);
    let attachment = if is_over { app.storage.attachment(id).await? } else { None };
    let Some(attachment) = attachment.filter(|attachment| gone(attachment).is_none()) else { return Ok(()) };
    // Step 3: the history says whose file it was.
    let sender = app.platform.register.party(&attachment.sender()).await?.context("the register does not know the sender")?.uuid;
    if attachment.published_at.is_none() && attachment.condemned_at.is_none() {
        // Before the file's own end, so that a process that dies in between begins here again.
        fail_waiting_letters(app, id).await?;
    }
    let mut transaction = app.storage.begin().await?;
    let Some(attachment) = transaction.lock_attachment(id).await? else { return Ok(()) };
    let is_over = transaction.expiry(id).await?.effective().is_some_and(|end| end <= now);
    if !is_over {
        return Ok(());
    }
    let ended = end(app, &mut transaction, &attachment, Ending::Expired, sender, now).await?;
    let Some(mut jobs) = ended else { return Ok(()) };
    jobs.push(publish_event::attachment_job(app.new_job_id(now, 1), id, AttachmentEvent::Expired, now));
    app.commit(transaction, &jobs).await?;
    Ok(())
}

async fn fail_waiting_letters(app: &App, id: AttachmentId) -> Result<(), StorageError> {
    let mut letters = LettersOf::new(id);
    while let Some(some) = letters.next(app).await? {
        let failing = |letter: &Letter| Failing {
            letter: letter.id,
            reason: format!("Attachment {id} of correspondence {} expired before it was scanned", letter.id),
            dialog: fail_letters::own_dialog(letter).map_or(letter.dialog, DialogLink::Own),
        };
        publish::fail(app, some.iter().map(failing).collect()).await?;
    }
    Ok(())
}

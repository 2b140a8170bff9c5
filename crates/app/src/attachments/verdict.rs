//! What a scanner says of a file, and what follows for the letters that carry it (lifecycle §5.4). A verdict that is told again, or comes
//! for a file that went meanwhile, changes nothing (lifecycle O18, O46).

use correspondence_domain::attachment::{Attachment, AttachmentStatus};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::event::AttachmentEvent;
use correspondence_domain::identifiers::{AttachmentId, PartyUuid, UploadId};
use correspondence_domain::time::Timestamp;
use correspondence_storage::jobs::NewJob;
use correspondence_storage::{StorageError, Transaction};

use super::history;
use crate::jobs::{fail_letters, publish_event, release_letters, scan_attachment};
use crate::settings::Scanner;
use crate::{App, AppError};

const BYPASSED: &str = "Bypassed malware scan";

/// Characters of a scanner's reason that are kept.
const LONGEST_REASON: usize = 500;

/// What a scanner found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Clean,
    /// Something.
    Refused {
        /// Its name for it, or why it could not look.
        reason: String,
    },
}

/// Takes a verdict. `about` names the upload whose bytes were looked at, if that is known: a verdict about bytes that did not stay is
/// passed over.
///
/// # Errors
/// 2001, 4002.
pub async fn apply(app: &App, id: AttachmentId, about: Option<UploadId>, verdict: &Verdict) -> Result<(), AppError> {
    let attachment = app.storage.attachment(id).await?.ok_or(ErrorNumber::AttachmentNotFound)?;
    let sender = app.platform.register.party(&attachment.sender()).await?.ok_or(ErrorNumber::CallerPartyNotFound)?.uuid;
    Ok(take(app, id, about, verdict, sender).await?)
}

/// Takes a verdict about a file whose sender is known.
pub(crate) async fn take(
    app: &App,
    id: AttachmentId,
    about: Option<UploadId>,
    verdict: &Verdict,
    sender: PartyUuid,
) -> Result<(), StorageError> {
    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    let Some(attachment) = transaction.lock_attachment(id).await? else { return Ok(()) };
    if about.is_some_and(|upload| attachment.upload != Some(upload)) {
        tracing::info!(attachment.id = %id, "a verdict about bytes that did not stay is passed over");
        return Ok(());
    }
    let jobs = record(app, &mut transaction, id, verdict, now, sender).await?;
    if jobs.is_empty() {
        return Ok(());
    }
    app.commit(transaction, &jobs).await
}

/// The bytes of a file lie in the store: one of a trusted resource is published, one that nobody scans counts as clean, clamd is asked
/// about it, or an outside scanner tells of it. Gives the jobs that follow.
pub(super) async fn bytes_arrived(
    app: &App,
    transaction: &mut Transaction,
    attachment: &Attachment,
    party: PartyUuid,
    now: Timestamp,
) -> Result<Vec<NewJob>, StorageError> {
    let settings = &app.settings.attachments;
    if settings.scan_bypass_resources.iter().any(|resource| resource == attachment.resource.as_str()) {
        if !transaction.publish_attachment(attachment.id, Some(BYPASSED), now).await? {
            return Ok(Vec::new());
        }
        transaction
            .append_attachment_history(&[history(app, attachment.id, AttachmentStatus::Published, Some(BYPASSED), now, party)])
            .await?;
        return Ok(vec![release_letters::job(app.new_job_id(now, 0), attachment.id, now)]);
    }
    match &settings.scanner {
        Scanner::None => record(app, transaction, attachment.id, &Verdict::Clean, now, party).await,
        Scanner::Clamd(_) => Ok(vec![scan_attachment::job(app.new_job_id(now, 0), attachment.id, now)]),
        Scanner::Webhook => Ok(Vec::new()),
    }
}

async fn record(
    app: &App,
    transaction: &mut Transaction,
    id: AttachmentId,
    verdict: &Verdict,
    now: Timestamp,
    party: PartyUuid,
) -> Result<Vec<NewJob>, StorageError> {
    let (changed, status, text, event) = match verdict {
        Verdict::Clean => {
            let changed = transaction.publish_attachment(id, None, now).await?;
            (changed, AttachmentStatus::Published, None, AttachmentEvent::Published)
        }
        Verdict::Refused { reason } => {
            let reason: String = reason.chars().filter(|character| !character.is_control()).take(LONGEST_REASON).collect();
            let text = format!("Malware scan failed: {reason}");
            let changed = transaction.condemn_attachment(id, &text, now).await?;
            (changed, AttachmentStatus::Failed, Some(text), AttachmentEvent::UploadFailed)
        }
    };
    if !changed {
        return Ok(Vec::new());
    }
    transaction.append_attachment_history(&[history(app, id, status, text.as_deref(), now, party)]).await?;
    let follows = match verdict {
        Verdict::Clean => release_letters::job,
        Verdict::Refused { .. } => fail_letters::job,
    };
    let event = publish_event::attachment_job(app.new_job_id(now, 0), id, event, now);
    Ok(vec![event, follows(app.new_job_id(now, 1), id, now)])
}

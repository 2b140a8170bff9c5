//! The files that come with a create request: made known, stored one by one, and taken away again when the request fails (lifecycle §4.2
//! row 40, O26). What a killed process leaves behind goes a day later.

use std::collections::HashMap;

use correspondence_domain::attachment::{Attachment, AttachmentStatus};
use correspondence_domain::correspondence::create::rules;
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::{AttachmentId, PartyUuid};
use correspondence_domain::party::OrganisationNumber;
use correspondence_domain::resource::ResourceId;
use correspondence_storage::{NewAttachment, NewAttachmentHistory};

use crate::attachments::upload;
use crate::files::NewFile;
use crate::jobs::discard_attachment;
use crate::{App, AppError};

/// Whose files they are.
pub(super) struct Owner<'a> {
    pub(super) resource: &'a ResourceId,
    pub(super) organisation: &'a OrganisationNumber,
    pub(super) caller: PartyUuid,
}

/// The sizes and names that the rules look at.
pub(super) fn coming(files: &[NewFile]) -> Vec<rules::ComingFile<'_>> {
    files.iter().map(|file| rules::ComingFile { name: &file.name, size: file.file.size() }).collect()
}

/// Stores the files, which are in the order of the entries. When one cannot be stored, none stays.
///
/// # Errors
/// 2001, 2002, 2008.
pub(super) async fn receive(
    app: &App,
    owner: &Owner<'_>,
    entries: &[rules::NewAttachment],
    files: Vec<NewFile>,
) -> Result<Vec<Attachment>, AppError> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let ids = announce(app, owner, entries).await?;
    match store(app, owner, &ids, files).await {
        Ok(attachments) => Ok(attachments),
        Err(error) => {
            discard(app, &ids).await;
            Err(error)
        }
    }
}

/// One by one, each to its end.
async fn store(app: &App, owner: &Owner<'_>, ids: &[AttachmentId], files: Vec<NewFile>) -> Result<Vec<Attachment>, AppError> {
    for (attachment, file) in in_order(ids, app.storage.attachments(ids).await?)?.iter().zip(files) {
        let attempt = upload::start(app, attachment, owner.caller).await?;
        upload::receive(app, attachment, attempt, rules::MOST_FILE_BYTES, file.file.into_stream()).await?;
    }
    in_order(ids, app.storage.attachments(ids).await?)
}

/// The attachments in the order of the ids.
fn in_order(ids: &[AttachmentId], found: Vec<Attachment>) -> Result<Vec<Attachment>, AppError> {
    let mut found: HashMap<AttachmentId, Attachment> = found.into_iter().map(|attachment| (attachment.id, attachment)).collect();
    ids.iter().map(|id| found.remove(id).ok_or_else(|| ErrorNumber::AttachmentNotFound.into())).collect()
}

async fn announce(app: &App, owner: &Owner<'_>, entries: &[rules::NewAttachment]) -> Result<Vec<AttachmentId>, AppError> {
    let now = app.now();
    let mut attachments = Vec::with_capacity(entries.len());
    let mut history = Vec::with_capacity(entries.len());
    let mut jobs = Vec::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        let id = AttachmentId(app.new_id(now, place));
        history.push(NewAttachmentHistory {
            id: app.new_history_id(now, place),
            attachment: id,
            status: AttachmentStatus::Initialized,
            text: None,
            at: now,
            party: owner.caller,
        });
        jobs.push(discard_attachment::job(app.new_job_id(now, place), id, now));
        attachments.push(NewAttachment {
            id,
            resource: owner.resource.clone(),
            service_owner: owner.organisation.clone(),
            file_name: entry.file_name.clone(),
            display_name: entry.display_name.clone(),
            senders_reference: entry.senders_reference.clone(),
            is_encrypted: entry.is_encrypted,
            checksum: entry.checksum.clone(),
            expiration_in_days: entry.expiration_in_days,
            data_location: entry.data_location,
            created_at: now,
        });
    }
    let mut transaction = app.storage.begin().await?;
    transaction.insert_attachments(&attachments).await?;
    transaction.append_attachment_history(&history).await?;
    transaction.enqueue_first(&jobs).await?;
    transaction.commit().await?;
    Ok(attachments.into_iter().map(|attachment| attachment.id).collect())
}

/// Takes the files of a request away that came to nothing. What fails here is done a day later.
pub(super) async fn discard(app: &App, ids: &[AttachmentId]) {
    for id in ids {
        if let Err(error) = discard_attachment::discard(app, *id).await {
            tracing::warn!(attachment.id = %id, %error, "a file of a request that failed stays for a day");
        }
    }
}

//! The one transaction of a create request: letters, history, key and jobs, in a constant number of statements (design §3.12).

use std::collections::{HashMap, HashSet};
use std::iter;
use std::sync::Arc;

use correspondence_domain::attachment::{Attachment, expires_at};
use correspondence_domain::correspondence::create::rules::Checked;
use correspondence_domain::correspondence::{Content, CorrespondenceStatus, DialogLink};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::event::LetterEvent;
use correspondence_domain::identifiers::{AttachmentId, ContentId, CorrespondenceId, DialogId, IdempotentKey, PartyUuid};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use correspondence_platform::Party;
use correspondence_storage::jobs::NewJob;
use correspondence_storage::{InitialStatus, NewHistory, NewLetter, NewLink, Transaction};

use crate::jobs::{check_due_date, create_dialog, create_transmission, expire_attachment, fail_letters, publish_event};
use crate::{App, AppError};

/// A letter that was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitializedLetter {
    /// Its identity.
    pub id: CorrespondenceId,
    /// ReadyForPublish, Initialized while files are still to be found clean, or Reserved when the recipient has reserved against digital
    /// mail.
    pub status: CorrespondenceStatus,
    /// Who it is for, in normal form.
    pub recipient: PartyUrn,
}

/// What the look-ups found, and when.
pub(super) struct Letters {
    pub(super) resource: ResourceId,
    pub(super) owner: OrganisationNumber,
    pub(super) recipients: Vec<PartyUrn>,
    pub(super) parties: HashMap<PartyUrn, Arc<Party>>,
    pub(super) reserved: HashSet<PartyUrn>,
    /// The dialog that the letter goes into, when it gets none of its own.
    pub(super) dialog: Option<DialogId>,
    pub(super) now: Timestamp,
    pub(super) caller: PartyUuid,
    /// In the order of the letter: those that came with the request, then those that it reuses.
    pub(super) attachments: Vec<Attachment>,
    /// How many of them came with the request.
    pub(super) new_attachments: usize,
}

/// How the transaction ended.
pub(super) enum Stored {
    /// Committed.
    Letters(Vec<InitializedLetter>),
    /// Somebody else's letter has the key; nothing was stored.
    KeyTaken(IdempotentKey),
}

pub(super) async fn store(app: &App, request: &Checked, found: Letters) -> Result<Stored, AppError> {
    let now = found.now;
    let content = request.content(ContentId(app.new_id(now, 0)));
    let mut transaction = app.storage.begin().await?;
    let files = lock_files(&mut transaction, &found).await?;
    let letters = new_letters(app, request, &found, &content, files.are_published);

    let mut history = Vec::with_capacity(letters.len() * 2);
    let mut jobs = Vec::with_capacity(letters.len() * 3);
    for letter in &letters {
        let second = Some(letter.initial.status()).filter(|status| *status != CorrespondenceStatus::Initialized);
        for status in iter::once(CorrespondenceStatus::Initialized).chain(second) {
            let id = app.new_history_id(now, history.len());
            history.push(NewHistory { id, correspondence: letter.id, status, text: None, at: now, party: found.caller });
        }
        jobs.extend(jobs_of(app, letter, now, jobs.len()));
    }

    let links = links(request, &found);
    let file_jobs = files_jobs(app, &files, &links, now, jobs.len());

    transaction.insert_content(&content).await?;
    transaction.attach(content.id, &links, now).await?;
    transaction.insert_letters(&letters).await?;
    transaction.append_history(&history).await?;
    if let (Some(key), Some(letter)) = (request.idempotent_key, letters.first())
        && !transaction.insert_key(key, letter.id).await?
    {
        return Ok(Stored::KeyTaken(key)); // dropping the transaction rolls it back
    }
    transaction.enqueue_first(&jobs).await?;
    // Files that letters share have lanes already.
    transaction.enqueue(&file_jobs).await?;
    transaction.commit().await?;

    let answer = |letter: NewLetter| InitializedLetter { id: letter.id, status: letter.initial.status(), recipient: letter.recipient };
    Ok(Stored::Letters(letters.into_iter().map(answer).collect()))
}

/// What the files are now, when nobody can change them any more until the letters are there.
struct Files {
    are_published: bool,
    condemned: Vec<AttachmentId>,
}

/// A verdict, a deletion or an expiry either comes before the letters, and is seen here, or after them, and sees them.
async fn lock_files(transaction: &mut Transaction, found: &Letters) -> Result<Files, AppError> {
    let ids: Vec<AttachmentId> = found.attachments.iter().map(|attachment| attachment.id).collect();
    let locked = transaction.lock_attachments(&ids).await?;
    let (new, reused) = ids.split_at(found.new_attachments.min(ids.len()));
    if locked.iter().any(|attachment| reused.contains(&attachment.id) && !attachment.may_be_reused()) {
        return Err(ErrorNumber::ExistingAttachmentNotPublished.into());
    }
    // Somebody who heard of a new file may have deleted it already: its letters would wait for ever, or lack it.
    if locked.iter().any(|attachment| new.contains(&attachment.id) && attachment.bytes().is_none()) {
        return Err(ErrorNumber::AttachmentNotFound.into());
    }
    let condemned = locked.iter().filter(|attachment| attachment.condemned_at.is_some()).map(|attachment| attachment.id).collect();
    Ok(Files { are_published: locked.iter().all(Attachment::lets_letters_go), condemned })
}

fn links(request: &Checked, found: &Letters) -> Vec<NewLink> {
    let publish_at = request.publish_time(found.now);
    let link = |attachment: &Attachment| NewLink {
        attachment: attachment.id,
        expires_at: expires_at(attachment.expiration_in_days, publish_at, found.now),
    };
    found.attachments.iter().map(link).collect()
}

/// The end of each file's time, and the letters' if a file was refused before they were there.
fn files_jobs(app: &App, files: &Files, links: &[NewLink], now: Timestamp, already: usize) -> Vec<NewJob> {
    let id = |offset: usize| app.new_job_id(now, already + offset);
    let ends = links.iter().filter_map(|link| Some((link.attachment, link.expires_at?)));
    let mut jobs: Vec<NewJob> = ends.enumerate().map(|(place, (file, at))| expire_attachment::job(id(place), file, at.max(now))).collect();
    let (first, failing) = (jobs.len(), files.condemned.iter().enumerate());
    jobs.extend(failing.map(|(place, file)| fail_letters::job(id(first + place), *file, now)));
    jobs
}

fn new_letters(app: &App, request: &Checked, found: &Letters, content: &Content, files_are_published: bool) -> Vec<NewLetter> {
    let undisturbed = if files_are_published { InitialStatus::Ready } else { InitialStatus::Waiting };
    let asks_for_name = request.uses_recipient_name();
    let name_of = |urn: &PartyUrn| found.parties.get(urn).and_then(|party| party.display_name.clone()).unwrap_or_default();
    let letter = |(place, recipient): (usize, &PartyUrn)| NewLetter {
        id: CorrespondenceId(app.new_id(found.now, place)),
        resource: found.resource.clone(),
        service_owner: found.owner.clone(),
        recipient: recipient.clone(),
        content: content.id,
        senders_reference: content.senders_reference.clone(),
        created_at: found.now,
        requested_publish_at: request.publish_time(found.now),
        due_at: request.due_date_time,
        ignore_reservation: request.ignore_reservation,
        is_confirmation_needed: request.is_confirmation_needed,
        is_confidential: request.is_confidential,
        allow_forwarding: request.allow_forwarding,
        recipient_name: asks_for_name.then(|| name_of(recipient)),
        dialog: found.dialog.map_or(DialogLink::None, DialogLink::Foreign),
        attachment_count: i16::try_from(found.attachments.len()).unwrap_or(i16::MAX),
        initial: if found.reserved.contains(recipient) { InitialStatus::Reserved } else { undisturbed },
    };
    found.recipients.iter().enumerate().map(letter).collect()
}

/// The jobs of lifecycle §4.6. A letter to somebody who has reserved tells nothing but how its publication ended.
fn jobs_of(app: &App, letter: &NewLetter, now: Timestamp, already: usize) -> Vec<NewJob> {
    let id = |offset: usize| app.new_job_id(now, already + offset);
    let mut jobs = vec![match letter.dialog {
        DialogLink::Foreign(_) => create_transmission::job(id(0), letter.id, letter.requested_publish_at.max(now)),
        DialogLink::None | DialogLink::Own(_) => create_dialog::job(id(0), letter.id, now),
    }];
    if !matches!(letter.initial, InitialStatus::Reserved) {
        jobs.push(publish_event::job(id(1), letter.id, LetterEvent::Initialized, now));
        jobs.extend(letter.due_at.map(|due_at| check_due_date::job(id(2), letter.id, due_at)));
    }
    jobs
}

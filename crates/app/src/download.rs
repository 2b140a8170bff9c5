//! The recipient fetches one file of a letter (lifecycle §11.4).
//!
//! A client may fetch a file in pieces. What counts as fetching it is its beginning: [`Download::begin`] notes it, and [`Download::go_on`]
//! with a later piece only when the recipient never began. Nothing is noted before the bytes are at hand.

use std::ops::Range;

use correspondence_blobs::{BlobBytes, BlobKey};
use correspondence_domain::attachment::{Attached, Attachment};
use correspondence_domain::correspondence::{CorrespondenceStatus, Letter};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId, PartyUuid};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::time::Timestamp;
use correspondence_storage::{NewHistory, StorageError};

use crate::caller::Caller;
use crate::jobs::add_activity;
use crate::overview::require_available;
use crate::{App, AppError, access};

/// A file whose bytes are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name as sent.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
    key: BlobKey,
}

impl File {
    /// # Errors
    /// 2001 when it has no bytes.
    pub(crate) fn of(attachment: Attachment) -> Result<Self, ErrorNumber> {
        let upload = attachment.bytes().ok_or(ErrorNumber::AttachmentNotFound)?;
        let (Some(size), Some(sha256)) = (attachment.size, attachment.sha256) else { return Err(ErrorNumber::AttachmentNotFound) };
        Ok(Self { name: attachment.file_name, size, sha256, key: BlobKey { attachment: attachment.id, upload } })
    }

    pub(crate) const fn key(&self) -> BlobKey {
        self.key
    }

    /// Its bytes, or those of the range.
    ///
    /// # Errors
    /// Unexpected when the store does not give what the row says it has.
    pub async fn open(&self, app: &App, range: Option<Range<u64>>) -> Result<BlobBytes, AppError> {
        let opened = app.blobs.open(self.key, range).await.map_err(|error| AppError::Unexpected(error.into()))?;
        let bytes =
            opened.ok_or_else(|| AppError::Unexpected(anyhow::anyhow!("the bytes of attachment {} are missing", self.key.attachment)))?;
        if bytes.size == self.size {
            Ok(bytes)
        } else {
            Err(AppError::Unexpected(anyhow::anyhow!(
                "attachment {} has {} bytes instead of {}",
                self.key.attachment,
                bytes.size,
                self.size
            )))
        }
    }
}

/// A download that may begin.
#[derive(Clone, Debug)]
pub struct Download {
    /// The file.
    pub file: File,
    fetched: Fetched,
}

impl Download {
    /// Opens the file at its beginning, and notes that the recipient has it.
    ///
    /// # Errors
    /// 1001 when the letter went meanwhile; unexpected when the store fails.
    pub async fn begin(&self, app: &App, range: Option<Range<u64>>) -> Result<BlobBytes, AppError> {
        let bytes = self.file.open(app, range).await?;
        self.fetched.note(app, When::Always).await?;
        Ok(bytes)
    }

    /// Opens the file further on. Whoever leaves out its beginning has fetched it all the same.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn go_on(&self, app: &App, range: Range<u64>) -> Result<BlobBytes, AppError> {
        let Fetched { letter, party, text, .. } = &self.fetched;
        let is_noted = app.storage.has_downloaded(letter.id, *party, text).await?;
        let bytes = self.file.open(app, Some(range)).await?;
        if !is_noted {
            self.fetched.note(app, When::FirstTime).await?;
        }
        Ok(bytes)
    }
}

/// One file of a letter, when the caller may have it.
///
/// # Errors
/// 1001, 2001, 4001, 2019, 2020, 1001, 4006 or 4002, in the order of lifecycle §11.4.
pub async fn download(app: &App, caller: &Caller, id: CorrespondenceId, attachment: AttachmentId) -> Result<Download, AppError> {
    let letter = app.storage.letter(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
    let attached = attached(app, &letter).await?.into_iter().find(|attached| attached.attachment.id == attachment);
    let attached = attached.ok_or(ErrorNumber::AttachmentNotFound)?;
    access::to_attachment_of(app, caller, &attached.attachment, &letter).await?;
    check_there(&attached, app.now())?;
    require_available(&letter)?;
    let fetched = Fetched::by(app, caller, letter, vec![attachment], attachment.to_string()).await?;
    Ok(Download { file: File::of(attached.attachment)?, fetched })
}

/// The files of a letter, in their order.
pub(crate) async fn attached(app: &App, letter: &Letter) -> Result<Vec<Attached>, AppError> {
    if letter.has_attachments { Ok(app.storage.attached(letter.content).await?) } else { Ok(Vec::new()) }
}

/// # Errors
/// 2019 or 2020 for a file that is gone, or to which this letter has no right any more; 1001 for one that the scanner refused, which is
/// the answer as soon as its letters have failed (lifecycle §5.4).
pub(crate) fn check_there(attached: &Attached, now: Timestamp) -> Result<(), ErrorNumber> {
    if attached.attachment.purged_at.is_some() {
        return Err(ErrorNumber::DownloadOfPurged);
    }
    let over = attached.attachment.expired_at.is_some() || attached.expires_at.is_some_and(|at| at <= now);
    if over {
        return Err(ErrorNumber::DownloadOfExpired);
    }
    if attached.attachment.condemned_at.is_some() { Err(ErrorNumber::CorrespondenceNotFound) } else { Ok(()) }
}

/// When a download is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Always,
    /// Unless it was before. Pieces are fetched side by side, and only one of them is the first.
    FirstTime,
}

/// What is noted once a recipient fetches files: a line of history, and one in the dialog for each file.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    letter: Letter,
    files: Vec<AttachmentId>,
    text: String,
    party: PartyUuid,
    /// Who fetched, as others know them (lifecycle §11.4).
    actor: Option<PartyUrn>,
}

impl Fetched {
    /// Looks the caller up. `text` becomes the line of history.
    pub(crate) async fn by(app: &App, caller: &Caller, letter: Letter, files: Vec<AttachmentId>, text: String) -> Result<Self, AppError> {
        let party = caller.party(app).await?;
        let actor = party.external_urn.clone().or_else(|| caller.claims.caller());
        Ok(Self { letter, files, text, party: party.uuid, actor })
    }

    /// Notes it. That it cannot be written does not keep the file from the recipient (lifecycle §11.4).
    ///
    /// # Errors
    /// 1001 when the letter went meanwhile.
    pub(crate) async fn note(&self, app: &App, when: When) -> Result<(), AppError> {
        match self.write(app, when).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(ErrorNumber::CorrespondenceNotFound.into()),
            Err(error) => {
                tracing::error!(%error, correspondence.id = %self.letter.id, "a download could not be noted");
                Ok(())
            }
        }
    }

    async fn write(&self, app: &App, when: When) -> Result<bool, StorageError> {
        let now = app.now();
        let mut transaction = app.storage.begin().await?;
        if !transaction.record_download(self.letter.id, &self.text, now).await? {
            return Ok(false);
        }
        // The letter's row is locked from here on.
        if when == When::FirstTime && transaction.has_downloaded(self.letter.id, self.party, &self.text).await? {
            return Ok(true);
        }
        let entry = NewHistory {
            id: app.new_history_id(now, 0),
            correspondence: self.letter.id,
            status: CorrespondenceStatus::AttachmentsDownloaded,
            text: Some(self.text.clone()),
            at: now,
            party: self.party,
        };
        transaction.append_history(&[entry]).await?;
        let activities = self.files.iter().zip(0..).filter_map(|(file, place)| {
            add_activity::download_started(app.new_job_id(now, place), &self.letter, *file, self.actor.clone(), now)
        });
        app.commit(transaction, &activities.collect::<Vec<_>>()).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use correspondence_domain::attachment::{AttachmentStatus, DataLocation};
    use correspondence_domain::party::OrganisationNumber;
    use correspondence_domain::resource::ResourceId;

    use super::*;

    fn file(change: impl FnOnce(&mut Attachment)) -> Attached {
        let at = Timestamp::from_micros;
        let mut attachment = Attachment {
            id: AttachmentId("019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10".parse().unwrap()),
            resource: ResourceId::stored("r".to_owned()),
            service_owner: OrganisationNumber::parse("991825827").unwrap(),
            file_name: "a.pdf".to_owned(),
            display_name: None,
            senders_reference: "1".to_owned(),
            is_encrypted: false,
            checksum: None,
            expiration_in_days: None,
            data_location: DataLocation::default(),
            created_at: at(0),
            size: None,
            sha256: None,
            upload: None,
            upload_lease_until: None,
            stored_at: Some(at(1)),
            published_at: Some(at(2)),
            condemned_at: None,
            purged_at: None,
            expired_at: None,
            status: AttachmentStatus::Published,
            status_text: String::new(),
            status_at: at(2),
        };
        change(&mut attachment);
        Attached { attachment, attached_at: at(3), expires_at: Some(at(10)) }
    }

    #[test]
    fn a_file_that_the_scanner_refused_is_not_given_out_while_its_letters_have_yet_to_fail() {
        let at = Timestamp::from_micros;
        let number = |attached: &Attached, now| check_there(attached, at(now)).err().map(ErrorNumber::number);
        assert_eq!(number(&file(|_| {}), 9), None);
        assert_eq!(number(&file(|_| {}), 10), Some(2020));
        assert_eq!(number(&file(|file| file.condemned_at = Some(at(5))), 9), Some(1001));
        assert_eq!(number(&file(|file| (file.condemned_at, file.purged_at) = (Some(at(5)), Some(at(6)))), 9), Some(2019));
    }
}

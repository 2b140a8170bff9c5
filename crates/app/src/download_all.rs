//! The recipient fetches all files of a letter as one zip (lifecycle §11.5). Everything is decided before its first byte.

use bytes::Bytes;
use correspondence_blobs::{BlobError, zip};
use correspondence_domain::attachment::{Attached, zip_names};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};

use crate::caller::Caller;
use crate::download::{Fetched, File, When, attached, check_there};
use crate::overview::require_available;
use crate::view::fill_in;
use crate::{App, AppError, access};

/// Line of history.
const TEXT: &str = "All attachments downloaded";

/// An archive that is being made while it is sent.
pub struct Archive {
    /// Its name.
    pub name: String,
    /// Bytes, unless it is of the form for large archives.
    pub length: Option<u64>,
    /// Its bytes; it breaks off with an error when the store fails.
    pub stream: BoxStream<'static, Result<Bytes, BlobError>>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("name", &self.name).field("length", &self.length).finish_non_exhaustive()
    }
}

/// All files of a letter; none when the operator switched this off. The download is noted.
///
/// # Errors
/// 1001, 4001, 2001, 1001, 4001, 2019, 2020, 4006 or 4002, 2023, in the order of lifecycle §11.5.
pub async fn download_all(app: &App, caller: &Caller, id: CorrespondenceId) -> Result<Option<Archive>, AppError> {
    if !app.settings.attachments.download_all {
        return Ok(None);
    }
    let (letter, content) = app.storage.letter_and_content(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
    access::as_recipient(app, caller, &letter).await?;
    let all = attached(app, &letter).await?;
    if all.is_empty() {
        return Err(ErrorNumber::AttachmentNotFound.into());
    }
    require_available(&letter)?;
    let now = app.now();
    for one in &all {
        if one.attachment.resource != letter.resource {
            access::to_attachment_of(app, caller, &one.attachment, &letter).await?;
        }
        check_there(one, now)?;
    }
    let title = fill_in(&letter, &content).title;
    let ids: Vec<AttachmentId> = all.iter().map(|one| one.attachment.id).collect();
    let fetched = Fetched::by(app, caller, letter, ids, TEXT.to_owned()).await?;
    let entries = entries(all)?;
    check_size(app, &entries)?;
    let sizes: Vec<(usize, u64)> = entries.iter().map(|entry| (entry.name.len(), entry.size)).collect();
    let stream = begun(zip::stream(app.blobs.clone(), entries)).await?;
    // Nothing is noted before the bytes are at hand.
    fetched.note(app, When::Always).await?;
    Ok(Some(Archive { name: zip_names::zip_name(&title), length: zip::content_length(&sizes), stream }))
}

/// The stream, once it has its first piece: a store that gives nothing can still be told by a status.
async fn begun(stream: BoxStream<'static, Result<Bytes, BlobError>>) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, AppError> {
    let (first, rest) = stream.into_future().await;
    let first = first.transpose().map_err(|error| AppError::Unexpected(error.into()))?;
    Ok(stream::iter(first.map(Ok)).chain(rest).boxed())
}

fn entries(all: Vec<Attached>) -> Result<Vec<zip::Entry>, ErrorNumber> {
    let files: Vec<(AttachmentId, &str)> = all.iter().map(|one| (one.attachment.id, one.attachment.file_name.as_str())).collect();
    let names = zip_names::entry_names(&files);
    let entry =
        |(one, name): (Attached, String)| File::of(one.attachment).map(|file| zip::Entry { name, size: file.size, key: file.key() });
    all.into_iter().zip(names).map(entry).collect()
}

fn check_size(app: &App, entries: &[zip::Entry]) -> Result<(), ErrorNumber> {
    let limit = app.settings.attachments.zip_limit;
    let total = entries.iter().fold(0u64, |sum, entry| sum.saturating_add(entry.size));
    if limit > 0 && total > limit { Err(ErrorNumber::TooLargeForZip) } else { Ok(()) }
}

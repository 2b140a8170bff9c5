//! The sender fetches a file back, whatever the scanner says or will say, until a published letter carries it (lifecycle §5.8). Nothing is
//! noted and nobody looked up.

use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::AttachmentId;

use crate::caller::Caller;
use crate::download::File;
use crate::{App, AppError, access};

/// The file, ready to be opened.
///
/// # Errors
/// 2001, 4001, 2019, 2020, 2016, in this order; 2001 also when it has no bytes (lifecycle O47).
pub async fn download(app: &App, caller: &Caller, id: AttachmentId) -> Result<File, AppError> {
    let attachment = app.storage.attachment(id).await?.ok_or(ErrorNumber::AttachmentNotFound)?;
    access::to_attachment(app, caller, &attachment, None).await?;
    if attachment.purged_at.is_some() {
        return Err(ErrorNumber::DownloadOfPurged.into());
    }
    if attachment.expired_at.is_some() {
        return Err(ErrorNumber::DownloadOfExpired.into());
    }
    if app.storage.is_attached_to_published(id).await? {
        return Err(ErrorNumber::AttachedToPublished.into());
    }
    Ok(File::of(attachment)?)
}

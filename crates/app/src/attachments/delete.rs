//! The sender deletes a file that no letter carries (lifecycle §5.5). An upload that is under way finds out by itself and leaves nothing.

use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::AttachmentId;

use super::{Ending, end, gone, overview};
use crate::caller::Caller;
use crate::{App, AppError};

/// Text of the status (lifecycle §2.3).
const TEXT: &str = "Attachment has been purged";

/// Deletes the file.
///
/// # Errors
/// 2001, 4001, 2006, 2018, 2007, 4006 or 4002, in this order.
pub async fn delete(app: &App, caller: &Caller, id: AttachmentId) -> Result<(), AppError> {
    let attachment = overview::open(app, caller, id).await?;
    if let Some(error) = gone(&attachment) {
        return Err(error.into());
    }
    if app.storage.is_attached(id).await? {
        return Err(ErrorNumber::AttachmentLinked.into());
    }
    let party = caller.party(app).await?.uuid;

    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    // From here on no letter can take it, and no upload can finish.
    let attachment = transaction.lock_attachment(id).await?.ok_or(ErrorNumber::AttachmentNotFound)?;
    if let Some(error) = gone(&attachment) {
        return Err(error.into());
    }
    if transaction.is_attached(id).await? {
        return Err(ErrorNumber::AttachmentLinked.into());
    }
    let jobs = end(app, &mut transaction, &attachment, Ending::Purged(TEXT), party, now).await?;
    app.commit(transaction, &jobs.unwrap_or_default()).await?;
    Ok(())
}

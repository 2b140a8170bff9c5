//! Shows a file with its history to its sender (lifecycle §5.7).

use correspondence_domain::attachment::AttachmentHistoryEntry;
use correspondence_domain::identifiers::AttachmentId;

use super::overview::{AttachmentView, overview};
use crate::caller::Caller;
use crate::{App, AppError};

/// Shows the file and what happened to it, in order.
///
/// # Errors
/// 2001 or 4001.
pub async fn details(app: &App, caller: &Caller, id: AttachmentId) -> Result<(AttachmentView, Vec<AttachmentHistoryEntry>), AppError> {
    let view = overview(app, caller, id).await?;
    Ok((view, app.storage.attachment_history(id).await?))
}

//! Shows a file to its sender, whatever became of it (lifecycle §5.7).

use correspondence_domain::attachment::Attachment;
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId};

use crate::caller::Caller;
use crate::{App, AppError, access};

/// A file and who uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentView {
    /// The file.
    pub attachment: Attachment,
    /// Every letter that carries it, in whatever state.
    pub correspondences: Vec<CorrespondenceId>,
}

/// Shows the file.
///
/// # Errors
/// 2001 or 4001.
pub async fn overview(app: &App, caller: &Caller, id: AttachmentId) -> Result<AttachmentView, AppError> {
    let attachment = open(app, caller, id).await?;
    Ok(AttachmentView { correspondences: correspondences(app, id).await?, attachment })
}

/// The file to a caller whose right to it was asked about before.
pub(super) async fn show(app: &App, id: AttachmentId) -> Result<AttachmentView, AppError> {
    let attachment = app.storage.attachment(id).await?.ok_or(ErrorNumber::AttachmentNotFound)?;
    Ok(AttachmentView { correspondences: correspondences(app, id).await?, attachment })
}

/// The file, when the caller may act for its sender.
pub(super) async fn open(app: &App, caller: &Caller, id: AttachmentId) -> Result<Attachment, AppError> {
    let attachment = app.storage.attachment(id).await?.ok_or(ErrorNumber::AttachmentNotFound)?;
    access::to_attachment(app, caller, &attachment, Some(id.0)).await?;
    Ok(attachment)
}

async fn correspondences(app: &App, id: AttachmentId) -> Result<Vec<CorrespondenceId>, AppError> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = app.storage.letters_of_attachment(id, after).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(*last);
        all.extend(page.into_iter().map(|letter| letter.id));
    }
}

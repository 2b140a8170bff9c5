//! Shows a letter with its history (lifecycle §8).

use std::time::Duration;

use correspondence_domain::correspondence::{DialogLink, HistoryEntry};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::CorrespondenceId;

use tokio::time::timeout;

use crate::caller::Caller;
use crate::overview::require_available;
use crate::view::LetterView;
use crate::{App, AppError, access};

/// How long a reader waits for the label.
const LABEL_PATIENCE: Duration = Duration::from_secs(2);

const UNKNOWN_LABEL: &str = "Default";

/// A letter with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailsView {
    /// The letter.
    pub letter: LetterView,
    /// What happened to it, as far as the caller may know, in order.
    pub history: Vec<HistoryEntry>,
    /// Where the recipient keeps the dialog.
    pub system_label: String,
}

/// Shows the letter and its history, and notes every look of the recipient. Senders may look after a purge too (decision 8).
///
/// # Errors
/// 1001, 4001, 4006 or 4002, in the order of lifecycle §8.
pub async fn details(app: &App, caller: &Caller, id: CorrespondenceId) -> Result<DetailsView, AppError> {
    let (letter, content) = app.storage.letter_and_content(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
    let access = access::to_letter(app, caller, &letter).await?;
    let party = caller.party(app).await?.uuid;
    let system_label = system_label(app, letter.dialog).await;
    if caller.acts_as_recipient(access) {
        require_available(&letter)?;
        let now = app.now();
        let mut transaction = app.storage.begin().await?;
        transaction.record_fetch(id, party, now, None).await?;
        transaction.commit().await?;
    }
    let mut history = app.storage.history(id).await?;
    if !access.as_recipient {
        history.retain(|entry| entry.status.is_shown_to_sender());
    }
    let letter = LetterView::new(app, letter, content, access.as_recipient).await?;
    Ok(DetailsView { letter, history, system_label })
}

/// The label is an ornament: whatever goes wrong, the letter is shown. Letters without a dialog have none (http-api §7.3).
async fn system_label(app: &App, dialog: DialogLink) -> String {
    match dialog {
        DialogLink::Own(dialog) | DialogLink::Foreign(dialog) => {
            let label = app.platform.dialogs.system_label(dialog);
            timeout(LABEL_PATIENCE, label).await.unwrap_or_else(|_| UNKNOWN_LABEL.to_owned())
        }
        DialogLink::None => UNKNOWN_LABEL.to_owned(),
    }
}

//! Dialogporten: the recipient's inbox (integrations §10). Every id that is sent follows from what it is about, so "already exists"
//! is success, and nothing is sent twice with different ids.

mod activity;
mod confirmed;
mod dialog;
mod new_dialog;
mod new_transmission;

use correspondence_domain::identifiers::DialogId;

use crate::error::RemoteError;
use crate::http::{Answer, Call, Remote};

pub use activity::{ActivityType, Actor, NewActivity};
pub use dialog::{ApiActionOfDialog, Dialog};
pub use new_dialog::{
    ApiAction, ApiEndpoint, ContentValue, DialogAttachment, DialogAttachmentUrl, DialogContent, DialogStatus, GuiAction, GuiActionTitle,
    HttpMethod, Localized, MARKDOWN_REFERENCE, NewDialog, Priority, SearchTag, ServiceOwnerContext, ServiceOwnerLabel, SystemLabel,
};
pub use new_transmission::{NewTransmission, TransmissionContent};

const DIALOGS: &str = "dialogporten/api/v1/serviceowner/dialogs";

/// The client.
#[derive(Clone, Debug)]
pub struct Dialogporten {
    remote: Remote,
}

impl Dialogporten {
    pub(crate) fn new(remote: Remote) -> Self {
        Self { remote }
    }

    /// Creates a dialog. One that exists already under this id is taken as created by an earlier attempt.
    ///
    /// # Errors
    /// [`RemoteError`] when the remote refused or its answer holds no id; then the next attempt meets "already exists".
    pub async fn create(&self, dialog: &NewDialog) -> Result<DialogId, RemoteError> {
        let answer = self.remote.send(Call::post(DIALOGS).json(dialog)).await?;
        if exists_already(&answer) {
            return Ok(dialog.id);
        }
        let answer = answer.success()?;
        answer.json()?.as_str().and_then(|id| id.parse().ok()).ok_or_else(|| answer.unreadable("no id of the dialog"))
    }

    /// Adds a line to a dialog's history without telling its users. One that exists already under this id is success.
    ///
    /// # Errors
    /// [`RemoteError`] when the remote refused; [`RemoteError::status`] 404 or 410 when the dialog is gone.
    pub async fn add_activity(&self, dialog: DialogId, activity: &NewActivity) -> Result<(), RemoteError> {
        let path = format!("{DIALOGS}/{dialog}/activities?isSilentUpdate=true");
        let answer = self.remote.send(Call::post(path).json(activity)).await?;
        if exists_already(&answer) { Ok(()) } else { answer.success().map(drop) }
    }

    /// Puts a transmission into a dialog, which may be somebody else's; nothing else of it is changed. One that exists already under
    /// this id is success.
    ///
    /// # Errors
    /// [`RemoteError`] when the remote refused; [`RemoteError::status`] 404 or 410 when the dialog is gone.
    pub async fn add_transmission(&self, dialog: DialogId, transmission: &NewTransmission) -> Result<(), RemoteError> {
        let answer = self.remote.send(Call::post(format!("{DIALOGS}/{dialog}/transmissions")).json(transmission)).await?;
        if exists_already(&answer) { Ok(()) } else { answer.success().map(drop) }
    }

    /// The dialog as it is now; none when there is none of this id. A deleted one is shown until it is purged.
    ///
    /// # Errors
    /// [`RemoteError`] when the remote gave no usable answer.
    pub async fn get(&self, dialog: DialogId) -> Result<Option<Dialog>, RemoteError> {
        let answer = self.remote.send(Call::get(format!("{DIALOGS}/{dialog}"))).await?;
        if answer.status == 404 {
            return Ok(None);
        }
        let answer = answer.success()?;
        Dialog::read(&answer.json()?).map(Some).ok_or_else(|| answer.unreadable("a dialog without a required member"))
    }

    /// Takes the confirm actions (those that lead to `confirm_url`) off the dialog and lets it ask for attention no more: looks at the
    /// dialog, then changes it in one step by position. False when there was nothing to change.
    ///
    /// # Errors
    /// [`RemoteError`] when the remote refused; status 404 or 410 when the dialog is gone.
    pub async fn patch_confirmed(&self, dialog: DialogId, confirm_url: &str) -> Result<bool, RemoteError> {
        let answer = self.remote.send(Call::get(format!("{DIALOGS}/{dialog}"))).await?.success()?;
        let current = Dialog::read(&answer.json()?).ok_or_else(|| answer.unreadable("a dialog without a required member"))?;
        let operations = confirmed::operations(&current, confirm_url);
        if operations.is_empty() {
            return Ok(false);
        }
        let call = Call::patch(format!("{DIALOGS}/{dialog}?isSilentUpdate=true")).json(&operations);
        self.remote.send(call).await?.success().map(|_| true)
    }

    /// Moves a dialog out of sight; its history stays. False when it was gone already, and not by an earlier try of this call whose
    /// answer was lost.
    ///
    /// # Errors
    /// [`RemoteError`] when the remote refused.
    pub async fn soft_delete(&self, dialog: DialogId) -> Result<bool, RemoteError> {
        let answer = self.remote.send(Call::delete(format!("{DIALOGS}/{dialog}"))).await?;
        match answer.status {
            404 | 410 => Ok(answer.is_of_repetition),
            _ => answer.success().map(|_| true),
        }
    }

    /// Removes a dialog for good. One that is gone already is success.
    ///
    /// # Errors
    /// [`RemoteError`] when the remote refused.
    pub async fn purge(&self, dialog: DialogId) -> Result<(), RemoteError> {
        let answer = self.remote.send(Call::post(format!("{DIALOGS}/{dialog}/actions/purge"))).await?;
        if answer.status == 404 { Ok(()) } else { answer.success().map(drop) }
    }

    /// The shelf on which the recipient keeps the dialog, for show: `Default` when it is unknown or cannot be told (integrations §10.6).
    pub async fn system_label(&self, dialog: DialogId) -> String {
        let label = match self.get(dialog).await {
            Ok(found) => found.and_then(|dialog| dialog.system_label).and_then(|label| SystemLabel::from_name(&label)),
            Err(error) => {
                tracing::warn!(%dialog, %error, "the system label of a dialog could not be looked up; shown as Default");
                None
            }
        };
        label.unwrap_or(SystemLabel::Default).name().to_owned()
    }
}

/// The remote's way of saying that an id is taken (integrations §10.1).
fn exists_already(answer: &Answer) -> bool {
    answer.status == 422 && answer.mentions("already exists")
}

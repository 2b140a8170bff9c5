//! Shows a letter to its recipient or sender (lifecycle §7).

use correspondence_domain::correspondence::{Content, Letter};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::{CorrespondenceId, PartyUuid};
use correspondence_storage::StorageError;
use jiff::SignedDuration;

use crate::access::LetterAccess;
use crate::caller::Caller;
use crate::view::LetterView;
use crate::{App, AppError, access, publish};

/// Looks of one party within this time count once (lifecycle §7).
pub(crate) const FETCH_DEBOUNCE: SignedDuration = SignedDuration::from_secs(15);

/// Shows the letter, and notes that the recipient looked.
///
/// # Errors
/// 1001, 4001, 4006 or 4002, in the order of lifecycle §7.
pub async fn overview(app: &App, caller: &Caller, id: CorrespondenceId) -> Result<LetterView, AppError> {
    let opened = open(app, caller, id).await?;
    if caller.acts_as_recipient(opened.access) {
        require_available(&opened.letter)?;
        let mut transaction = app.storage.begin().await?;
        transaction.record_fetch(id, opened.party, app.now(), Some(FETCH_DEBOUNCE)).await?;
        transaction.commit().await?;
    }
    Ok(opened.view(app).await?)
}

/// A letter that the caller may see, before any effect of seeing it.
pub(crate) struct Opened {
    pub(crate) letter: Letter,
    pub(crate) content: Content,
    pub(crate) access: LetterAccess,
    pub(crate) party: PartyUuid,
}

impl Opened {
    pub(crate) async fn view(self, app: &App) -> Result<LetterView, StorageError> {
        LetterView::new(app, self.letter, self.content, self.access.as_recipient).await
    }
}

/// The steps that overview and content share: 1001, 4001, publish when it is overdue, 1001 when purged, 4002.
pub(crate) async fn open(app: &App, caller: &Caller, id: CorrespondenceId) -> Result<Opened, AppError> {
    let (mut letter, mut content) = app.storage.letter_and_content(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
    let access = access::to_letter(app, caller, &letter).await?;
    if caller.acts_as_recipient(access) && publish::publish_overdue(app, &letter).await {
        (letter, content) = app.storage.letter_and_content(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
    }
    if letter.state.is_purged() {
        return Err(ErrorNumber::CorrespondenceNotFound.into());
    }
    let party = caller.party(app).await?.uuid;
    Ok(Opened { letter, content, access, party })
}

pub(crate) fn require_available(letter: &Letter) -> Result<(), AppError> {
    if letter.state.is_available_to_recipient() { Ok(()) } else { Err(ErrorNumber::CorrespondenceNotFound.into()) }
}

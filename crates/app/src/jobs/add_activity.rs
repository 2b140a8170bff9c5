//! Notes in a letter's dialog what the recipient did: opened, confirmed, fetched a file (integrations §10.5). A failed note blocks nothing.

use std::sync::Arc;

use correspondence_domain::correspondence::{DialogLink, Letter};
use correspondence_domain::identifiers::{ActivityId, AttachmentId, JobId, dialog_part_id};
use correspondence_domain::party::{PartyKind, PartyUrn};
use correspondence_domain::text::dialog as dialog_text;
use correspondence_domain::time::Timestamp;
use correspondence_jobs::Outcome;
use correspondence_platform::RemoteError;
use correspondence_platform::dialogporten::{ActivityType, Actor, Localized, NewActivity};
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};

use super::per_letter::PerLetter;
use crate::App;

const KIND: &str = "add-activity";

/// A note that was refused as wrong after so many attempts, some minutes, will not become right (a clock that runs behind would have
/// by then). Jobs behind it in the lane, which change or delete the dialog, wait no longer.
const MOST_REFUSALS: u32 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Act {
    Opened,
    Confirmed,
    /// One line for each file and party, whichever way and however often it is fetched.
    DownloadStarted {
        attachment: AttachmentId,
    },
}

#[derive(Serialize, Deserialize)]
struct Payload {
    act: Act,
    at: Timestamp,
    /// Who did it, as the token names them; none when it names nobody.
    caller: Option<PartyUrn>,
}

/// The job that notes the first reading of the letter.
pub(crate) fn opened(id: JobId, letter: &Letter, caller: Option<PartyUrn>, at: Timestamp) -> Option<NewJob> {
    job(id, letter, &Payload { act: Act::Opened, at, caller })
}

/// The job that notes the confirmation of the letter.
pub(crate) fn confirmed(id: JobId, letter: &Letter, caller: Option<PartyUrn>, at: Timestamp) -> Option<NewJob> {
    job(id, letter, &Payload { act: Act::Confirmed, at, caller })
}

/// The job that notes that the caller fetched a file of the letter.
pub(crate) fn download_started(
    id: JobId,
    letter: &Letter,
    attachment: AttachmentId,
    caller: Option<PartyUrn>,
    at: Timestamp,
) -> Option<NewJob> {
    job(id, letter, &Payload { act: Act::DownloadStarted { attachment }, at, caller })
}

fn job(id: JobId, letter: &Letter, payload: &Payload) -> Option<NewJob> {
    let at = payload.at;
    let payload = serde_json::json!(payload);
    let shown = letter.dialog != DialogLink::None;
    shown.then_some(NewJob { id, kind: KIND, subject: letter.id.0, channel: Channel::Dialog, due_at: at, payload })
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerLetter {
    PerLetter { app, kind: KIND, act: |app, job, letter| add(app, job, letter).boxed() }
}

async fn add(app: &App, job: &Job, letter: Option<&Letter>) -> Result<(), Outcome> {
    let payload: Payload = super::payload(job)?;
    let Some(letter) = letter else { return Ok(()) };
    let (DialogLink::Own(dialog) | DialogLink::Foreign(dialog)) = letter.dialog else { return Ok(()) };
    let again = |error: RemoteError| Outcome::Retry(error.to_string());
    let actor = actor(app, letter, payload.caller).await.map_err(again)?;
    let id = |purpose: &str| ActivityId(dialog_part_id(letter.id, payload.at, purpose));
    let activity = match (payload.act, letter.transmission) {
        (Act::Opened, None) => NewActivity::new(id("opened"), ActivityType::CorrespondenceOpened, payload.at, Actor::Party(actor)),
        (Act::Opened, Some(transmission)) => NewActivity::transmission_opened(id("opened"), transmission, payload.at, Actor::Party(actor)),
        (Act::Confirmed, _) => NewActivity::new(id("confirmed"), ActivityType::CorrespondenceConfirmed, payload.at, Actor::Party(actor)),
        (Act::DownloadStarted { attachment }, _) => fetched(app, letter, attachment, payload.at, actor).await?,
    };
    match app.platform.dialogs.add_activity(dialog, &activity).await {
        Ok(()) => Ok(()),
        Err(error) if error.is_gone() => Ok(()), // the dialog was deleted meanwhile
        Err(error) if matches!(error.status(), Some(400 | 422)) && job.attempts >= MOST_REFUSALS => Err(Outcome::GiveUp(error.to_string())),
        Err(error) => Err(again(error)),
    }
}

/// Its id follows from letter, file and actor alone: the remote has it already when they fetch the file again.
async fn fetched(app: &App, letter: &Letter, id: AttachmentId, at: Timestamp, actor: PartyUrn) -> Result<NewActivity, Outcome> {
    let attachment = app.storage.attachment(id).await.map_err(|error| Outcome::Retry(error.to_string()))?;
    let attachment = attachment.ok_or_else(|| Outcome::GiveUp("the attachment does not exist".to_owned()))?;
    let activity = ActivityId(dialog_part_id(letter.id, letter.created_at, &format!("download:{id}:{actor}")));
    let text = dialog_text::download_started(attachment.shown_name());
    let description = text.into_iter().map(|(language, text)| Localized::new(text, language)).collect();
    Ok(NewActivity::information(activity, at, Actor::Party(actor), description))
}

/// The remote takes persons, organisations and e-mail users as actors; a party id never leaves us as one (decision 16).
async fn actor(app: &App, letter: &Letter, caller: Option<PartyUrn>) -> Result<PartyUrn, RemoteError> {
    let Some(caller) = caller else { return Ok(letter.recipient.clone()) };
    match caller.kind() {
        Some(PartyKind::Organisation | PartyKind::Person | PartyKind::Email | PartyKind::SelfIdentified) => Ok(caller),
        _ => Ok(app
            .platform
            .register
            .party(&caller)
            .await?
            .and_then(|party| party.external_urn.clone())
            .unwrap_or_else(|| letter.recipient.clone())),
    }
}

//! Tells subscribers of a transition through Altinn Events. A refused event is tried again, never only logged (lifecycle O42).

use std::sync::Arc;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::event::{AttachmentEvent, Event, LetterEvent};
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId, JobId, event_id};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use correspondence_jobs::Outcome;
use correspondence_platform::CloudEvent;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::per_letter::PerLetter;
use crate::App;

const KIND: &str = "publish-event";

#[derive(Serialize, Deserialize)]
struct Payload {
    event: String,
    at: Timestamp,
}

/// The job that tells of `event` of a letter, which happened `at`.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, event: LetterEvent, at: Timestamp) -> NewJob {
    about(id, correspondence.0, Event::Letter(event), at)
}

/// The job that tells the sender of `event` of an attachment, which happened `at`.
pub(crate) fn attachment_job(id: JobId, attachment: AttachmentId, event: AttachmentEvent, at: Timestamp) -> NewJob {
    about(id, attachment.0, Event::Attachment(event), at)
}

fn about(id: JobId, subject: Uuid, event: Event, at: Timestamp) -> NewJob {
    let payload = serde_json::json!({ "event": event.name(), "at": at });
    NewJob { id, kind: KIND, subject, channel: Channel::Events, payload, due_at: at }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerLetter {
    PerLetter { app, kind: KIND, act: |app, job, letter| publish(app, job, letter).boxed() }
}

/// What an event says besides its name.
struct Told {
    /// The last part of its source.
    collection: &'static str,
    resource: ResourceId,
    party: PartyUrn,
}

async fn publish(app: &App, job: &Job, letter: Option<&Letter>) -> Result<(), Outcome> {
    let payload: Payload = super::payload(job)?;
    let event = Event::from_name(&payload.event).ok_or_else(|| Outcome::GiveUp(format!("{} is no event", payload.event)))?;
    let told = match event {
        Event::Letter(event) => of_letter(event, letter)?,
        Event::Attachment(_) => of_attachment(app, AttachmentId(job.subject)).await?,
    };
    let source = format!("{}/correspondence/api/v1/{}", app.settings.public_url, told.collection);
    let id = event_id(job.subject, event.name());
    let cloud_event = CloudEvent::new(id, event.name(), payload.at, &told.resource, job.subject, Some(&told.party), source);
    app.platform.events.publish(&cloud_event).await.map_err(|error| Outcome::Retry(error.to_string()))
}

fn of_letter(event: LetterEvent, letter: Option<&Letter>) -> Result<Told, Outcome> {
    let letter = letter.ok_or_else(|| Outcome::GiveUp("the correspondence does not exist".to_owned()))?;
    let party = if event.concerns_recipient() { letter.recipient.clone() } else { letter.sender() };
    Ok(Told { collection: "correspondence", resource: letter.resource.clone(), party })
}

async fn of_attachment(app: &App, id: AttachmentId) -> Result<Told, Outcome> {
    let attachment = app.storage.attachment(id).await.map_err(|error| Outcome::Retry(error.to_string()))?;
    let attachment = attachment.ok_or_else(|| Outcome::GiveUp("the attachment does not exist".to_owned()))?;
    let party = attachment.sender();
    Ok(Told { collection: "attachment", resource: attachment.resource, party })
}

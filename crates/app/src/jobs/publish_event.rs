//! Tells subscribers of a transition through Altinn Events. A refused event is tried again, never only logged (lifecycle O42).

use std::sync::Arc;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::event::LetterEvent;
use correspondence_domain::identifiers::{CorrespondenceId, JobId, event_id};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::Outcome;
use correspondence_platform::CloudEvent;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};

use super::per_letter::PerLetter;
use crate::App;

const KIND: &str = "publish-event";

#[derive(Serialize, Deserialize)]
struct Payload {
    event: String,
    at: Timestamp,
}

/// The job that tells of `event`, which happened `at`.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, event: LetterEvent, at: Timestamp) -> NewJob {
    let payload = serde_json::json!({ "event": event.name(), "at": at });
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Events, payload, due_at: at }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerLetter {
    PerLetter { app, kind: KIND, act: |app, job, letter| publish(app, job, letter).boxed() }
}

async fn publish(app: &App, job: &Job, letter: Option<&Letter>) -> Result<(), Outcome> {
    let payload: Payload = super::payload(job)?;
    let event = LetterEvent::from_name(&payload.event).ok_or_else(|| Outcome::GiveUp(format!("{} is no event", payload.event)))?;
    let letter = letter.ok_or_else(|| Outcome::GiveUp("the correspondence does not exist".to_owned()))?;
    let party = if event.concerns_recipient() { letter.recipient.clone() } else { letter.sender() };
    let source = format!("{}/correspondence/api/v1/correspondence", app.settings.public_url);
    let cloud_event =
        CloudEvent::new(event_id(letter.id.0, event.name()), event.name(), payload.at, &letter.resource, letter.id.0, Some(&party), source);
    app.platform.events.publish(&cloud_event).await.map_err(|error| Outcome::Retry(error.to_string()))
}

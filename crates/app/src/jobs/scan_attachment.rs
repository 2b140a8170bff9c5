//! Asks clamd about the bytes of a file and takes its verdict. The jobs have a channel of their own: a scan takes as long as the file is
//! large, and nothing else waits for it.
//!
//! What clamd cannot tell is never taken for clean: the file waits then, and operators are told (decision 21).

use std::sync::Arc;

use correspondence_blobs::BlobKey;
use correspondence_blobs::clamd;
use correspondence_domain::identifiers::{AttachmentId, JobId, PartyUuid};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use serde_json::Value;

use crate::App;
use crate::attachments::verdict::{self, Verdict};
use crate::settings::Scanner;

const KIND: &str = "scan-attachment";

/// How long a file is left alone when every attempt to have it scanned was in vain.
const PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// The job that has the file's bytes looked at now.
pub(crate) fn job(id: JobId, attachment: AttachmentId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: attachment.0, channel: Channel::Scans, payload: Value::Null, due_at: now }
}

pub(super) struct ScanAttachment(pub(super) Arc<App>);

impl Handler for ScanAttachment {
    fn kind(&self) -> &'static str {
        KIND
    }

    /// Each file is settled when its own scan is.
    fn batch_size(&self) -> usize {
        1
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        let scanned = |job: &'a Job| async move {
            let outcome = scan(&self.0, AttachmentId(job.subject)).await;
            outcome.map_or_else(|error| Outcome::Retry(format!("{error:#}")), |()| Outcome::Done)
        };
        super::each(jobs.iter().map(scanned).collect()).boxed()
    }

    fn gave_up<'a>(&'a self, job: &'a Job, error: &'a str) -> BoxFuture<'a, Result<(), String>> {
        tracing::error!(attachment.id = %job.subject, error, "a file could not be scanned; it is tried again in an hour");
        async { again(&self.0, AttachmentId(job.subject)).await.map_err(|error| error.to_string()) }.boxed()
    }
}

/// Letters may wait for the file: as long as it has no verdict clamd is asked for one, and operators are told (decision 21).
async fn again(app: &App, id: AttachmentId) -> Result<(), StorageError> {
    let later = app.now().plus(PAUSE);
    let mut transaction = app.storage.begin().await?;
    transaction.enqueue(&[job(app.new_job_id(later, 0), id, later)]).await?;
    transaction.commit().await
}

async fn scan(app: &App, id: AttachmentId) -> anyhow::Result<()> {
    let Scanner::Clamd(clamd) = &app.settings.attachments.scanner else {
        tracing::warn!(attachment.id = %id, "clamd is not the scanner any more: the file waits for a verdict by webhook");
        return Ok(());
    };
    let Some(attachment) = app.storage.attachment(id).await? else { return Ok(()) };
    // A verdict that came before these bytes says nothing of them.
    let is_judged =
        attachment.condemned_at.is_some() || (attachment.published_at.is_some() && attachment.published_at >= attachment.stored_at);
    let Some(upload) = attachment.bytes().filter(|_| !is_judged) else { return Ok(()) };
    // Before a scan that may take long. A sender that Register does not know is no reason against a verdict.
    let sender = app.platform.register.party(&attachment.sender()).await?.map_or(PartyUuid::UNKNOWN, |party| party.uuid);
    // Bytes that are gone belonged to a file that goes: if it stays, the next attempt finds out.
    let bytes = app.blobs.open(BlobKey { attachment: id, upload }, None).await?;
    let bytes = bytes.ok_or_else(|| anyhow::anyhow!("the bytes of the file are not in the store"))?;
    let verdict = match clamd.scan(bytes.stream).await? {
        clamd::Verdict::Clean => Verdict::Clean,
        clamd::Verdict::Infected(name) => Verdict::Refused { reason: name },
        clamd::Verdict::TooLarge => {
            tracing::warn!(attachment.id = %id, size = bytes.size, "clamd does not look at files so large; it waits for a verdict by webhook");
            return Ok(());
        }
    };
    Ok(verdict::take(app, id, Some(upload), &verdict, sender).await?)
}

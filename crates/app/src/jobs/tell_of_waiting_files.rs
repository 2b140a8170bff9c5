//! Tells operators of files that wait for their scanner's verdict: once an hour after they came, and every morning (decision 21). Nothing
//! fails by itself for it.

use std::fmt::Write;
use std::sync::Arc;

use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::StorageError;
use correspondence_storage::jobs::Job;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::SignedDuration;

use crate::App;
use crate::attachments::waiting::PATIENCE;

const KIND: &str = "tell-of-waiting-files";

/// How often it is looked.
const EVERY: SignedDuration = SignedDuration::from_mins(10);

/// The hour of the day, in UTC, of the daily message.
const MORNING: SignedDuration = SignedDuration::from_hours(6);

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Files that a message names.
const NAMED: u16 = 5;

/// The next full ten minutes.
pub(super) fn next(after: Timestamp) -> Timestamp {
    let every = micros(EVERY);
    Timestamp::from_micros((after.as_micros().div_euclid(every) + 1).saturating_mul(every))
}

pub(super) struct TellOfWaitingFiles(pub(super) Arc<App>);

impl Handler for TellOfWaitingFiles {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        let told = |job: &'a Job| async move {
            let told = tell(&self.0, job.due_at.minus(EVERY)).await;
            told.map_or_else(|error| Outcome::Retry(error.to_string()), |()| Outcome::Done)
        };
        super::each(jobs.iter().map(told).collect()).boxed()
    }
}

/// Tells of what came up since the last look, which was not before `since`: when the clock jumps, what lies between is not missed.
async fn tell(app: &App, since: Timestamp) -> Result<(), StorageError> {
    let now = app.now();
    let until = now.minus(PATIENCE);
    let waiting = app.storage.waiting_files(until, since.minus(PATIENCE)).await?;
    let Some(oldest) = waiting.oldest else { return Ok(()) };
    if waiting.latest == 0 && mornings(now) == mornings(since) {
        return Ok(());
    }
    let mut text = format!(
        "Attachments that have waited for the malware scanner's verdict for more than an hour: {}, the first since {oldest}:",
        waiting.files
    );
    for id in app.storage.longest_waiting_files(until, NAMED).await? {
        // Writing to a String cannot fail.
        let _ = write!(text, " {id}");
    }
    if waiting.files > u64::from(NAMED) {
        text.push_str(" …");
    }
    tracing::error!(files = waiting.files, %oldest, "files wait for the verdict of the malware scanner");
    app.platform.slack.tell(text);
    Ok(())
}

/// How many mornings there were.
fn mornings(at: Timestamp) -> i64 {
    at.minus(MORNING).as_micros().div_euclid(micros(DAY))
}

fn micros(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_looks_every_ten_minutes_and_speaks_every_morning() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        assert_eq!(next(at("2026-03-02T09:15:30Z")), at("2026-03-02T09:20:00Z"));
        assert_eq!(next(at("2026-03-02T09:50:00Z")), at("2026-03-02T10:00:00Z"));
        assert_eq!(mornings(at("2026-03-02T06:00:00Z")), mornings(at("2026-03-03T05:59:59Z")));
        assert_eq!(mornings(at("2026-03-02T05:59:59Z")) + 1, mornings(at("2026-03-02T06:00:00Z")));
    }
}

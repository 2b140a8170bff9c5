//! Letters from their creation until they are published and everything that follows has reached the platform. Latency is each letter's own,
//! from `created` to `published` in its overview. Compared with transactions of pgbench that write what one letter writes in all.

use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use hdrhistogram::Histogram;
use jiff::Timestamp;
use serde_json::Value;

use super::{Outcome, Scene};
use crate::load::{self, Figures, Load, per_second};
use crate::process::Process;
use crate::report::note;

/// The longest time that all of it may take.
const PATIENCE: Duration = Duration::from_mins(10);
/// Time between two questions to a server that does not tell when it is done.
const STEP: Duration = Duration::from_millis(200);
/// Overviews read at once, afterwards.
const READERS: u32 = 8;

pub(super) async fn run(scene: &Scene) -> Outcome {
    scene.create_lot("warm").await?;
    scene.wait_for_jobs().await?;
    let mut measured = None;
    let work = async {
        measured = Some(publish(scene).await?);
        Ok(())
    };
    let rows = scene.count_rows(scene.arguments.letters, work).await?;
    let figures = measured.context("nothing was measured")?;
    scene.report_writing("publish", &figures, 1, &rows)?;
    Ok(figures)
}

async fn publish(scene: &Scene) -> Outcome {
    let before = scene.process.map(Process::usage).transpose()?;
    let start = Instant::now();
    let mut ids = Vec::new();
    while u64::try_from(ids.len())? < scene.arguments.letters {
        ids.extend(scene.create_lot(&format!("P-{}", ids.len())).await?);
        ensure!(start.elapsed() < PATIENCE, "the letters could not be created in time");
    }
    note(&format!("publish: {} letters were created at {:.0} letters/s", ids.len(), per_second(ids.len().try_into()?, start.elapsed())));
    if !scene.caller.drain().await? {
        let last = ids.last().context("no letters")?;
        while scene.caller.overview(last).await?["published"].is_null() {
            ensure!(start.elapsed() < PATIENCE, "the letters were not published in time");
            tokio::time::sleep(STEP).await;
        }
        note("publish: the server has no clock control: the end is the publication of the last letter");
    }
    let elapsed = start.elapsed();
    let usage = match (scene.process, before) {
        (Some(process), Some(before)) => Some(process.usage()?.since(before)),
        _ => None,
    };
    let latency = latencies(scene, ids).await?;
    Ok(Figures { done: latency.len(), failed: 0, first_failure: None, elapsed, latency, usage })
}

/// How long each letter waited for its publication.
async fn latencies(scene: &Scene, ids: Vec<String>) -> anyhow::Result<Histogram<u64>> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let caller = scene.caller.clone();
    let load = Load { clients: READERS, duration: PATIENCE, most: ids.len().try_into()? };
    let read = load::run(load, None, move |number| {
        let (caller, id, sender) = (caller.clone(), ids[usize::try_from(number).unwrap_or_default()].clone(), sender.clone());
        async move { Ok(sender.send(wait_of(&caller.overview(&id).await?)?)?) }
    })
    .await?;
    if let Some(failure) = read.first_failure {
        bail!("{} letters were not published: {failure}", read.failed);
    }
    let mut latency = Histogram::<u64>::new(3)?;
    for wait in receiver {
        latency.record(wait)?;
    }
    Ok(latency)
}

/// Microseconds from creation to publication.
fn wait_of(overview: &Value) -> anyhow::Result<u64> {
    let at = |name: &str| -> anyhow::Result<Timestamp> {
        let text = overview[name].as_str().with_context(|| format!("{name} is missing, status {}", overview["status"]))?;
        Ok(text.parse()?)
    };
    let wait = at("published")?.duration_since(at("created")?);
    Ok(u64::try_from(wait.as_micros()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_wait_is_read_from_the_overview() {
        let overview = json!({ "created": "2026-03-02T08:15:30+00:00", "published": "2026-03-02T08:15:30.25+00:00" });
        assert_eq!(wait_of(&overview).unwrap(), 250_000);
        assert!(wait_of(&json!({ "created": "2026-03-02T08:15:30+00:00", "published": null, "status": "Failed" })).is_err());
    }
}

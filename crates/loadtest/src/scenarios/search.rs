//! The newest 50 letters of a sender under one resource. Compared with pgbench reading 50 rows by an index and one by its key.

use anyhow::ensure;

use super::{Outcome, Scene};
use crate::letters;
use crate::load;

const PAGE: u64 = 50;

pub(super) async fn run(scene: &Scene) -> Outcome {
    scene.create_lot("S").await?;
    scene.wait_for_jobs().await?;
    let caller = scene.caller.clone();
    let figures = load::run(scene.load(u64::MAX), scene.process, move |_| {
        let caller = caller.clone();
        async move {
            let page = PAGE.to_string();
            let found = caller.search(&[("resourceId", letters::RESOURCE), ("role", "Sender"), ("pageSize", &page)]).await?;
            ensure!(found == usize::try_from(PAGE)?, "the search found {found} letters");
            Ok(())
        }
    })
    .await?;
    scene.report_reading("search", &figures, PAGE)?;
    Ok(figures)
}

//! 500 letters a request. Compared with transactions of pgbench that write the same rows in a handful of statements.

use super::{Outcome, Scene};
use crate::letters;
use crate::load;

/// Requests by which the rows are counted.
const COUNTED: u64 = 2;

pub(super) async fn run(scene: &Scene) -> Outcome {
    let rows = scene.count_rows(COUNTED, count(scene)).await?;
    let caller = scene.caller.clone();
    let figures = load::run(scene.load(u64::MAX), scene.process, move |number| {
        let caller = caller.clone();
        async move { caller.create(&letters::request(&format!("L-{number}"), 0..letters::LOT)).await.map(drop) }
    })
    .await?;
    scene.report_writing("create-lot", &figures, letters::LOT, &rows)?;
    Ok(figures)
}

async fn count(scene: &Scene) -> anyhow::Result<()> {
    for number in 0..COUNTED {
        scene.create_lot(&format!("K-{number}")).await?;
    }
    Ok(())
}

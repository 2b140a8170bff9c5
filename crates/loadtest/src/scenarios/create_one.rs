//! One letter a request, from the call to the commit. Compared with transactions of pgbench that write the same rows.

use super::{Outcome, Scene};
use crate::letters;
use crate::load;

/// Letters by which the rows are counted.
const COUNTED: u64 = 100;

pub(super) async fn run(scene: &Scene) -> Outcome {
    scene.create_lot("warm").await?;
    let rows = scene.count_rows(COUNTED, count(scene)).await?;
    let caller = scene.caller.clone();
    let figures = load::run(scene.load(u64::MAX), scene.process, move |number| {
        let caller = caller.clone();
        async move { caller.create(&letters::request(&format!("E-{number}"), one(number))).await.map(drop) }
    })
    .await?;
    scene.report_writing("create-one", &figures, 1, &rows)?;
    Ok(figures)
}

/// One of the organisations that the server knows by now.
fn one(number: u64) -> std::ops::RangeInclusive<u64> {
    let place = number % letters::LOT;
    place..=place
}

async fn count(scene: &Scene) -> anyhow::Result<()> {
    for number in 0..COUNTED {
        scene.caller.create(&letters::request(&format!("C-{number}"), one(number))).await?;
    }
    Ok(())
}

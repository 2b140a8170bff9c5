//! Status and text of one letter, as its sender asks for them. Compared with pgbench reading one row by its key and one by an index.

use anyhow::ensure;

use super::{Outcome, Scene};
use crate::load;

pub(super) async fn run(scene: &Scene) -> Outcome {
    let ids = scene.create_lot("O").await?;
    ensure!(!ids.is_empty(), "there are no letters to look at");
    scene.wait_for_jobs().await?;
    let caller = scene.caller.clone();
    let figures = load::run(scene.load(u64::MAX), scene.process, move |number| {
        let place = usize::try_from(number).unwrap_or_default() % ids.len();
        let (caller, id) = (caller.clone(), ids[place].clone());
        async move { caller.overview(&id).await.map(drop) }
    })
    .await?;
    scene.report_reading("overview", &figures, 1)?;
    Ok(figures)
}

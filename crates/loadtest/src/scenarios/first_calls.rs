//! As many calls at once as there are clients, each to another recipient, on a server that has just started.

use std::time::Duration;

use super::{Outcome, Scene};
use crate::load::{self, Load};
use crate::{letters, report};

/// Recipients that no other scenario uses.
const FIRST_PLACE: u64 = 1_000_000;

pub(super) async fn run(scene: &Scene) -> Outcome {
    let caller = scene.caller.clone();
    let clients = scene.arguments.clients;
    let load = Load { clients, duration: Duration::from_mins(1), most: clients.into() };
    let figures = load::run(load, scene.process, move |number| {
        let caller = caller.clone();
        async move {
            let place = FIRST_PLACE + number;
            caller.create(&letters::request(&format!("F-{number}"), place..=place)).await.map(drop)
        }
    })
    .await?;
    report::line("first-calls", &figures, 1, None);
    let slowest = Duration::from_micros(figures.latency.max());
    report::note(&format!("all {clients} first calls were answered within {} ms", slowest.as_millis()));
    Ok(figures)
}

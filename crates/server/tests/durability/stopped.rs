//! SIGTERM (run-contract §1).

use std::time::{Duration, Instant};

use correspondence_testkit::Engine;

use crate::load::Load;
use crate::setting::{BOTH, Setting};
use crate::truth::every_letter_once;

/// Grace for requests and job steps, and room for the rest.
const ENDS_WITHIN: Duration = Duration::from_secs(15);

async fn stopped_among_creates(engine: Engine) {
    let setting = Setting::on(engine).await;
    let mut server = setting.serve(BOTH);
    let load = Load::start(&setting, &server, "stoppet", 800, 16);
    load.created(250).await;
    let asked = Instant::now();
    server.program.terminate();
    assert_eq!(server.program.ended().code(), Some(0), "{}", server.program.told());
    assert!(asked.elapsed() < ENDS_WITHIN, "{:?}", asked.elapsed());

    // Nobody works here, so a job that runs is one that was not given back.
    let mut server = setting.serve("api");
    let jobs = server.jobs().await;
    let running: Vec<_> = jobs.iter().filter(|job| job["state"] == "running").collect();
    assert!(running.is_empty(), "{running:#?}");
    load.move_to(&server);
    let sent = load.finished().await;
    server.program.terminate();
    assert_eq!(server.program.ended().code(), Some(0));

    let server = setting.serve(BOTH);
    server.settle().await;
    every_letter_once(&setting, &server, &sent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_told_to_stop_ends_in_time_and_loses_nothing_on_sqlite() {
    stopped_among_creates(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_told_to_stop_ends_in_time_and_loses_nothing_on_postgres() {
    stopped_among_creates(Engine::Postgres).await;
}

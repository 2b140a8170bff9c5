//! Several servers on one database.

use correspondence_testkit::Engine;
use reqwest::Method;

use crate::load::{Load, Outcome};
use crate::setting::{BOTH, Setting};
use crate::truth::every_letter_once;

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_takes_over_from_one_that_was_killed() {
    let setting = Setting::on(Engine::Postgres).await;
    let front = setting.serve("api");
    let mut worker = setting.serve("jobs");
    let load = Load::start(&setting, &front, "delt", 500, 8);
    load.created(150).await;
    setting.dialogs_reach(30).await;
    let _other = setting.serve("jobs");
    worker.program.kill();
    let sent = load.finished().await;
    assert!(sent.iter().all(|request| !matches!(request.outcome, Outcome::Unsure)), "the worker's end concerned a client");
    front.settle().await;
    every_letter_once(&setting, &front, &sent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_made_by_two_servers_are_published_once() {
    let setting = Setting::on(Engine::Postgres).await;
    let (one, two) = (setting.serve(BOTH), setting.serve(BOTH));
    let loads = [Load::start(&setting, &one, "en", 300, 8), Load::start(&setting, &two, "to", 300, 8)];
    let mut sent = Vec::new();
    for load in loads {
        sent.extend(load.finished().await);
    }
    // What one of them promised, the other knows.
    for request in sent.iter().step_by(50) {
        if let Outcome::Created(id) = &request.outcome {
            for server in [&one, &two] {
                let _ = server.api(Method::GET, &format!("/{id}"), &setting.sender).await.expect(200);
            }
        }
    }
    one.settle().await;
    every_letter_once(&setting, &two, &sent).await;
}

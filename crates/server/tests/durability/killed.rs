//! `kill -9`.

use std::collections::BTreeSet;

use correspondence_testkit::{API, Answer, Engine, LetterRequest, organisation_urn};
use reqwest::Method;

use crate::load::Load;
use crate::setting::{BOTH, Setting};
use crate::truth::{all_published_once, every_letter_once};

async fn killed_among_creates(engine: Engine) {
    let setting = Setting::on(engine).await;
    let mut server = setting.serve(BOTH);
    let load = Load::start(&setting, &server, "drept", 2000, 16);
    load.created(400).await;
    server.program.kill();
    let server = setting.serve(BOTH);
    load.move_to(&server);
    let sent = load.finished().await;
    server.settle().await;
    let letters = every_letter_once(&setting, &server, &sent).await;
    assert!(letters.len() >= 1800, "{} letters", letters.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_creates_keeps_what_it_promised_on_sqlite() {
    killed_among_creates(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_creates_keeps_what_it_promised_on_postgres() {
    killed_among_creates(Engine::Postgres).await;
}

async fn killed_while_publishing(engine: Engine) {
    const EACH: u32 = 300;
    let setting = Setting::on(engine).await;
    let mut server = setting.serve(BOTH);
    let recipients: Vec<String> = (0..EACH).map(organisation_urn).collect();
    let mut letters = BTreeSet::new();
    for _ in 0..2 {
        let call = server.call(Method::POST, API).bearer_auth(&setting.sender).json(LetterRequest::to(&recipients).body());
        let created = Answer::of(call.send().await.unwrap()).await.good();
        let ids = created["correspondences"].as_array().unwrap();
        letters.extend(ids.iter().map(|letter| letter["correspondenceId"].as_str().unwrap().to_owned()));
    }
    for more in [1, 40, 80] {
        setting.dialogs_reach(setting.dialogs().await + more).await;
        server.program.kill();
        server = setting.serve(BOTH);
    }
    server.settle().await;
    all_published_once(&setting, &server, &letters).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_again_and_again_makes_one_dialog_a_letter_on_sqlite() {
    killed_while_publishing(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_again_and_again_makes_one_dialog_a_letter_on_postgres() {
    killed_while_publishing(Engine::Postgres).await;
}

//! The platform does its work and the answer is lost, so that every call is made again: nobody must see that.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use correspondence_testkit::{API, Answer, Engine, LetterRequest, eventually, organisation, organisation_urn};
use reqwest::Method;
use serde_json::{Value, json};

use crate::setting::{BOTH, Server, Setting};
use crate::truth::{all_published_once, event_ids, events};

/// Of the next `times` calls of this kind, the remote does the work and the answer is lost.
async fn lose(setting: &Setting, remote: &str, method: &str, path: &str, times: u32) {
    let outage = json!({"remote": remote, "method": method, "path": path, "status": 503, "afterWork": true, "times": times});
    setting.outage(&outage).await;
}

async fn create(setting: &Setting, server: &Server, request: &LetterRequest) -> BTreeSet<String> {
    let call = server.call(Method::POST, API).bearer_auth(&setting.sender).json(request.body());
    let created = Answer::of(call.send().await.unwrap()).await.good();
    let ids = created["correspondences"].as_array().unwrap();
    ids.iter().map(|letter| letter["correspondenceId"].as_str().unwrap().to_owned()).collect()
}

async fn dialog(setting: &Setting, letter: &str) -> Value {
    setting.seen(&format!("/emulator/dialogs?correspondence={letter}")).await["dialogs"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_make_no_second_dialog_and_no_second_event() {
    let setting = Setting::on(Engine::Sqlite).await;
    let server = setting.serve(BOTH);
    // More than the quick repeats of every call, so that jobs are run again as well.
    lose(&setting, "dialogporten", "POST", "/dialogs", 130).await;
    lose(&setting, "events", "POST", "/events", 130).await;
    let recipients: Vec<String> = (0..30).map(organisation_urn).collect();
    let letters = create(&setting, &server, &LetterRequest::to(&recipients)).await;
    server.settle().await;
    all_published_once(&setting, &server, &letters).await;
    assert!(events(&setting).await.len() > 2 * letters.len(), "no answer was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_change_nothing_more_in_a_dialog() {
    let setting = Setting::on(Engine::Sqlite).await;
    let server = setting.serve(BOTH);
    let recipient = organisation(7);
    let reader = setting.token(&recipient, "altinn:correspondence.read").await;
    let letter = create(&setting, &server, &LetterRequest::to(&[organisation_urn(7)]).to_be_confirmed("2099-01-01T00:00:00Z")).await;
    let letter = letter.first().unwrap();
    settle_before_due_date(&server).await;
    let before = dialog(&setting, letter).await;
    let buttons = before["guiActions"].as_array().unwrap().len();

    // Every call is answered badly once, and well when it is made again.
    for (method, path) in [("POST", "/activities"), ("PATCH", "/dialogs"), ("DELETE", "/dialogs")] {
        lose(&setting, "dialogporten", method, path, 1).await;
    }
    lose(&setting, "events", "POST", "/events", 1).await;
    for (method, path) in [(Method::GET, ""), (Method::GET, "/content"), (Method::POST, "/confirm")] {
        let _ = server.api(method, &format!("/{letter}{path}"), &reader).await.expect(200);
    }
    settle_before_due_date(&server).await;
    let confirmed = dialog(&setting, letter).await;
    assert_eq!(confirmed["guiActions"].as_array().unwrap().len(), buttons - 1, "{confirmed:#}");
    assert_eq!(activities(&confirmed), ["CorrespondenceConfirmed", "CorrespondenceOpened"]);

    let _ = server.api(Method::DELETE, &format!("/{letter}/purge"), &reader).await.expect(200);
    settle_before_due_date(&server).await;
    let deleted = dialog(&setting, letter).await;
    assert!(deleted["deletedAt"].is_string(), "{deleted:#}");
    assert_eq!(activities(&deleted), ["CorrespondenceConfirmed", "CorrespondenceOpened", "DialogDeleted"]);
    let doubled: Vec<_> = event_ids(&setting).await.into_iter().filter(|(_, ids)| ids.len() != 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
}

fn activities(dialog: &Value) -> Vec<&str> {
    let mut types: Vec<&str> = dialog["activities"].as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap()).collect();
    types.sort_unstable();
    types
}

/// Waits until the job that looks at the due date is all that is left.
async fn settle_before_due_date(server: &Server) {
    eventually("the letter's jobs", async || {
        let jobs = server.jobs().await;
        jobs.iter().all(|job| job["kind"] == "check-due-date").then_some(())
    })
    .await;
}

/// The label on a letter's dialog is an ornament.
#[tokio::test(flavor = "multi_thread")]
async fn details_do_not_wait_for_a_dialogporten_that_is_silent() {
    let setting = Setting::on(Engine::Sqlite).await;
    let server = setting.serve(BOTH);
    let letter = create(&setting, &server, &LetterRequest::to(&[organisation_urn(7)])).await;
    server.settle().await;
    setting.outage(&json!({"remote": "dialogporten", "delayMs": 60_000})).await;
    let asked = Instant::now();
    let details = server.api(Method::GET, &format!("/{}/details", letter.first().unwrap()), &setting.sender).await.good();
    assert_eq!(details["systemLabel"], "Default");
    assert!(asked.elapsed() < Duration::from_secs(8), "{:?}", asked.elapsed());
}

//! `kill -9` between the answer to an upload and what the scanner says: the file gets its verdict once, and letters that wait for it go
//! once.

use std::collections::BTreeSet;

use correspondence_testkit::{API, Answer, Engine, Form, LetterRequest, SCAN_RESULTS, eventually, organisation_urn, scan_result};
use reqwest::Method;
use serde_json::{Value, json};

use crate::files::bytes_of;
use crate::setting::{Server, Setting};
use crate::truth::{all_published_once, found_clean_once};

const SCANNER: &str = "CORRESPONDENCE__ATTACHMENTS__SCANNER";

/// A file with the letters that brought it, and a file by itself.
struct Sent {
    letters: BTreeSet<String>,
    files: BTreeSet<String>,
}

impl Sent {
    async fn to(server: &Server, token: &str) -> Self {
        let file = server.announced(token, "a.txt").await;
        let _ = server.upload(token, &file, bytes_of(0, 70_000)).await.expect(200);
        let entries = json!([{"fileName": "vedtak.pdf", "sendersReference": "1"}]);
        let request = LetterRequest::to(&[0, 1, 2].map(organisation_urn)).letter("content.attachments", entries);
        let form = Form::of(&request).file("vedtak.pdf", &bytes_of(1, 70_000)).body();
        let call = server.call(Method::POST, &format!("{API}/upload")).bearer_auth(token);
        let sent = Answer::of(call.header("content-type", Form::media_type()).body(form).send().await.unwrap()).await.good();
        let letters = sent["correspondences"].as_array().unwrap();
        let letters = letters.iter().map(|letter| letter["correspondenceId"].as_str().unwrap().to_owned()).collect();
        Self { letters, files: [file, sent["attachmentIds"][0].as_str().unwrap().to_owned()].into() }
    }

    /// No file has a verdict yet.
    async fn all_wait(&self, server: &Server, token: &str) {
        for file in &self.files {
            assert_eq!(server.shown(token, file).await["status"], "UploadProcessing");
        }
        for letter in &self.letters {
            let shown = server.api(Method::GET, &format!("/{letter}"), token).await.good();
            assert_eq!(shown["status"], "Initialized");
        }
    }

    async fn all_went_once(&self, setting: &Setting, server: &Server) {
        server.drain().await;
        server.after("PT25H").await;
        all_published_once(setting, server, &self.letters).await;
        assert_eq!(found_clean_once(setting).await, self.files);
        for file in &self.files {
            let details = server.files(Method::GET, &format!("/{file}/details"), &setting.sender).send().await.unwrap();
            let details = Answer::of(details).await.good();
            let history: Vec<&Value> = details["statusHistory"].as_array().unwrap().iter().map(|row| &row["status"]).collect();
            assert_eq!(history, ["Initialized", "UploadProcessing", "Published"]);
        }
        assert_eq!(setting.stored_by_attachment(), self.files.iter().map(|file| (file.clone(), 1)).collect());
    }
}

/// Kills it; its leases are over when the next one comes.
async fn again(setting: &Setting, mut server: Server, scanner: &str) -> Server {
    server.program.kill();
    setting.database.let_leases_run_out().await;
    setting.serve_with(&[(SCANNER, scanner)])
}

async fn killed_while_clamd_looks(engine: Engine) {
    let setting = Setting::on(engine).await;
    setting.outage(&json!({"remote": "clamd", "delayMs": 600_000})).await;
    let server = setting.serve_with(&[(SCANNER, "clamav")]);
    let sent = Sent::to(&server, &setting.sender).await;
    eventually("scans under way", async || {
        let jobs = server.jobs().await;
        let scans = jobs.iter().filter(|job| job["kind"] == "scan-attachment" && job["state"] == "running");
        (scans.count() == sent.files.len()).then_some(())
    })
    .await;
    sent.all_wait(&server, &setting.sender).await;
    setting.end_outages().await;
    let server = again(&setting, server, "clamav").await;
    sent.all_went_once(&setting, &server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_while_clamd_looks_asks_again_on_sqlite() {
    killed_while_clamd_looks(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_while_clamd_looks_asks_again_on_postgres() {
    killed_while_clamd_looks(Engine::Postgres).await;
}

/// Killed before the verdict, which finds another server, and after it.
async fn killed_around_a_verdict(engine: Engine) {
    let setting = Setting::on(engine).await;
    let server = setting.serve_with(&[(SCANNER, "webhook")]);
    let sent = Sent::to(&server, &setting.sender).await;
    let mut server = again(&setting, server, "webhook").await;
    sent.all_wait(&server, &setting.sender).await;
    for file in &sent.files {
        let told = server.call(Method::POST, SCAN_RESULTS).json(&scan_result(file, "No threats found"));
        let _ = Answer::of(told.send().await.unwrap()).await.expect(200);
        server = again(&setting, server, "webhook").await;
        // Told again, since it may not have heard.
        let told = server.call(Method::POST, SCAN_RESULTS).json(&scan_result(file, "No threats found"));
        let _ = Answer::of(told.send().await.unwrap()).await.expect(200);
    }
    sent.all_went_once(&setting, &server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_around_a_verdict_takes_it_once_on_sqlite() {
    killed_around_a_verdict(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_around_a_verdict_takes_it_once_on_postgres() {
    killed_around_a_verdict(Engine::Postgres).await;
}

/// Without a scanner the bytes are the verdict.
async fn killed_after_the_answer(engine: Engine) {
    let setting = Setting::on(engine).await;
    let server = setting.serve_with(&[(SCANNER, "none")]);
    let sent = Sent::to(&server, &setting.sender).await;
    let server = again(&setting, server, "none").await;
    sent.all_went_once(&setting, &server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_after_its_answer_lets_the_letters_go_once_on_sqlite() {
    killed_after_the_answer(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_after_its_answer_lets_the_letters_go_once_on_postgres() {
    killed_after_the_answer(Engine::Postgres).await;
}

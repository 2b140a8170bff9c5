//! `kill -9` while bytes come in: no file claims bytes that it does not have, and no bytes stay that no file has (issue 5).

use std::collections::{BTreeMap, BTreeSet};

use correspondence_testkit::{API, Engine, Form, LetterRequest, eventually, organisation, organisation_urn};
use reqwest::Method;
use serde_json::json;

use crate::files::{Sending, bytes, bytes_of};
use crate::setting::{BOTH, Server, Setting};
use crate::truth::{every_letter_once, found_clean_once};
use crate::uploads::{RECIPIENT, Uploads, number_in};

/// Files that are uploaded, and how many of them were taken when the server is killed.
const FILES: usize = 120;
const KILLED_AFTER: [usize; 3] = [20, 45, 70];

/// Half-written files at the time, one of them the test's own.
const STAGED: usize = 3;

async fn killed_among_uploads(engine: Engine) {
    let setting = Setting::on(engine).await;
    let sender = &setting.sender;
    let mut server = setting.serve(BOTH);
    let uploads = Uploads::start(&setting, &server, FILES, 12);
    let mut interrupted = Vec::new();
    for taken in KILLED_AFTER {
        let file = server.announced(sender, "avbrutt.pdf").await;
        let upload = server.begin_upload(sender, &file, &bytes_of(0, 1_400_000)).await;
        let form = begin_form(&server, sender).await;
        interrupted.push(file);
        uploads.done(taken).await;
        eventually("half-written files", async || (setting.staged().len() >= STAGED).then_some(())).await;
        server.program.kill();
        for sending in [upload, form] {
            assert!(sending.end().await.is_err(), "nobody is left to answer");
        }
        if Some(&taken) == KILLED_AFTER.last() {
            setting.database.let_leases_run_out().await;
        }
        server = setting.serve(BOTH);
        uploads.move_to(&server);
    }
    let mut ended = uploads.finished().await;
    for (file, number) in std::mem::take(&mut ended.to_repeat) {
        let _ = server.upload(sender, &file, bytes(number)).await.expect(200);
        ended.files.insert(file, number);
    }
    server.drain().await;
    setting.make_old();
    server.after("PT25H").await;

    let letters = every_letter_once(&setting, &server, &ended.letters).await;
    for (file, number) in &ended.files {
        assert_eq!(server.shown(sender, file).await["status"], "Published");
        server.has_bytes(sender, file, &bytes(*number)).await;
    }
    let mut files: BTreeSet<String> = ended.files.into_keys().collect();
    files.extend(files_of_letters(&setting, &server, &letters).await);
    let clean = found_clean_once(&setting).await;
    assert!(files.is_subset(&clean), "{:?} were not found clean", files.difference(&clean));
    // Their server was killed before their letters were made.
    for file in clean.difference(&files) {
        assert_eq!(server.shown(sender, file).await["status"], "Purged");
    }
    let once: BTreeMap<String, usize> = files.iter().map(|file| (file.clone(), 1)).collect();
    assert_eq!(setting.stored_by_attachment(), once);

    for file in &interrupted {
        let shown = server.shown(sender, file).await;
        assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Failed"), Some("Upload interrupted")));
        server.has_no_bytes(sender, file).await;
        let _ = server.upload(sender, file, bytes(0)).await.expect(200);
        server.has_bytes(sender, file, &bytes(0)).await;
    }
}

/// A letter with a file of which some bytes were sent, with more to come.
async fn begin_form(server: &Server, token: &str) -> Sending {
    let entries = json!([{"fileName": "avbrutt.pdf", "sendersReference": "1"}]);
    let form = Form::of(&LetterRequest::to(&[organisation_urn(RECIPIENT)]).letter("content.attachments", entries));
    let body = form.file("avbrutt.pdf", &bytes_of(0, 2_000_000)).body();
    let call = server.call(Method::POST, &format!("{API}/upload")).bearer_auth(token);
    let sending = Sending::begin(call.header("content-type", Form::media_type()));
    for piece in body[..1_000_000].chunks(100_000) {
        sending.send(piece).await;
    }
    sending
}

/// The recipient gets the right bytes with each of the letters. Gives the ids of the files.
async fn files_of_letters(setting: &Setting, server: &Server, letters: &BTreeSet<String>) -> BTreeSet<String> {
    let recipient = setting.token(&organisation(RECIPIENT), "altinn:correspondence.read").await;
    let mut files = BTreeSet::new();
    for letter in letters {
        let shown = server.api(Method::GET, &format!("/{letter}"), &recipient).await.good();
        let [file] = &shown["content"]["attachments"].as_array().unwrap()[..] else { panic!("{shown:#}") };
        let id = file["id"].as_str().unwrap().to_owned();
        let fetched = server.api(Method::GET, &format!("/{letter}/attachment/{id}/download"), &recipient).await.expect(200);
        assert!(fetched.bytes == bytes(number_in(file["fileName"].as_str().unwrap())), "{letter} has other bytes");
        assert!(files.insert(id), "two letters of different requests share a file");
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_uploads_keeps_what_it_took_on_sqlite() {
    killed_among_uploads(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_uploads_keeps_what_it_took_on_postgres() {
    killed_among_uploads(Engine::Postgres).await;
}

/// The bytes lie in the store and the database does not know it yet: the attempt never happened.
async fn killed_before_the_commit(engine: Engine) {
    let setting = Setting::on(engine).await;
    let sender = &setting.sender;
    let mut server = setting.serve(BOTH);
    let (repeated, left) = (server.announced(sender, "a.txt").await, server.announced(sender, "b.txt").await);
    let bytes = [0, 1, 2].map(|number| bytes_of(number, 1_500_000));
    let mut uploads = Vec::new();
    for (file, bytes) in [(&repeated, &bytes[0]), (&left, &bytes[1])] {
        uploads.push((server.begin_upload(sender, file, &bytes[..1_400_000]).await, &bytes[1_400_000..]));
    }
    let obstacle = setting.database.hold_attachments().await;
    let mut answers = Vec::new();
    for (upload, rest) in uploads {
        upload.send(rest).await;
        answers.push(tokio::spawn(upload.end()));
    }
    for file in [&repeated, &left] {
        setting.bytes_lie_there(file).await;
    }
    server.program.kill();
    for answer in answers {
        let is_promised = answer.await.unwrap().is_ok_and(|answer| answer.status().is_success());
        assert!(!is_promised, "the client was promised something that the database does not know");
    }
    obstacle.release().await;

    let mut server = setting.serve(BOTH);
    for file in [&repeated, &left] {
        server.has_no_bytes(sender, file).await;
    }
    // For as long as its process could be alive, an attempt is left alone.
    server.upload(sender, &repeated, bytes[2].clone()).await.refused(400, 2005);
    server.program.kill();
    setting.database.let_leases_run_out().await;
    let server = setting.serve(BOTH);
    let _ = server.upload(sender, &repeated, bytes[2].clone()).await.expect(200);
    server.has_bytes(sender, &repeated, &bytes[2]).await;
    server.after("PT25H").await;
    server.has_bytes(sender, &repeated, &bytes[2]).await;
    assert_eq!(setting.stored_by_attachment(), [(repeated.clone(), 1)].into());

    // Nobody repeated this one: the janitor ended it, and it can be repeated ever after.
    let shown = server.shown(sender, &left).await;
    assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Failed"), Some("Upload interrupted")));
    server.has_no_bytes(sender, &left).await;
    let _ = server.upload(sender, &left, bytes[1].clone()).await.expect(200);
    server.has_bytes(sender, &left, &bytes[1]).await;
    server.settle().await;
    assert_eq!(setting.stored_by_attachment(), [(repeated, 1), (left, 1)].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_store_and_database_promises_no_bytes_on_sqlite() {
    killed_before_the_commit(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_store_and_database_promises_no_bytes_on_postgres() {
    killed_before_the_commit(Engine::Postgres).await;
}

//! Senders that pause in the middle of a body: tests of the parts as `dev` puts them together, in this process, so that the time of time
//! limits can be moved. It stands still only while it is moved: the databases and the platform live in real time.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::Method;
use correspondence_app::ProgramClock;
use correspondence_config::Config;
use correspondence_testkit::{
    API, ATTACHMENTS, DEMO, Form, LetterRequest, OWNER, TestDatabase, announcement, organisation_urn, share_keys,
};
use futures_util::stream;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::commands::dev::on_one_port;
use crate::http;
use crate::local_altinn::LocalAltinn;
use crate::parts::Parts;
use crate::randomness::SystemRandomness;
use crate::running::listen;

/// What must be tolerated, and what is too long.
const A_MINUTE: Duration = Duration::from_secs(61);
const TOO_LONG: Duration = Duration::from_secs(121);

/// More than a block of the upload.
const PIECE: usize = 1_500_000;

/// The server as a router, and the platform that it reaches over a port.
struct InProcess {
    router: Router,
    sender: String,
    folder: TempDir,
    _database: TestDatabase,
}

impl InProcess {
    async fn start(database: TestDatabase) -> Self {
        let folder = TempDir::new().unwrap();
        share_keys(folder.path());
        let (listener, address) = listen("127.0.0.1:0").await.unwrap();
        let clock = Arc::new(ProgramClock::default());
        let keys = Some(folder.path().to_owned());
        let altinn = LocalAltinn::open(address, keys, None, clock.clone(), Arc::new(SystemRandomness)).await.unwrap();
        let text = altinn.configuration("127.0.0.1:0", altinn.base_url(), database.url(), folder.path()).unwrap();
        let config = Config::from_text(&text, folder.path(), []).unwrap();
        let router = Parts::assemble(&config, clock).await.unwrap_or_else(|_| panic!("it cannot be assembled")).router(&config);
        let port = on_one_port(router.clone(), altinn.emulator().router());
        tokio::spawn(http::serve(listener, port, CancellationToken::new()));
        let tokens = format!("{}/testtools/api/GetEnterpriseToken", altinn.base_url());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let call = client.get(tokens).query(&[("orgNo", OWNER), ("scopes", "altinn:correspondence.write")]);
        let sender = call.send().await.unwrap().text().await.unwrap();
        Self { router, sender, folder, _database: database }
    }

    /// Sends a request, to be answered in its time.
    fn send(&self, method: Method, path: &str, media_type: &str, body: Body) -> JoinHandle<(u16, Value)> {
        let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {}", self.sender));
        let request = request.header("content-type", media_type).body(body).unwrap();
        let answer = self.router.clone().oneshot(request);
        tokio::spawn(async move {
            let answer = answer.await.unwrap();
            let (status, bytes) = (answer.status().as_u16(), axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap());
            (status, serde_json::from_slice(&bytes).unwrap_or_default())
        })
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.send(Method::POST, path, "application/json", body.to_string().into()).await.unwrap();
        assert_eq!(status, 200, "{answer:#}");
        answer
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.send(Method::GET, path, "application/json", Body::empty()).await.unwrap();
        assert_eq!(status, 200, "{answer:#}");
        answer
    }

    /// Announces a file, and gives its address.
    async fn announced(&self) -> String {
        let id = self.post(ATTACHMENTS, &announcement("a.pdf")).await;
        format!("{ATTACHMENTS}/{}", id.as_str().unwrap())
    }

    fn upload(&self, file: &str, body: Body) -> JoinHandle<(u16, Value)> {
        self.send(Method::POST, &format!("{file}/upload"), "application/octet-stream", body)
    }

    async fn status(&self, file: &str) -> (String, String) {
        let shown = self.get(file).await;
        (shown["status"].as_str().unwrap().to_owned(), shown["statusText"].as_str().unwrap().to_owned())
    }

    fn stored_files(&self) -> usize {
        correspondence_testkit::files_in(&self.folder.path().join("attachments"))
    }
}

/// The sending side of a body.
struct Feed {
    pieces: mpsc::Sender<Bytes>,
    asked: mpsc::Receiver<()>,
    is_wanted: bool,
}

impl Feed {
    fn new() -> (Self, Body) {
        let ((pieces, coming), (asking, asked)) = (mpsc::channel(1), mpsc::channel(1));
        let body = stream::unfold((coming, asking), |(mut coming, asking)| async {
            asking.send(()).await.ok()?;
            let piece: Bytes = coming.recv().await?;
            Some((Ok::<_, std::io::Error>(piece), (coming, asking)))
        });
        (Self { pieces, asked, is_wanted: false }, Body::from_stream(body))
    }

    /// Waits until everything so far has been taken and more is wanted.
    async fn wanted(&mut self) {
        if !self.is_wanted {
            self.asked.recv().await.unwrap();
            self.is_wanted = true;
        }
    }

    async fn give(&mut self, bytes: impl Into<Bytes>) {
        self.wanted().await;
        self.pieces.send(bytes.into()).await.unwrap();
        self.is_wanted = false;
    }

    /// Gives nothing for so long. Whoever had enough of that has gone afterwards.
    async fn pause(&mut self, time: Duration) {
        self.wanted().await;
        let over = tokio::time::sleep(time);
        tokio::time::pause();
        tokio::time::advance(time).await;
        tokio::time::resume();
        over.await;
        tokio::task::yield_now().await;
    }
}

async fn an_upload_may_pause_for_a_minute_and_not_for_two(database: TestDatabase) {
    let server = InProcess::start(database).await;
    let file = server.announced().await;

    let (mut feed, body) = Feed::new();
    let answer = server.upload(&file, body);
    for _ in 0..2 {
        feed.give(vec![b'x'; PIECE]).await;
        feed.pause(A_MINUTE).await;
    }
    assert_eq!(server.status(&file).await.0, "UploadProcessing");
    feed.pause(A_MINUTE).await;
    let (status, problem) = answer.await.unwrap();
    assert_eq!((status, &problem["errorCode"], &problem["code"]), (408, &json!(2022), &json!("CORR-02022")), "{problem:#}");
    assert_eq!(server.status(&file).await, ("Failed".to_owned(), "Upload failed: the file arrived too slowly".to_owned()));
    assert_eq!(server.stored_files(), 0);

    // The same sender again (decision 15).
    let (mut feed, body) = Feed::new();
    let answer = server.upload(&file, body);
    for _ in 0..3 {
        feed.pause(A_MINUTE).await;
        feed.give(vec![b'x'; PIECE]).await;
    }
    drop(feed);
    let (status, shown) = answer.await.unwrap();
    assert_eq!((status, &shown["status"]), (200, &json!("UploadProcessing")), "{shown:#}");
    assert_eq!(server.stored_files(), 1);
}

async fn a_form_may_pause_for_a_minute_and_not_for_two(database: TestDatabase) {
    let server = InProcess::start(database).await;
    let request = LetterRequest::to(&[organisation_urn(1)]);
    let request = request.letter("content.attachments", json!([{"fileName": "a.pdf", "sendersReference": "1"}]));
    let form = Form::of(&request).file("a.pdf", &vec![b'x'; PIECE]).body();
    let (texts, rest) = form.split_at(100);
    let (some, last) = rest.split_at(PIECE / 2);
    let send = |body| server.send(Method::POST, &format!("{API}/upload"), &Form::media_type(), body);
    let found = async || server.get(&format!("{API}?resourceId={DEMO}&role=sender")).await["ids"].as_array().unwrap().len();

    // Among the texts, and in the middle of the file.
    for given in [texts.to_vec(), [texts, some].concat()] {
        let (mut feed, body) = Feed::new();
        let answer = send(body);
        feed.give(given).await;
        feed.pause(TOO_LONG).await;
        let (status, problem) = answer.await.unwrap();
        assert_eq!((status, &problem["errorCode"], &problem["code"]), (408, &json!(2022), &json!("CORR-02022")), "{problem:#}");
        assert_eq!((found().await, server.stored_files()), (0, 0));
    }

    let (mut feed, body) = Feed::new();
    let answer = send(body);
    for given in [texts, some, last] {
        feed.pause(A_MINUTE).await;
        feed.give(given.to_vec()).await;
    }
    drop(feed);
    let (status, created) = answer.await.unwrap();
    assert_eq!(status, 200, "{created:#}");
    assert_eq!((found().await, server.stored_files()), (1, 1));
}

#[tokio::test]
async fn an_upload_may_pause_for_a_minute_and_not_for_two_on_sqlite() {
    an_upload_may_pause_for_a_minute_and_not_for_two(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn an_upload_may_pause_for_a_minute_and_not_for_two_on_postgres() {
    an_upload_may_pause_for_a_minute_and_not_for_two(TestDatabase::postgres().await).await;
}

#[tokio::test]
async fn a_form_may_pause_for_a_minute_and_not_for_two_on_sqlite() {
    a_form_may_pause_for_a_minute_and_not_for_two(TestDatabase::sqlite()).await;
}

#[tokio::test]
async fn a_form_may_pause_for_a_minute_and_not_for_two_on_postgres() {
    a_form_may_pause_for_a_minute_and_not_for_two(TestDatabase::postgres().await).await;
}

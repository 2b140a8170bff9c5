//! A local Altinn of one test: server and platform on one port, with a database of its own.

use std::time::Duration;

use correspondence_testkit_databases::{Engine, TestDatabase};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::answer::Answer;
use crate::keys::share_keys;
use crate::program::{Binary, Program};

/// Longer than an answer takes on a busy machine.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// A running local Altinn, ended when it is dropped.
#[derive(Debug)]
pub struct Altinn {
    url: String,
    client: reqwest::Client,
    // The order is that of their ends.
    _program: Program,
    database: TestDatabase,
    folder: TempDir,
}

impl Altinn {
    /// Starts one on this engine.
    pub async fn start(binary: Binary, engine: Engine) -> Self {
        let folder = TempDir::new().unwrap();
        share_keys(folder.path());
        let database = TestDatabase::of(engine).await;
        let data = folder.path().display().to_string();
        let mut command = binary.command(&["dev", "--listen", "127.0.0.1:0", "--data-dir", &data, "--database-url", database.url()]);
        command.env("RUST_LOG", "warn");
        let program = Program::of(command);
        let url = program.ready();
        Self { url, client: new_client(), _program: program, database, folder }
    }

    /// Where it is reached.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its database.
    #[must_use]
    pub fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// Where it keeps what it stores.
    #[must_use]
    pub fn data_folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The client that calls share.
    #[must_use]
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// The same Altinn reached over connections of its own.
    #[must_use]
    pub fn another_client(&self) -> reqwest::Client {
        new_client()
    }

    /// A call without a token.
    pub fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// A GET without a token.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.call(Method::GET, path).send().await.unwrap()).await
    }

    /// A POST of JSON without a token.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.call(Method::POST, path).json(body).send().await.unwrap()).await
    }

    /// The time as the program sees it.
    pub async fn now(&self) -> String {
        self.get("/testing/clock").await.good()["now"].as_str().unwrap().to_owned()
    }

    /// Moves the clock forward by an ISO 8601 duration.
    pub async fn advance(&self, by: &str) {
        let _ = self.post("/testing/clock", &json!({ "advance": by })).await.good();
    }

    /// Moves the clock forward to a moment, so that a test can name times.
    pub async fn set_clock(&self, to: &str) {
        let _ = self.post("/testing/clock", &json!({ "set": to })).await.good();
    }

    /// Waits until no job is due or running.
    pub async fn drain(&self) -> Value {
        self.post("/testing/jobs/drain", &json!({"timeout": "PT50S"})).await.good()
    }

    /// Moves the clock forward and waits until what became due is done.
    pub async fn after(&self, time: &str) {
        self.advance(time).await;
        self.drain().await;
    }

    /// The jobs that are kept, but for those that come back for ever.
    pub async fn work(&self) -> Vec<Value> {
        let jobs = self.get("/testing/jobs").await.good();
        jobs["jobs"].as_array().unwrap().iter().filter(|job| !is_recurring(job)).cloned().collect()
    }

    /// The jobs that are kept, of one letter.
    pub async fn jobs(&self, letter: &str) -> Vec<Value> {
        let jobs = self.get("/testing/jobs").await.good();
        jobs["jobs"].as_array().unwrap().iter().filter(|job| job["subject"] == letter).cloned().collect()
    }
}

/// Whether a job of `/testing/jobs` comes back at a time of the clock.
#[must_use]
pub fn is_recurring(job: &Value) -> bool {
    job["lane"].as_str().unwrap().ends_with("/recurring")
}

fn new_client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().timeout(ANSWER_WITHIN).redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

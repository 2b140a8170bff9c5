//! A platform, a database, and the servers on them: each a process of its own.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use correspondence_testkit::{API, Answer, Engine, OWNER, Place, Program, TestDatabase, eventually, is_recurring, program};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

/// A server that serves and works.
pub(crate) const BOTH: &str = "api,jobs";

/// Longer than the leases of a dead process last, and then some.
const DRAINED_WITHIN: Duration = Duration::from_secs(100);

/// Scopes of the owner of the built-in resources, who needs no decision.
const SCOPES: &str = "altinn:correspondence.write altinn:serviceowner";

/// What all servers of a test share.
pub(crate) struct Setting {
    pub(crate) client: Client,
    /// Of the usual sender.
    pub(crate) sender: String,
    // The order is that of their ends.
    place: Place,
    pub(crate) database: TestDatabase,
}

impl Setting {
    pub(crate) async fn on(engine: Engine) -> Self {
        let database = TestDatabase::of(engine).await;
        let place = Place::of(program!()).with_database(database.url());
        let client = Client::builder().no_proxy().timeout(DRAINED_WITHIN).build().unwrap();
        let mut setting = Self { client, sender: String::new(), place, database };
        setting.sender = setting.token(OWNER, SCOPES).await;
        setting
    }

    /// A token of an organisation.
    pub(crate) async fn token(&self, organisation: &str, scopes: &str) -> String {
        let call = self.platform(Method::GET, "/testtools/api/GetEnterpriseToken").query(&[("orgNo", organisation), ("scopes", scopes)]);
        Answer::of(call.send().await.unwrap()).await.expect(200).text
    }

    /// A server with these roles that is ready.
    pub(crate) fn serve(&self, roles: &str) -> Server {
        self.serve_with(&[("CORRESPONDENCE__SERVER__ROLES", roles)])
    }

    /// A server that is configured in these ways.
    pub(crate) fn serve_with(&self, variables: &[(&str, &str)]) -> Server {
        let program = self.place.serve(&[&[("RUST_LOG", "warn")], variables].concat());
        let url = program.ready();
        Server { program, url, client: self.client.clone(), sender: self.sender.clone() }
    }

    /// Where the bytes of files lie.
    pub(crate) fn store(&self) -> PathBuf {
        self.place.folder.path().join("correspondence-data/attachments")
    }

    /// A call of the platform.
    pub(crate) fn platform(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.place.platform_url))
    }

    /// What the platform tells of itself.
    pub(crate) async fn seen(&self, path: &str) -> Value {
        Answer::of(self.platform(Method::GET, path).send().await.unwrap()).await.good()
    }

    /// Makes a remote fail.
    pub(crate) async fn outage(&self, outage: &Value) {
        let call = self.platform(Method::POST, "/emulator/outage").json(outage);
        let _ = Answer::of(call.send().await.unwrap()).await.expect(201);
    }

    /// Everything works again.
    pub(crate) async fn end_outages(&self) {
        let _ = Answer::of(self.platform(Method::DELETE, "/emulator/outage").send().await.unwrap()).await.expect(204);
    }

    /// Waits until there are this many dialogs.
    pub(crate) async fn dialogs_reach(&self, count: u64) {
        let look = async || (self.dialogs().await >= count).then_some(());
        eventually(&format!("{count} dialogs"), look).await;
    }

    /// How many dialogs there are.
    pub(crate) async fn dialogs(&self) -> u64 {
        self.seen("/emulator").await["dialogs"].as_u64().unwrap()
    }
}

/// A running server.
pub(crate) struct Server {
    pub(crate) program: Program,
    pub(crate) url: String,
    client: Client,
    sender: String,
}

impl Server {
    /// A call without a token.
    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// A call of the API.
    pub(crate) async fn api(&self, method: Method, path: &str, token: &str) -> Answer {
        Answer::of(self.call(method, &format!("{API}{path}")).bearer_auth(token).send().await.unwrap()).await
    }

    /// Waits until nothing is left to do now.
    pub(crate) async fn drain(&self) {
        let call = self.call(Method::POST, "/testing/jobs/drain").json(&json!({"timeout": "PT80S"}));
        let _ = Answer::of(call.send().await.unwrap()).await.good();
    }

    /// Waits until nothing is left to do, not even what has to be tried again later.
    pub(crate) async fn settle(&self) {
        let begun = Instant::now();
        loop {
            self.drain().await;
            if self.jobs().await.is_empty() {
                return;
            }
            assert!(begun.elapsed() < DRAINED_WITHIN, "jobs are left: {:#?}", self.jobs().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Moves the clock forward and waits until nothing is left to do.
    pub(crate) async fn after(&self, time: &str) {
        let call = self.call(Method::POST, "/testing/clock").json(&json!({ "advance": time }));
        let _ = Answer::of(call.send().await.unwrap()).await.good();
        self.settle().await;
    }

    /// The jobs that are kept, but for those that come back for ever.
    pub(crate) async fn jobs(&self) -> Vec<Value> {
        let jobs = Answer::of(self.call(Method::GET, "/testing/jobs").send().await.unwrap()).await.good();
        jobs["jobs"].as_array().unwrap().iter().filter(|job| !is_recurring(job)).cloned().collect()
    }

    /// Ids of all letters that a search finds, page by page.
    pub(crate) async fn found(&self, query: &[(&str, &str)]) -> Vec<String> {
        let (mut ids, mut page) = (Vec::new(), String::new());
        loop {
            let fixed = [("resourceId", "demo-correspondence"), ("role", "Sender"), ("pageSize", "1000")];
            let call = self.call(Method::GET, API).query(&fixed).query(query).query(&[("continuationToken", &page)]);
            let answer = Answer::of(call.bearer_auth(&self.sender).send().await.unwrap()).await.good();
            ids.extend(answer["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()));
            match answer["continuationToken"].as_str() {
                Some(next) => next.clone_into(&mut page),
                None => return ids,
            }
        }
    }
}

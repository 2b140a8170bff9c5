//! No content that a create request may have is refused by Dialogporten: what it cannot take is cut, left out or replaced for it alone
//! (decision 4, integrations §20 rows 29 to 37). A letter that is refused there never reaches its recipient.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, reason = "its store is not looked into here")]
#[path = "../statement_budgets/local.rs"]
mod local;
mod requests;

use std::cell::Cell;
use std::sync::Arc;

use correspondence_app::initialize::initialize;
use correspondence_app::jobs::handlers;
use correspondence_app::{App, Caller};
use correspondence_domain::correspondence::DialogLink;
use correspondence_domain::correspondence::create::{InitializeRequest, validate_shape};
use correspondence_domain::identifiers::{CorrespondenceId, DialogId, JobId};
use correspondence_domain::time::{Clock, Timestamp};
use correspondence_jobs::Outcome;
use correspondence_storage::jobs::{Channel, Job};
use correspondence_testkit_databases::{Engine, TestDatabase};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Runtime;

use local::Local;

/// An organisation that has no name: texts that are its name alone are blank.
const NAMELESS: &str = "urn:altinn:organization:identifier-no:319900098";

/// A sender and the local Altinn that letters go to.
struct World {
    app: Arc<App>,
    sender: Caller,
    started: Timestamp,
    /// A dialog of the nameless organisation.
    dialog: DialogId,
    database: TestDatabase,
}

impl World {
    async fn start() -> Self {
        let database = TestDatabase::of(Engine::Sqlite).await;
        let local = Local::start(&database).await;
        let sender = local.caller("991825827", "altinn:correspondence.write").await;
        let started = local.now();
        let app = local.app;
        let mut world = Self { app, sender, started, dialog: DialogId(uuid::Uuid::nil()), database };
        let first = world.send(requests::plain(vec![NAMELESS.to_owned()])).await.unwrap().remove(0);
        world.dialog = match world.app.storage.letter(first).await.unwrap().unwrap().dialog {
            DialogLink::Own(dialog) => dialog,
            other => panic!("{other:?}"),
        };
        world
    }

    /// Sends letters; none when the request is refused. An error is what Dialogporten had against them.
    async fn send(&self, request: InitializeRequest) -> Result<Vec<CorrespondenceId>, TestCaseError> {
        if !validate_shape(&request).is_empty() {
            return Ok(Vec::new());
        }
        let Ok(created) = Box::pin(initialize(&self.app, &self.sender, request)).await else { return Ok(Vec::new()) };
        let ids: Vec<CorrespondenceId> = created.letters.iter().map(|letter| letter.id).collect();
        for id in &ids {
            for outcome in self.enter_inbox(*id).await {
                if outcome != Outcome::Done {
                    return Err(TestCaseError::fail(format!("{outcome:?}")));
                }
            }
            if !self.app.storage.letter(*id).await.unwrap().unwrap().is_in_inbox() {
                return Err(TestCaseError::fail("the letter is not in the inbox"));
            }
        }
        Ok(ids)
    }

    /// Runs the jobs that put a letter into the inbox; the one that is not meant for it does nothing.
    async fn enter_inbox(&self, letter: CorrespondenceId) -> Vec<Outcome> {
        let now = self.app.clock.now();
        let mut outcomes = Vec::new();
        for handler in handlers(&self.app) {
            let kind = handler.kind().to_owned();
            if matches!(kind.as_str(), "create-dialog" | "create-transmission") {
                let id = JobId(letter.0);
                let payload = serde_json::Value::Null;
                let job = Job { id, kind, subject: letter.0, channel: Channel::Dialog, payload, due_at: now, attempts: 0 };
                outcomes.extend(handler.run(&[job]).await);
            }
        }
        outcomes
    }
}

/// Tries many requests made by `with`; most of them must have been accepted, or the test says little.
fn try_many(with: impl Fn(&World) -> proptest::strategy::BoxedStrategy<InitializeRequest>) {
    const CASES: u32 = 250;
    let runtime = Runtime::new().unwrap();
    let world = runtime.block_on(World::start());
    let accepted = Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: CASES, max_shrink_iters: 2_000, failure_persistence: None, ..Config::default() });
    let result = runner.run(&with(&world), |request| {
        let sent = runtime.block_on(world.send(request))?;
        accepted.set(accepted.get() + u32::from(!sent.is_empty()));
        Ok(())
    });
    drop(world.database);
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(accepted.get() > CASES / 3, "only {} of {CASES} requests were accepted", accepted.get());
}

#[test]
fn becomes_dialogs() {
    let another = format!("urn:altinn:organization:identifier-no:{}", local::number(1));
    let recipients: Vec<String> = local::organisations().take(1).chain([another, NAMELESS.to_owned()]).collect();
    try_many(|world| requests::with_own_dialogs(recipients.clone(), world.started));
}

#[test]
fn becomes_transmissions() {
    try_many(|world| requests::into_a_dialog(NAMELESS.to_owned(), world.dialog, world.started));
}

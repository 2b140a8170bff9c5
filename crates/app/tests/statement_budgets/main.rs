//! How many statements a call of each use case takes (design §3.12), look-ups and jobs included; `budgets.txt` is the record. What is
//! counted is the call alone: no jobs run here.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, reason = "its store is not looked into here")]
mod local;

use std::fmt::Write;
use std::future::Future;

use correspondence_app::search::{SearchRequest, SearchRole};
use correspondence_app::{confirm, content, details, initialize, mark_as_read, overview, purge, search};
use correspondence_domain::correspondence::create::{InitializeRequest, RequestedContent, RequestedCorrespondence};
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_domain::resource::ResourceId;
use correspondence_storage::count_statements;
use correspondence_testkit_databases::{TestDatabase, db_test};

use local::Local;

const RESOURCE: &str = "demo-correspondence";

fn request(recipients: usize, first: usize, key: bool) -> InitializeRequest {
    let text = |text: &str| Some(text.to_owned());
    InitializeRequest {
        correspondence: Some(RequestedCorrespondence {
            resource_id: text(RESOURCE),
            senders_reference: text("417"),
            content: Some(RequestedContent { message_title: text("Vedtak"), message_body: text("Hei."), ..Default::default() }),
            ..Default::default()
        }),
        recipients: Some(local::organisations().skip(first).take(recipients).map(Some).collect()),
        idempotent_key: key.then(|| "7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31".parse().unwrap()),
        ..Default::default()
    }
}

/// What was counted, in the order of the calls.
#[derive(Default)]
struct Report(String);

impl Report {
    async fn count<T>(&mut self, what: &str, call: impl Future<Output = Result<T, correspondence_app::AppError>>) -> T {
        let (output, count) = count_statements(call).await;
        writeln!(self.0, "{what}: {count}").unwrap();
        output.unwrap()
    }
}

/// Makes a letter visible, as its job would.
async fn publish(local: &Local, letter: CorrespondenceId) {
    let mut transaction = local.app.storage.begin().await.unwrap();
    assert_eq!(transaction.publish(&[letter], local.now()).await.unwrap().len(), 1);
    transaction.commit().await.unwrap();
}

async fn calls(database: &TestDatabase) -> String {
    let local = Local::start(database).await;
    let app = &local.app;
    let sender = local.caller("991825827", "altinn:correspondence.write").await;
    let recipient = local.caller(&local::number(0), "altinn:correspondence.read").await;
    let mut report = Report::default();

    let one = report.count("create 1 letter with a key", Box::pin(initialize::initialize(app, &sender, request(1, 0, true)))).await;
    report.count("create 1 letter", Box::pin(initialize::initialize(app, &sender, request(1, 1, false)))).await;
    report.count("create 500 letters", Box::pin(initialize::initialize(app, &sender, request(500, 1, false)))).await;
    let letter = one.letters[0].id;
    publish(&local, letter).await;

    report.count("overview by the sender", Box::pin(overview::overview(app, &sender, letter))).await;
    report.count("overview by the recipient", Box::pin(overview::overview(app, &recipient, letter))).await;
    report.count("overview again", Box::pin(overview::overview(app, &recipient, letter))).await;
    report.count("details by the recipient", Box::pin(details::details(app, &recipient, letter))).await;
    report.count("content for the first time", Box::pin(content::content(app, &recipient, letter))).await;
    report.count("content again", Box::pin(content::content(app, &recipient, letter))).await;
    report.count("confirm", Box::pin(confirm::confirm(app, &recipient, letter))).await;
    report.count("purge by the recipient", Box::pin(purge::purge(app, &recipient, letter))).await;

    let another = Box::pin(initialize::initialize(app, &sender, request(1, 0, false))).await.unwrap().letters[0].id;
    publish(&local, another).await;
    Box::pin(overview::overview(app, &recipient, another)).await.unwrap();
    report.count("mark as read", Box::pin(mark_as_read::mark_as_read(app, &recipient, another))).await;

    for (what, role) in [("sender", SearchRole::Sender), ("recipient", SearchRole::Recipient), ("both", SearchRole::RecipientAndSender)] {
        let wanted = SearchRequest { resource: ResourceId::parse(RESOURCE), role: Some(role), ..Default::default() };
        let caller = if role == SearchRole::Recipient { &recipient } else { &sender };
        let found = report.count(&format!("search as {what}"), Box::pin(search::search(app, caller, wanted))).await;
        assert!(!found.ids.is_empty());
    }
    report.0
}

db_test! {
    async fn a_call_takes_as_many_statements_as_recorded(database) {
        let record = include_str!("budgets.txt");
        assert_eq!(Box::pin(calls(&database)).await, record, "when the change is meant, put the left side into budgets.txt");
    }
}

//! What searches cost among few letters and among very many: pages read and time of each, on a throw-away PostgreSQL. For a person to
//! run when the machine is quiet; how much room ten million letters take is printed at the end:
//!
//! `cargo run --release -p correspondence-storage --example search_plans -- 10000 10000000`
//!
//! The cost of a search is that of the letters it gives, however many there are: pages may grow by a level of an index, no more. The one
//! exception is a rare status (`letters/search.rs`), which is shown too.

#![expect(clippy::print_stdout, reason = "it is what this program is for")]
#![expect(clippy::unwrap_used, reason = "it ends where it cannot go on")]

use std::time::Instant;

use correspondence_domain::correspondence::{Content, DialogLink};
use correspondence_domain::identifiers::{ContentId, CorrespondenceId};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use correspondence_storage::{InitialStatus, NewLetter, Storage, statements};
use correspondence_testkit_databases::TestDatabase;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use uuid::Uuid;

/// Sends every second letter; the others come from a hundred senders.
const SENDER: &str = "991825827";
/// Receives every hundredth letter; the others go to two million recipients.
const RECIPIENT: &str = "urn:altinn:organization:identifier-no:310244007";
const RESOURCE: &str = "demo-correspondence";
/// How many letters are made at a time.
const BATCH: u64 = 500_000;

/// Rows are copies of one letter with other members, so that columns this program does not know are filled, too. One in a thousand
/// failed, nine in ten are published; references repeat every thousand letters.
const FILL: &str = "INSERT INTO correspondence SELECT made.*
    FROM correspondence AS template, generate_series($1::bigint, $2::bigint) AS n, LATERAL jsonb_populate_record(template, jsonb_build_object(
    'id', '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'),
    'senders_reference_digest', '00000000-0000-0000-0000-' || lpad(to_hex(n % 1000), 12, '0'),
    'requested_publish_at', timestamptz '2020-01-01Z' + n * 7919 % 10000019 * interval '15 seconds',
    'service_owner', CASE WHEN n % 2 = 0 THEN '991825827' ELSE (920000000 + n % 100)::text END,
    'recipient', 'urn:altinn:organization:identifier-no:' || CASE WHEN n % 100 = 0 THEN 310244007 ELSE 300000000 + n * 31 % 2000000 END,
    'published_at', CASE WHEN n % 10 <> 4 THEN '2020-01-01T00:00:00Z' END,
    'failed_at', CASE WHEN n % 1000 = 4 THEN '2020-01-01T00:00:00Z' END,
    'last_status', CASE WHEN n % 1000 = 4 THEN 11 WHEN n % 10 = 4 THEN 1 ELSE 2 END,
    'status', CASE WHEN n % 1000 = 4 THEN 11 WHEN n % 10 = 4 THEN 1 ELSE 2 END)) AS made
    WHERE template.id = $3";

/// Name, statement, and its values: range, key of the page, status, limit, resource, digest of the reference, parties.
fn searches() -> Vec<(&'static str, &'static str, String)> {
    let first = "'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'";
    let later = "'2022-06-01Z', 'ffffffff-ffff-ffff-ffff-ffffffffffff'";
    let page = |key: &str, status: i32| format!("'-infinity', 'infinity', {key}, {status}, 100, '{RESOURCE}', NULL");
    let referenced = format!("'-infinity', 'infinity', {first}, -1, 100, NULL, '00000000-0000-0000-0000-000000000007', '920000007'");
    let few = "urn:altinn:organization:identifier-no:300000031";
    vec![
        ("sent, first page", "search sent", format!("{}, '{SENDER}'", page(first, -1))),
        ("sent, page in the middle", "search sent", format!("{}, '{SENDER}'", page(later, -1))),
        ("sent, published", "search sent", format!("{}, '{SENDER}'", page(first, 2))),
        ("sent, failed (1 in 1000)", "search sent", format!("{}, '{SENDER}'", page(first, 11))),
        ("sent, by reference", "search sent by reference", referenced),
        ("received, few letters", "search received", format!("{}, '{few}'", page(first, -1))),
        ("received, many letters", "search received", format!("{}, '{RECIPIENT}'", page(first, 2))),
        ("received, page in the middle", "search received", format!("{}, '{RECIPIENT}'", page(later, 2))),
        ("sent and received", "search sent and received", format!("{}, '{SENDER}', '{RECIPIENT}'", page(first, -1))),
    ]
}

/// The letter that the others are copies of.
async fn insert_template(storage: &Storage) {
    let (id, moment) = (Uuid::from_u128(1), Timestamp::from_micros(0));
    let content = Content {
        id: ContentId(id),
        language: "nb".to_owned(),
        title: "Vedtak".to_owned(),
        summary: String::new(),
        body: "Vedtaket er innvilget.".to_owned(),
        message_sender: None,
        senders_reference: "sak-1".to_owned(),
        external_references: Vec::new(),
        property_list: [].into(),
        reply_options: Vec::new(),
        notification: None,
    };
    let letter = NewLetter {
        id: CorrespondenceId(id),
        resource: ResourceId::stored(RESOURCE.to_owned()),
        service_owner: OrganisationNumber::parse(SENDER).unwrap(),
        recipient: PartyUrn::stored(RECIPIENT.to_owned()),
        content: content.id,
        senders_reference: content.senders_reference.clone(),
        created_at: moment,
        requested_publish_at: moment,
        due_at: None,
        ignore_reservation: None,
        is_confirmation_needed: false,
        is_confidential: false,
        allow_forwarding: false,
        recipient_name: None,
        dialog: DialogLink::None,
        attachment_count: 0,
        initial: InitialStatus::Ready,
    };
    let mut transaction = storage.begin().await.unwrap();
    transaction.insert_content(&content).await.unwrap();
    transaction.insert_letters(&[letter]).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn execute(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

async fn text(connection: &mut PgConnection, sql: &str) -> String {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_one(connection).await.unwrap().get_unchecked(0)
}

async fn fill(connection: &mut PgConnection, from: u64, to: u64) {
    let mut next = from + 1;
    while next <= to {
        let last = to.min(next + BATCH - 1);
        let bounds = [next, last].map(|bound| i64::try_from(bound).unwrap());
        sqlx::query(FILL).bind(bounds[0]).bind(bounds[1]).bind(Uuid::from_u128(1)).execute(&mut *connection).await.unwrap();
        next = last + 1;
    }
    execute(connection, "VACUUM ANALYZE correspondence").await;
}

/// Letters found, pages read and milliseconds of a search that has run before, planned with its values or without.
async fn cost(connection: &mut PgConnection, statement: &str, values: &str, mode: &str) -> (f64, u64, f64) {
    let sql = statements().into_iter().find(|known| known.name == statement).unwrap().postgres;
    execute(connection, &format!("SET plan_cache_mode = {mode}")).await;
    execute(connection, &format!("PREPARE searched AS {sql}")).await;
    let explain = format!("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE searched({values})");
    let _ = text(connection, &explain).await;
    let explained: Value = serde_json::from_str(&text(connection, &explain).await).unwrap();
    execute(connection, "DEALLOCATE searched").await;
    let plan = &explained[0]["Plan"];
    let pages = ["Shared Hit Blocks", "Shared Read Blocks"].iter().filter_map(|name| plan[name].as_u64()).sum();
    (plan["Actual Rows"].as_f64().unwrap(), pages, explained[0]["Execution Time"].as_f64().unwrap())
}

#[tokio::main]
async fn main() {
    let sizes: Vec<u64> = std::env::args().skip(1).map(|size| size.parse().unwrap()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 10_000_000] } else { sizes };
    let database = TestDatabase::postgres().await;
    insert_template(&database.storage().await).await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    let mut filled = 0;
    for size in sizes {
        let began = Instant::now();
        fill(&mut connection, filled, size).await;
        filled = size;
        let room = text(&mut connection, "SELECT pg_size_pretty(pg_total_relation_size('correspondence'))").await;
        println!("\n{size} letters, {room}, made in {:.0} s", began.elapsed().as_secs_f64());
        println!("{:30}{:>6}{:>8}{:>9}   generic plan:{:>8}{:>9}", "search", "found", "pages", "ms", "pages", "ms");
        for (name, statement, values) in searches() {
            let (found, pages, time) = cost(&mut connection, statement, &values, "force_custom_plan").await;
            let (_, generic_pages, generic_time) = cost(&mut connection, statement, &values, "force_generic_plan").await;
            println!("{name:30}{found:>6}{pages:>8}{time:>9.2}{generic_pages:>24}{generic_time:>9.2}");
        }
    }
}

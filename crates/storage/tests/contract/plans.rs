//! Searches use their indexes, in their order, whatever the planner knows of the values.

use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_storage::{Engine, NewLetter, statements};
use correspondence_testkit_databases::TestDatabase;

use crate::raw::{Raw, rows};
use crate::support::{RECIPIENT, RESOURCE, SENDER, at, content, letter};

const LETTERS: u64 = 20_000;

/// A database with letters of a few senders to many recipients, and with what the planner wants to know about them.
async fn filled(engine: Engine) -> (TestDatabase, Raw) {
    let database = TestDatabase::of(engine).await;
    let storage = database.storage().await;
    let letters: Vec<NewLetter> = (1..=LETTERS)
        .map(|number| NewLetter {
            requested_publish_at: at(i64::try_from(number * 7919 % LETTERS).unwrap()),
            senders_reference: format!("sak-{}", number % 1000),
            resource: ResourceId::stored(if number % 3 == 0 { "another".to_owned() } else { RESOURCE.to_owned() }),
            service_owner: OrganisationNumber::parse(if number % 5 == 0 { "312345678" } else { SENDER }).unwrap(),
            recipient: PartyUrn::stored(if number % 7 == 0 {
                RECIPIENT.to_owned()
            } else {
                format!("urn:altinn:organization:identifier-no:{}", 900_000_000 + number % 200)
            }),
            ..letter(number)
        })
        .collect();
    let mut transaction = storage.begin().await.unwrap();
    transaction.insert_content(&content(1)).await.unwrap();
    transaction.insert_letters(&letters).await.unwrap();
    // Nine of ten have been published.
    let published: Vec<_> = letters.iter().map(|letter| letter.id).filter(|id| id.0.as_u128() % 10 != 0).collect();
    for ids in published.chunks(256) {
        transaction.publish(ids, at(1)).await.unwrap();
    }
    transaction.commit().await.unwrap();
    storage.close().await;
    let mut raw = Raw::connect(&database).await;
    raw.execute("ANALYZE").await;
    (database, raw)
}

fn text(name: &str, engine: Engine) -> String {
    let statement = statements().into_iter().find(|statement| statement.name == name).unwrap();
    match engine {
        Engine::Postgres => statement.postgres,
        Engine::Sqlite => statement.sqlite,
    }
}

/// Searches, the index of each, and the values to plan it with: of the range, key, status, limit, resource, digest and parties.
fn searches() -> Vec<(&'static str, &'static str, String)> {
    let page = "'-infinity', 'infinity', 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', -1, 100";
    let digest = "'00000000-0000-0000-0000-000000000001'";
    vec![
        ("search sent", "correspondence_service_owner", format!("{page}, '{RESOURCE}', NULL, '{SENDER}'")),
        ("search sent by reference", "correspondence_senders_reference", format!("{page}, '{RESOURCE}', {digest}, '{SENDER}'")),
        ("search received", "correspondence_recipient", format!("{page}, '{RESOURCE}', NULL, '{RECIPIENT}'")),
    ]
}

#[tokio::test]
async fn postgres_reads_searches_from_their_index_in_order() {
    let (_database, mut raw) = filled(Engine::Postgres).await;
    for mode in ["force_custom_plan", "force_generic_plan"] {
        raw.execute(&format!("SET plan_cache_mode = {mode}")).await;
        for (name, index, values) in searches() {
            raw.execute(&format!("PREPARE searched AS {}", text(name, Engine::Postgres))).await;
            let plan = explain(&mut raw, &format!("EXPLAIN EXECUTE searched({values})")).await;
            assert!(plan.contains(&format!("using {index} on")), "{name}, {mode}: {plan}");
            for wasteful in ["Seq Scan", "Sort", "Bitmap"] {
                assert!(!plan.contains(wasteful), "{name}, {mode}: {plan}");
            }
            raw.execute("DEALLOCATE searched").await;
        }
        // Both sides at once: two ordered reads of at most a page each; only those are sorted together.
        let both = format!("{}, '{RECIPIENT}'", searches()[0].2);
        raw.execute(&format!("PREPARE searched AS {}", text("search sent and received", Engine::Postgres))).await;
        let plan = explain(&mut raw, &format!("EXPLAIN EXECUTE searched({both})")).await;
        for index in ["correspondence_service_owner", "correspondence_recipient"] {
            assert!(plan.contains(&format!("using {index} on")), "{mode}: {plan}");
        }
        assert!(!plan.contains("Seq Scan"), "{mode}: {plan}");
        raw.execute("DEALLOCATE searched").await;
    }
}

#[tokio::test]
async fn sqlite_reads_searches_from_their_index_in_order() {
    let (_database, mut raw) = filled(Engine::Sqlite).await;
    for (name, index, _) in searches() {
        let plan = explain(&mut raw, &text(name, Engine::Sqlite)).await;
        assert!(plan.contains(&format!("USING INDEX {index} ")), "{name}: {plan}");
        assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{name}: {plan}");
    }
    let plan = explain(&mut raw, &text("search sent and received", Engine::Sqlite)).await;
    for index in ["correspondence_service_owner", "correspondence_recipient"] {
        assert!(plan.contains(&format!("USING INDEX {index} ")), "{plan}");
    }
    assert!(!plan.contains("SCAN correspondence"), "{plan}");
}

/// The plan as the engine describes it.
async fn explain(raw: &mut Raw, sql: &str) -> String {
    match raw {
        Raw::Postgres(_) => rows(raw, sql).await.into_iter().filter_map(|mut row| row.remove(0)).collect::<Vec<_>>().join("\n"),
        Raw::Sqlite(connection) => {
            let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
            let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(connection).await.unwrap();
            steps.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("\n")
        }
    }
}

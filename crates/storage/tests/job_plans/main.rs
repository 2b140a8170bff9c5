//! The queue costs the same at any length: its statements read it by the indexes made for them, in their order, whether the planner
//! knows a lot, or nothing, or what was true when the table was empty.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use correspondence_storage::{Engine, statements};
use correspondence_testkit_databases::TestDatabase;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

const CLAIM: &str = "claim jobs";
const NEVER: &str = "'-infinity'";
const NOW: &str = "'2026-03-02T12:00:00Z'";
const ID: &str = "'00000000-0000-0000-0000-000000000001'";

/// 4 000 lanes whose head waits for a remote that is down, each with two jobs pushed behind it; 2 000 jobs of tomorrow; 500 dead ones;
/// and 300 jobs that are due, in three channels.
const QUEUE: &str = "
    INSERT INTO job (id, subject, channel, kind, payload, due_at, run_at, attempts)
        SELECT gen_random_uuid(), lane.subject, 1, 'dialog', '{}', timestamptz '2026-03-01T12:00:00Z' + place * interval '1 s',
               timestamptz '2026-03-02T12:00:00Z' + lane.number * interval '1 s', 9
        FROM (SELECT gen_random_uuid() AS subject, number FROM generate_series(1, 4000) AS number) AS lane, generate_series(1, 3) AS place;
    INSERT INTO job (id, subject, channel, kind, payload, due_at, run_at)
        SELECT gen_random_uuid(), gen_random_uuid(), 0, 'letter', '{}', at, at
        FROM (SELECT timestamptz '2026-03-03T12:00:00Z' + number * interval '1 s' AS at FROM generate_series(1, 2000) AS number) AS scheduled;
    INSERT INTO job (id, subject, channel, kind, payload, due_at, run_at, state)
        SELECT gen_random_uuid(), gen_random_uuid(), 0, 'letter', '{}', at, at, 2
        FROM (SELECT timestamptz '2026-02-03T12:00:00Z' + number * interval '1 s' AS at FROM generate_series(1, 500) AS number) AS dead;
    INSERT INTO job (id, subject, channel, kind, payload, due_at, run_at)
        SELECT gen_random_uuid(), gen_random_uuid(), number % 3, 'letter', '{}', at, at
        FROM (SELECT number, timestamptz '2026-03-02T11:00:00Z' + number * interval '1 s' AS at FROM generate_series(1, 300) AS number) AS due;
";

fn text(name: &str, engine: Engine) -> String {
    let statement = statements().into_iter().find(|statement| statement.name == name).unwrap();
    match engine {
        Engine::Postgres => statement.postgres,
        Engine::Sqlite => statement.sqlite,
    }
}

async fn execute(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

async fn plan(connection: &mut PgConnection, sql: &str) -> String {
    let lines: Vec<(String,)> = sqlx::query_as(AssertSqlSafe(sql.to_owned())).persistent(false).fetch_all(connection).await.unwrap();
    lines.into_iter().map(|(line,)| line).collect::<Vec<_>>().join("\n")
}

fn claim_arguments(kind: &str) -> String {
    format!("{ID}, {NOW}, {NOW}, {NOW}, {NOW}, {NOW}, {NOW}, {NEVER}, {NEVER}, '{kind}', '{kind}'")
}

/// Claims as the storage does, undoes it, and gives the plan with what it met.
async fn claim(connection: &mut PgConnection) -> String {
    execute(connection, "BEGIN").await;
    execute(connection, &text("follow indexes", Engine::Postgres)).await;
    let claimed = format!("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) EXECUTE claimed({})", claim_arguments("letter"));
    let plan = plan(connection, &claimed).await;
    execute(connection, "ROLLBACK").await;
    plan
}

fn assert_by_index(plan: &str) {
    for index in ["job_claim", "job_lane", "job_running"] {
        assert!(plan.contains(index), "{index}: {plan}");
    }
    for wasteful in ["Seq Scan", "Sort", "Bitmap", "Hash", "Merge", "Rows Removed by Filter"] {
        assert!(!plan.contains(wasteful), "{wasteful}: {plan}");
    }
}

#[tokio::test]
async fn postgres_claims_from_the_index_in_order_and_meets_no_blocked_job() {
    let database = TestDatabase::postgres().await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    execute(&mut connection, &format!("PREPARE claimed AS {}", text(CLAIM, Engine::Postgres))).await;
    // A plan that is kept, made when there was nothing.
    execute(&mut connection, "SET plan_cache_mode = force_generic_plan").await;
    assert_by_index(&claim(&mut connection).await);
    execute(&mut connection, QUEUE).await;
    let kept = claim(&mut connection).await;
    assert_by_index(&kept);
    assert!(kept.contains("rows=192"), "three batches: {kept}");
    for mode in ["force_custom_plan", "force_generic_plan"] {
        execute(&mut connection, &format!("SET plan_cache_mode = {mode}")).await;
        assert_by_index(&claim(&mut connection).await);
    }
    execute(&mut connection, "ANALYZE job").await;
    for mode in ["force_custom_plan", "force_generic_plan"] {
        execute(&mut connection, &format!("SET plan_cache_mode = {mode}")).await;
        assert_by_index(&claim(&mut connection).await);
    }
}

#[tokio::test]
async fn postgres_looks_at_the_queue_by_index() {
    let database = TestDatabase::postgres().await;
    let mut connection = PgConnection::connect(database.url()).await.unwrap();
    execute(&mut connection, QUEUE).await;
    execute(&mut connection, "ANALYZE job").await;
    let looks = [
        ("jobs with a lease run out", format!("{NOW}, 256")),
        ("next run of a job", NOW.to_owned()),
        ("figures of the queue", NOW.to_owned()),
        ("is a job due or running", NOW.to_owned()),
        ("waiting heads of lanes", format!("{NOW}, {NOW}, {ID}, {ID}")),
        ("list dead jobs", "10".to_owned()),
        ("renew leases", format!("{NOW}, {ID}, {ID}")),
        ("release leases", format!("{ID}, {ID}")),
        ("delete done jobs", format!("{ID}, {ID}, {ID}")),
        ("fail jobs", format!("{ID}, {NOW}, {ID}, {NOW}, 'error', 0, {ID}, {NOW}, 'error', 0")),
        ("push jobs behind their head", format!("{ID}, {ID}")),
        ("revive a dead job", format!("{ID}, {NOW}")),
    ];
    for mode in ["force_custom_plan", "force_generic_plan"] {
        execute(&mut connection, &format!("SET plan_cache_mode = {mode}")).await;
        for (name, values) in &looks {
            execute(&mut connection, &format!("PREPARE looked AS {}", text(name, Engine::Postgres))).await;
            let plan = plan(&mut connection, &format!("EXPLAIN EXECUTE looked({values})")).await;
            assert!(!plan.contains("Seq Scan"), "{name}, {mode}: {plan}");
            execute(&mut connection, "DEALLOCATE looked").await;
        }
    }
}

#[tokio::test]
async fn sqlite_reads_the_queue_by_index() {
    let database = TestDatabase::sqlite();
    database.storage().await.close().await;
    let mut connection = SqliteConnection::connect(database.url()).await.unwrap();
    let by_index = [
        (CLAIM, &["job_claim", "job_lane", "job_running"][..]),
        ("jobs with a lease run out", &["job_running"]),
        ("next run of a job", &["job_claim"]),
        ("figures of the queue", &["job_claim", "job_running", "job_dead"]),
        ("is a job due or running", &["job_claim", "job_lane", "job_running"]),
        ("waiting heads of lanes", &["job_lane"]),
        ("list dead jobs", &["job_dead"]),
        ("renew leases", &["job_running"]),
        ("release leases", &["job_running"]),
        ("push jobs behind their head", &["job_lane"]),
    ];
    for (name, indexes) in by_index {
        let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", text(name, Engine::Sqlite)));
        let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap();
        let plan = steps.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("\n");
        for index in indexes {
            assert!(plan.contains(&format!("INDEX {index}")), "{name}, {index}: {plan}");
        }
        assert!(!plan.contains("TEMP B-TREE"), "{name}: {plan}");
        let whole = plan.lines().filter(|step| step.starts_with("SCAN job") && !step.contains("INDEX"));
        assert_eq!(whole.collect::<Vec<_>>(), Vec::<&str>::new(), "{name}: {plan}");
    }
}

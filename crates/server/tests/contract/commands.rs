//! The commands that end by themselves.

use correspondence_testkit::{Engine, TestDatabase};

use crate::program::{output, place, stderr, stdout};

async fn migrate_then_check(engine: Engine) {
    let database = TestDatabase::unmigrated(engine).await;
    let place = place().with_database(database.url());

    let early = place.output("check", &[]);
    assert_eq!(early.status.code(), Some(1), "a database without a schema is a finding");
    assert!(stdout(&early).contains("correspondence migrate"), "{}", stdout(&early));

    let first = place.output("migrate", &[]);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(stdout(&first).contains("applied "), "{}", stdout(&first));
    let second = place.output("migrate", &[]);
    assert!(second.status.success() && stdout(&second).contains("up to date"), "{}{}", stdout(&second), stderr(&second));

    let check = place.output("check", &[]);
    assert!(check.status.success(), "{}{}", stdout(&check), stderr(&check));

    let server = place.serve(&[("CORRESPONDENCE__DATABASE__AUTO_MIGRATE", "false")]);
    let _ = server.ready();
}

#[tokio::test]
async fn migrate_then_check_on_sqlite() {
    migrate_then_check(Engine::Sqlite).await;
}

#[tokio::test]
async fn migrate_then_check_on_postgres() {
    migrate_then_check(Engine::Postgres).await;
}

#[test]
fn check_finds_what_does_not_answer() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let place = place().with_database(&format!("postgres://postgres:hidden@{nobody}/nothing"));
    let attachments = ("CORRESPONDENCE__ATTACHMENTS__URL", "file:///proc/nowhere");
    let check = place.output("check", &[attachments]);
    assert_eq!(check.status.code(), Some(1));
    let told = stdout(&check);
    assert!(told.contains("database: NOT usable") && told.contains("attachment store: NOT usable"), "{told}");
    assert!(!told.contains("hidden"), "{told}");
    assert_eq!(place.serve(&[]).ended().code(), Some(1));
}

#[test]
fn serve_refuses_a_schema_that_is_too_old() {
    let output = place().output("serve", &[("CORRESPONDENCE__DATABASE__AUTO_MIGRATE", "false")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("correspondence migrate"), "{}", stderr(&output));
}

#[test]
fn openapi_prints_the_document() {
    let output = output(&["openapi"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let document: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["info"]["title"], "Altinn Correspondence");
}

#[test]
fn a_webhook_that_is_open_in_production_is_told_of_once() {
    const PRODUCTION: [(&str, &str); 4] = [
        ("CORRESPONDENCE__ENVIRONMENT", "production"),
        ("CORRESPONDENCE__TESTING__CLOCK_CONTROL", "false"),
        ("CORRESPONDENCE__ATTACHMENTS__SCANNER", "webhook"),
        ("CORRESPONDENCE__DATABASE__AUTO_MIGRATE", "true"),
    ];
    const KEY: &str = "attachments.webhook_secret";
    let place = place();
    assert!(place.output("migrate", &[]).status.success());
    for (secret, times) in [("", 1), ("hidden", 0)] {
        let variables: Vec<_> = PRODUCTION.into_iter().chain([("CORRESPONDENCE__ATTACHMENTS__WEBHOOK_SECRET", secret)]).collect();
        let check = place.output("check", &variables);
        assert!(check.status.success(), "{}{}", stdout(&check), stderr(&check));
        assert_eq!(stdout(&check).matches(KEY).count(), times, "{}", stdout(&check));
        let mut server = place.serve(&variables);
        let _ = server.ready();
        server.terminate();
        assert!(server.ended().success());
        let told = server.told();
        let warnings = told.lines().filter(|line| line.contains("WARN") && line.contains(KEY));
        assert_eq!(warnings.count(), times, "{told}");
    }
}

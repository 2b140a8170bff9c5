//! Ready line, addresses, health, and the end.

use std::fs;

use crate::program::{Program, place, start};

async fn status(url: String) -> u16 {
    client().get(url).send().await.unwrap().status().as_u16()
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn serve_says_one_line_answers_and_ends_with_0() {
    let place = place();
    let mut server = place.serve(&[]);
    let url = server.ready();
    for path in ["/health", "/healthz", "/metrics", "/testing/clock", "/correspondence/api/v1/swagger/v1/swagger.json"] {
        assert_eq!(status(format!("{url}{path}")).await, 200, "{path}");
    }
    server.terminate();
    assert_eq!(server.ended().code(), Some(0));
    assert_eq!(server.rest_of_stdout(), Vec::<String>::new());
}

#[tokio::test]
async fn serve_has_nothing_of_the_platform() {
    let place = place();
    let server = place.serve(&[]);
    let url = server.ready();
    for path in ["/testtools/api/GetEnterpriseToken", "/authentication/api/v1/exchange/maskinporten", "/emulator", "/"] {
        assert_eq!(status(format!("{url}{path}")).await, 404, "{path}");
    }
}

#[tokio::test]
async fn a_worker_serves_health_figures_and_the_clock_alone() {
    let place = place();
    let server = place.serve(&[("CORRESPONDENCE__SERVER__ROLES", "jobs")]);
    let url = server.ready();
    for (path, expected) in [("/health", 200), ("/metrics", 200), ("/testing/jobs", 200), ("/correspondence/api/v1/correspondence", 404)] {
        assert_eq!(status(format!("{url}{path}")).await, expected, "{path}");
    }
}

#[tokio::test]
async fn health_tells_when_the_attachment_store_is_gone() {
    let place = place();
    let files = place.folder.path().join("files");
    let attachments = format!("file://{}", files.display());
    let server = place.serve(&[("CORRESPONDENCE__ATTACHMENTS__URL", &attachments)]);
    let url = server.ready();
    fs::remove_dir_all(&files).unwrap();
    fs::write(&files, "not a folder").unwrap();
    let reply = client().get(format!("{url}/health")).send().await.unwrap();
    assert_eq!(reply.status(), 503);
    assert!(reply.text().await.unwrap().contains("attachment store"));
    assert_eq!(status(format!("{url}/healthz")).await, 200);
}

#[tokio::test]
async fn the_clock_is_where_it_was_after_a_restart() {
    let place = place();
    let mut server = place.serve(&[]);
    let url = server.ready();
    let moved = client().post(format!("{url}/testing/clock")).json(&serde_json::json!({"advance": "P400D"})).send().await.unwrap();
    let moved: serde_json::Value = moved.json().await.unwrap();
    server.terminate();
    assert_eq!(server.ended().code(), Some(0));

    let again = place.serve(&[]);
    let shown: serde_json::Value = client().get(format!("{}/testing/clock", again.ready())).send().await.unwrap().json().await.unwrap();
    assert!(shown["now"].as_str() >= moved["now"].as_str(), "{shown} is before {moved}");
}

#[test]
fn a_second_server_on_the_embedded_database_does_not_start() {
    let place = place();
    let first = place.serve(&[]);
    let _ = first.ready();
    let mut second = place.serve(&[]);
    assert_eq!(second.ended().code(), Some(1));
    assert!(second.told().contains("in use"), "{}", second.told());
}

#[test]
fn dev_keeps_its_data_and_cleans_up_when_it_is_ephemeral() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data").display().to_string();
    let mut kept = start(&["dev", "--listen", "127.0.0.1:0", "--data-dir", &data]);
    let _ = kept.ready();
    kept.terminate();
    assert_eq!(kept.ended().code(), Some(0));
    for name in ["db.sqlite", "attachments", "keys"] {
        assert!(home.path().join("data").join(name).exists(), "{name}");
    }

    let mut command = crate::program::command(&["dev", "--listen", "127.0.0.1:0", "--ephemeral"]);
    command.env("TMPDIR", home.path());
    let mut ephemeral = Program::of(command);
    let _ = ephemeral.ready();
    ephemeral.terminate();
    assert_eq!(ephemeral.ended().code(), Some(0));
    let left: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["data"]);
}

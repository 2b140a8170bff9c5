//! The main job from end to end, on both engines, in one process and in two.

use correspondence_testkit::TestDatabase;

use crate::program::{output, place, stderr, stdout};

/// `dev` plays the story and ends with 0; stdout has the ready line alone.
fn dev_plays_the_story(more: &[&str]) {
    let arguments = [&["dev", "--ephemeral", "--listen", "127.0.0.1:0", "--demo", "--exit"], more].concat();
    let played = output(&arguments);
    assert_eq!(played.status.code(), Some(0), "{}", stderr(&played));
    assert_eq!(stdout(&played).lines().count(), 1, "{}", stdout(&played));
    for told in ["409", "4001", "correspondencepurged", "went as they must"] {
        assert!(stderr(&played).contains(told), "{told:?} is not told:\n{}", stderr(&played));
    }
}

#[test]
fn dev_plays_the_story_on_sqlite() {
    dev_plays_the_story(&[]);
}

#[tokio::test]
async fn dev_plays_the_story_on_postgres() {
    let database = TestDatabase::unmigrated(correspondence_testkit::Engine::Postgres).await;
    dev_plays_the_story(&["--database-url", database.url()]);
}

#[tokio::test]
async fn server_and_platform_play_it_as_two_processes_on_postgres() {
    let database = TestDatabase::postgres().await;
    let place = place().with_database(database.url());
    let server = place.serve(&[]);
    let played = output(&["demo", "--server", &server.ready(), "--platform", &place.platform_url]);
    assert!(played.status.success(), "{}\n{}", stderr(&played), server.told());
}

#[test]
fn a_story_without_a_server_ends_with_1() {
    let place = place();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let played = output(&["demo", "--server", &format!("http://{nobody}"), "--platform", &place.platform_url]);
    assert_eq!(played.status.code(), Some(1));
}

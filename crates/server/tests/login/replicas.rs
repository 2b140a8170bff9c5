//! Whichever server a browser comes to, its login goes on there.

use correspondence_testkit::{API, Engine, Place, TestDatabase, person, program};

use crate::browser::{Browser, location, parameter};

const PUBLIC: &str = "https://brev.example.no";
const LINK: &str = "/019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10/attachments/downloadall";

#[tokio::test]
async fn any_replica_takes_a_browser_back() {
    let database = TestDatabase::of(Engine::Postgres).await;
    let place = Place::of(program!()).with_database(database.url());
    let variables = [
        ("RUST_LOG", "warn"),
        ("CORRESPONDENCE__SERVER__PUBLIC_URL", PUBLIC),
        ("CORRESPONDENCE__SERVER__PORTAL_URL", "https://portal.example.no/"),
        ("CORRESPONDENCE__SERVER__ROLES", "api"),
    ];
    let programs = [place.serve(&variables), place.serve(&variables), place.serve(&variables)];
    let [one, two, three] = programs.each_ref().map(correspondence_testkit::Program::ready);

    let mut browser = Browser::new();
    let provider = browser.sent_to_log_in(&format!("{one}{API}{LINK}")).await;
    // What the world calls us, not what this request did.
    assert_eq!(parameter(&provider, "redirect_uri"), format!("{PUBLIC}/correspondence/api/v1/idporten-callback"));
    let callback = browser.as_person(&provider, &person(1)).await;
    let back = location(&browser.open(&callback.replace(PUBLIC, &two)).await);
    let session = parameter(&back, "session");
    // The existing service writes the port.
    assert_eq!(back, format!("{PUBLIC}:443{API}{LINK}?session={session}"));
    browser.open(&format!("{three}{API}{LINK}?session={session}")).await.refused(404, 1001);
    let _ = browser.sent_to_log_in(&format!("{one}{API}{LINK}?session={session}")).await;

    let unknown = format!("{two}/correspondence/api/v1/idporten-callback?state=x&code=y");
    assert_eq!(location(&browser.open(&unknown).await), "https://portal.example.no");
}

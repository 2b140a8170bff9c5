//! What an operator sees of logins: whether there are any, what the logs do not tell, and what happens while the provider is away.

use correspondence_domain::time::Timestamp;
use correspondence_storage::Storage;
use correspondence_testkit::{API, Altinn, Answer, Engine, Place, altinn_test, eventually, person, program};
use serde_json::json;

use crate::browser::{Browser, CALLBACK, location, parameter, provider_of};

const LINK: &str = "/019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10/attachments/downloadall";

#[tokio::test]
async fn without_a_client_there_is_no_login() {
    let place = Place::of(program!());
    let program = place.serve(&[
        ("RUST_LOG", "warn"),
        ("CORRESPONDENCE__AUTH__LOGIN_CLIENT_ID", ""),
        ("CORRESPONDENCE__AUTH__LOGIN_CLIENT_SECRET", ""),
    ]);
    let url = program.ready();
    let mut browser = Browser::new();
    for query in ["", "?session=x"] {
        let answer = browser.open(&format!("{url}{API}{LINK}{query}")).await.expect(401);
        assert_eq!((answer.header("www-authenticate"), answer.text.as_str()), (Some("Bearer"), ""));
    }
    let _ = browser.open(&format!("{url}{CALLBACK}?state=x&code=y")).await.expect(404);
}

/// Whoever reads the logs, however talkative, could not take a login over.
#[tokio::test]
async fn logs_tell_no_secret_of_a_login() {
    let place = Place::of(program!());
    let mut program = place.serve(&[("RUST_LOG", "trace")]);
    let url = program.ready();
    let mut browser = Browser::new();
    let provider = browser.sent_to_log_in(&format!("{url}{API}{LINK}")).await;
    let proof = browser.cookies[0].value.clone();
    let callback = browser.as_person(&provider, &person(1)).await;
    let callback = format!("{url}{CALLBACK}?{}", callback.split_once('?').unwrap().1);
    let ticket = parameter(&location(&browser.open(&callback).await), "session");
    let problem = browser.open(&format!("{url}{API}{LINK}?session={ticket}")).await;
    problem.clone().refused(404, 1001);
    assert!(!problem.text.contains(&ticket));

    program.kill();
    let told = program.told();
    assert!(told.contains("attachments/downloadall") && told.contains("openid_provider"), "the logs tell nothing at all");
    let secrets = [
        ("ticket", ticket),
        ("proof", proof),
        ("state", parameter(&callback, "state").replace("OpenIdConnectState_", "")),
        ("code", parameter(&callback, "code")),
        ("nonce", parameter(&provider, "nonce")),
        ("client secret", "emulated-login-secret".to_owned()),
        ("person", person(1)),
        ("token", "eyJ".to_owned()),
    ];
    for (what, secret) in secrets {
        let line = told.lines().find(|line| line.contains(&secret));
        assert!(line.is_none(), "the {what} is told: {line:?}");
    }
}

altinn_test! {
    /// Nobody knows where to send a browser until the provider has told once.
    async fn a_provider_that_was_never_reached_is_a_failure(altinn) {
        altinn.outage(&json!({"remote": "authentication", "path": "openid-configuration", "status": 503})).await;
        let (link, mut browser) = (format!("{}{API}{LINK}", altinn.url()), Browser::new());
        let _ = browser.open(&link).await.expect(500);
        altinn.end_outages().await;
        let client = altinn.client();
        let answer = eventually("the provider", async || {
            let answer = Answer::of(client.get(&link).send().await.unwrap()).await;
            (answer.status == 302).then_some(answer)
        })
        .await;
        provider_of(&answer);
        // From then on what it told is kept.
        altinn.outage(&json!({"remote": "authentication", "path": "openid-configuration", "status": 503})).await;
        provider_of(&browser.open(&link).await);
    }
}

#[tokio::test]
async fn what_nobody_came_back_for_is_forgotten() {
    let altinn = Altinn::start(program!(), Engine::Postgres).await;
    let (link, mut browser) = (format!("{}{API}{LINK}", altinn.url()), Browser::new());
    let _ = browser.sent_to_log_in(&link).await;
    let _ = browser.logged_in(&link, &person(1)).await;
    altinn.after("PT2H").await;
    let storage = Storage::open(altinn.database().url(), 1).await.unwrap();
    assert_eq!(storage.forget_logins(Timestamp::MAX).await.unwrap(), 0, "rows were left");
}

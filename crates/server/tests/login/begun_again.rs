//! A login that fails is begun once more, and then the person is in the portal.

use correspondence_domain::time::Timestamp;
use correspondence_storage::Storage;
use correspondence_testkit::{Altinn, Engine, altinn_test, person, program};
use serde_json::json;

use crate::browser::{Browser, links, location, parameter, set_cookies, with_parameter};

/// Opens a callback that must fail, for a link without parameters: the login begins anew, and the browser keeps nothing.
async fn fails(browser: &mut Browser, callback: &str, link: &str) {
    let had_cookies = !browser.cookies.is_empty();
    let answer = browser.open(callback).await;
    assert_eq!(location(&answer), format!("{link}?oidcRetry=1"));
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
    if had_cookies {
        let forgotten = set_cookies(&answer);
        for path in ["Path=/", "Path=/correspondence/api/v1/idporten-callback"] {
            assert!(forgotten.iter().any(|cookie| cookie.split("; ").any(|part| part == path)), "{forgotten:?}");
        }
    }
}

async fn redeemed(altinn: &Altinn) -> u64 {
    altinn.calls("authentication", "/authentication/api/v1/token").await
}

altinn_test! {
    async fn whoever_cancels_is_asked_once_more(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let provider = browser.sent_to_log_in(&links.file).await;
        let callback = location(&browser.open(&format!("{provider}&cancel=1")).await);
        assert_eq!(parameter(&callback, "error"), "access_denied");
        fails(&mut browser, &callback, &links.file).await;

        let provider = browser.sent_to_log_in(&format!("{}?oidcRetry=1", links.file)).await;
        let callback = location(&browser.open(&format!("{provider}&cancel=1")).await);
        let answer = browser.open(&callback).await;
        assert_eq!(location(&answer), altinn.url());
        assert!(browser.cookies.is_empty());
        // Who logs in at the second time has the file.
        let back = browser.logged_in(&format!("{}?oidcRetry=1", links.file), &person(1)).await;
        assert!(back.starts_with(&format!("{}?oidcRetry=1&session=", links.file)), "{back}");
        assert_eq!(browser.open(&back).await.expect(200).text, "hello");
        assert_eq!(redeemed(&altinn).await, 1);
    }

    /// Nobody redeems the code of another browser's login.
    async fn the_browser_must_be_the_one_that_was_sent(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let provider = browser.sent_to_log_in(&links.file).await;
        let callback = browser.as_person(&provider, &person(1)).await;
        browser.cookies.clear();
        fails(&mut browser, &callback, &links.file).await;

        let provider = browser.sent_to_log_in(&links.file).await;
        let callback = browser.as_person(&provider, &person(1)).await;
        "other".clone_into(&mut browser.cookies[0].value);
        fails(&mut browser, &callback, &links.file).await;

        // The cookie of another attempt does not help.
        let (mut one, mut two) = (Browser::new(), Browser::new());
        let provider = one.sent_to_log_in(&links.file).await;
        let _ = two.sent_to_log_in(&links.file).await;
        let callback = one.as_person(&provider, &person(1)).await;
        two.cookies[0].name.clone_from(&one.cookies[0].name);
        fails(&mut two, &callback, &links.file).await;
        assert_eq!(redeemed(&altinn).await, 0);
    }

    async fn what_the_provider_gives_must_fit_the_login(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        for (name, value) in [
            ("nonce", Some("of-another-login")),
            ("nonce", None),
            ("code_challenge", Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")),
        ] {
            let provider = browser.sent_to_log_in(&links.file).await;
            let callback = browser.as_person(&with_parameter(&provider, name, value), &person(1)).await;
            fails(&mut browser, &callback, &links.file).await;
        }
        // The code of another login, no code, one that is none.
        let other = browser.sent_to_log_in(&links.file).await;
        let code = parameter(&browser.as_person(&other, &person(1)).await, "code");
        for code in [Some(code.as_str()), None, Some("x")] {
            let provider = browser.sent_to_log_in(&links.file).await;
            let callback = browser.as_person(&provider, &person(1)).await;
            fails(&mut browser, &with_parameter(&callback, "code", code), &links.file).await;
        }
        // An error beside a good code.
        let provider = browser.sent_to_log_in(&links.file).await;
        let callback = browser.as_person(&provider, &person(1)).await;
        fails(&mut browser, &format!("{callback}&error=server_error"), &links.file).await;
    }

    async fn a_provider_that_fails_ends_the_login(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let stranger = altinn.token("GetPersonalToken", &[("pid", &person(1)), ("scopes", "altinn:portal/enduser")]).await;
        for (path, status, body) in [
            ("/token", 503, json!({})),
            ("/token", 200, json!("no object")),
            ("/token", 200, json!({"access_token": stranger})),
            ("/token", 200, json!({"id_token": stranger})),
            ("/token", 200, json!({"access_token": stranger, "id_token": stranger})),
            ("/token", 200, json!({"access_token": stranger, "id_token": "x.y.z"})),
            ("/userinfo", 503, json!({})),
            ("/userinfo", 200, json!({"sub": "somebody else"})),
            ("/userinfo", 200, json!({"pid": person(1)})),
        ] {
            altinn.forget_requests().await;
            altinn.outage(&json!({"remote": "authentication", "path": path, "status": status, "body": body})).await;
            let provider = browser.sent_to_log_in(&links.file).await;
            let callback = browser.as_person(&provider, &person(1)).await;
            fails(&mut browser, &callback, &links.file).await;
            // A code holds for one try.
            assert_eq!(redeemed(&altinn).await, 1, "{path} {status} {body}");
            altinn.end_outages().await;
        }
        let back = browser.logged_in(&links.file, &person(1)).await;
        assert_eq!(browser.open(&back).await.expect(200).text, "hello");
    }
}

/// A provider whose tokens are never accepted leads nobody in a circle.
#[tokio::test]
async fn a_ticket_whose_token_is_refused_counts_as_a_failed_login() {
    let altinn = Altinn::start(program!(), Engine::Postgres).await;
    let links = links(&altinn, "hello").await;
    let storage = Storage::open(altinn.database().url(), 1).await.unwrap();
    let mut browser = Browser::new();

    storage.issue_login_ticket("bad-1", "no.token.this", Timestamp::MAX).await.unwrap();
    let provider = browser.sent_to_log_in(&format!("{}?session=bad-1", links.file)).await;
    let callback = browser.as_person(&provider, &person(1)).await;
    let back = location(&browser.open(&callback).await);
    assert!(back.starts_with(&format!("{}?oidcRetry=1&session=", links.file)), "{back}");

    storage.issue_login_ticket("bad-2", "no.token.this", Timestamp::MAX).await.unwrap();
    let answer = browser.open(&with_parameter(&back, "session", Some("bad-2"))).await;
    assert_eq!(location(&answer), altinn.url());
    // Its own ticket was not used by that.
    assert_eq!(browser.open(&back).await.expect(200).text, "hello");
}

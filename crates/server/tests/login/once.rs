//! A state serves one callback and a ticket one request, each for its time.

use correspondence_testkit::{altinn_test, person};

use crate::browser::{Browser, CALLBACK, links, location, parameter, provider_of, with_parameter};

altinn_test! {
    async fn a_ticket_serves_one_request(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let back = browser.logged_in(&links.file, &person(1)).await;
        assert_eq!(browser.open(&back).await.expect(200).text, "hello");
        let provider = browser.sent_to_log_in(&back).await;
        // The link leads back with a new ticket in the place of the old one.
        let callback = browser.as_person(&provider, &person(1)).await;
        let again = location(&browser.open(&callback).await);
        assert_ne!(parameter(&again, "session"), parameter(&back, "session"));
        assert_eq!(again.matches("session=").count(), 1);
        assert_eq!(browser.open(&again).await.expect(200).text, "hello");
    }

    /// No other piece could follow.
    async fn a_ticket_gives_the_whole_file_at_once(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let back = browser.logged_in(&links.file, &person(1)).await;
        let answer = browser.open_with(&back, &[("range", "bytes=0-1")]).await.expect(200);
        assert_eq!((answer.text.as_str(), answer.header("accept-ranges")), ("hello", Some("none")));
    }

    async fn a_state_serves_one_callback(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let provider = browser.sent_to_log_in(&links.file).await;
        let before = browser.clone();
        let callback = browser.as_person(&provider, &person(1)).await;
        assert!(location(&browser.open(&callback).await).contains("session="));
        // With the cookies of the attempt and a fresh code.
        let mut browser = before;
        let callback = browser.as_person(&provider, &person(1)).await;
        assert_eq!(location(&browser.open(&callback).await), altinn.url());
    }

    async fn a_ticket_waits_for_five_minutes(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let back = browser.logged_in(&links.file, &person(1)).await;
        altinn.advance("PT5M").await;
        provider_of(&browser.open(&back).await);
        let back = browser.logged_in(&links.file, &person(1)).await;
        altinn.advance("PT4M30S").await;
        let _ = browser.open(&back).await.expect(200);
    }

    async fn a_person_may_take_a_quarter_of_an_hour(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let (in_time, late) = (browser.sent_to_log_in(&links.file).await, browser.sent_to_log_in(&links.file).await);
        altinn.advance("PT14M30S").await;
        let callback = browser.as_person(&in_time, &person(1)).await;
        assert!(location(&browser.open(&callback).await).contains("session="));
        altinn.advance("PT30S").await;
        let callback = browser.as_person(&late, &person(1)).await;
        assert_eq!(location(&browser.open(&callback).await), altinn.url());
        assert!(browser.cookies.is_empty());
    }

    /// Logins in two windows do not disturb each other.
    async fn two_windows_log_in_at_once(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let (one, two) = (browser.sent_to_log_in(&links.file).await, browser.sent_to_log_in(&links.archive).await);
        for (provider, link) in [(one, &links.file), (two, &links.archive)] {
            let callback = browser.as_person(&provider, &person(1)).await;
            let back = location(&browser.open(&callback).await);
            assert_eq!(back.split('?').next(), Some(link.as_str()));
            let _ = browser.open(&back).await.expect(200);
        }
    }

    async fn a_callback_of_no_login_leads_nowhere(altinn) {
        let mut browser = Browser::new();
        let callback = format!("{}{CALLBACK}", altinn.url());
        for query in ["", "?code=x", "?state=", "?error=access_denied&x=y"] {
            let answer = browser.open(&format!("{callback}{query}")).await.expect(404);
            assert!(answer.text.is_empty());
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
        let unknown = format!("{callback}?code=x&state=OpenIdConnectState_019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10");
        assert_eq!(location(&browser.open(&unknown).await), altinn.url());
        assert_eq!(location(&browser.open(&with_parameter(&unknown, "state", Some("x"))).await), altinn.url());
    }
}

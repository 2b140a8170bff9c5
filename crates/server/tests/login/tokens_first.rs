//! A bearer token decides alone when it holds; a ticket stands in for one that does not.

use correspondence_testkit::{API, altinn_test, person};

use crate::browser::{Browser, links, provider_of};

altinn_test! {
    async fn a_good_token_leaves_the_ticket_unused(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let back = browser.logged_in(&links.file, &person(1)).await;
        let reader = format!("Bearer {}", altinn.reader(&person(1)).await);
        let stranger = format!("Bearer {}", altinn.reader(&person(2)).await);
        let _ = browser.open_with(&back, &[("authorization", &reader)]).await.expect(200);
        browser.open_with(&back, &[("authorization", &stranger)]).await.refused(401, 4001);
        let _ = browser.open(&back).await.expect(200);
    }

    async fn a_ticket_stands_in_for_a_bad_token(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let maskinporten = altinn.token("GetMaskinportenToken", &[("orgNo", "991825827"), ("scopes", "altinn:correspondence.read")]).await;
        for bad in ["Bearer x.y.z".to_owned(), "Bearer".to_owned(), format!("Bearer {maskinporten}"), "Basic eDp5".to_owned()] {
            let back = browser.logged_in(&links.file, &person(1)).await;
            assert_eq!(browser.open_with(&back, &[("authorization", &bad)]).await.expect(200).text, "hello", "{bad}");
        }
    }

    async fn who_has_neither_is_told_so_or_sent_to_log_in(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let maskinporten = altinn.token("GetMaskinportenToken", &[("orgNo", "991825827"), ("scopes", "altinn:correspondence.read")]).await;
        for address in [&links.file, &links.archive, &links.forward, &format!("{}?session=unknown", links.file)] {
            for (authorization, status, challenge) in [
                ("Bearer x.y.z", 401, "Bearer error=\"invalid_token\""),
                ("Bearer", 401, "Bearer"),
                ("Bearer ", 401, "Bearer"),
                ("Bearerx", 401, "Bearer"),
                (&format!("Bearer {maskinporten}"), 403, "Bearer error=\"invalid_token\""),
            ] {
                let answer = browser.open_with(address, &[("authorization", authorization)]).await.expect(status);
                let challenges: Vec<_> = answer.headers.get_all("www-authenticate").iter().collect();
                assert_eq!(challenges, [challenge], "{authorization}");
            }
            for authorization in ["bearer x.y.z", "bearer", "Basic eDp5", "bEARER x"] {
                provider_of(&browser.open_with(address, &[("authorization", authorization)]).await);
            }
            // Also what a page's script asks for.
            provider_of(&browser.open_with(address, &[("x-requested-with", "XMLHttpRequest"), ("sec-fetch-mode", "cors")]).await);
        }
    }

    async fn other_routes_know_no_tickets(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let back = browser.logged_in(&links.file, &person(1)).await;
        let ticket = back.rsplit_once('?').unwrap().1;
        let overview = format!("{}{API}/{}", altinn.url(), links.letter);
        for path in ["", "/details", "/content"] {
            let answer = browser.open(&format!("{overview}{path}?{ticket}")).await.expect(401);
            assert!(answer.headers.get_all("www-authenticate").iter().all(|challenge| challenge == "Bearer"));
        }
        assert_eq!(browser.open(&back).await.expect(200).text, "hello");
    }
}

//! A link to a file is opened in a browser.

use correspondence_testkit::{API, LetterRequest, altinn_test, organisation, organisation_urn, person};

use crate::browser::{Browser, CALLBACK, links, location, parameter, provider_of, set_cookies};

altinn_test! {
    async fn the_person_logs_in_and_has_the_file(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let answer = browser.open_with(&links.file, &[("origin", altinn.url())]).await;
        assert!(answer.text.is_empty());
        // It ended before the security headers, but not before CORS.
        assert!(answer.header("cache-control").is_none() && answer.header("x-content-type-options").is_none());
        assert!(answer.header("www-authenticate").is_none());
        assert_eq!(answer.header("access-control-allow-origin"), Some(altinn.url()));

        let provider = provider_of(&answer);
        assert!(provider.starts_with(altinn.url()), "{provider}");
        for (name, value) in [
            ("client_id", "emulated-login"),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("acr_values", "selfregistered-email idporten-loa-substantial"),
            ("code_challenge_method", "S256"),
            ("redirect_uri", &format!("{}{CALLBACK}", altinn.url())),
        ] {
            assert_eq!(parameter(&provider, name), value);
        }
        assert!(!provider.contains("response_mode"));
        assert_eq!(parameter(&provider, "code_challenge").len(), 43);
        assert!(parameter(&provider, "nonce").len() >= 32);
        let state = parameter(&provider, "state");
        assert_eq!(state.strip_prefix("OpenIdConnectState_").unwrap().replace('-', "").len(), 32, "{state}");

        for cookie in set_cookies(&answer) {
            for flag in ["Path=/correspondence/api/v1/idporten-callback", "Max-Age=900", "Secure", "HttpOnly", "SameSite=None"] {
                assert!(cookie.split("; ").any(|part| part == flag), "{cookie}");
            }
        }
        assert!(!browser.cookies.is_empty());

        let callback = browser.as_person(&provider, &person(1)).await;
        let answer = browser.open(&callback).await;
        assert!(answer.text.is_empty());
        assert!(answer.header("cache-control").is_none() && answer.header("x-content-type-options").is_none());
        assert!(browser.cookies.is_empty(), "the attempt is over: {:?}", browser.cookies);
        let back = location(&answer);
        assert_eq!(back.split('?').next(), Some(links.file.as_str()));
        assert_eq!(parameter(&back, "session").replace('-', "").len(), 32);

        let file = browser.open(&back).await.expect(200);
        assert_eq!((file.text.as_str(), file.header("cache-control")), ("hello", Some("no-store")));
        // The history tells of the person.
        altinn.drain().await;
        let dialog = altinn.dialog(&links.letter).await.unwrap();
        let note = dialog["activities"].as_array().unwrap().iter().find(|activity| activity["type"] == "Information").unwrap();
        assert_eq!(note["performedBy"]["actorId"], format!("urn:altinn:person:identifier-no:{}", person(1)));
    }

    async fn the_archive_is_had_the_same_way(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let back = browser.logged_in(&links.archive, &person(1)).await;
        let archive = browser.open(&back).await.expect(200);
        assert_eq!(archive.header("content-type"), Some("application/zip"));
        assert!(archive.bytes.starts_with(b"PK"));
    }

    /// A managing director opens a letter of the organisation; the parameters of the link stay.
    async fn other_parameters_stay(altinn) {
        let sender = altinn.sender().await;
        let file = altinn.published(&sender, "a.txt", "hello").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file])).await;
        let path = format!("{API}/{letter}/Attachment/{file}/download");
        let mut browser = Browser::new();
        let back = browser.logged_in(&format!("{}{path}?a=%C3%A5%20b&session=old&c", altinn.url()), &organisation(1)).await;
        let session = parameter(&back, "session");
        assert_eq!(back, format!("{}{path}?a=%C3%A5+b&c=&session={session}", altinn.url()));
        assert_eq!(browser.open(&back).await.expect(200).text, "hello");
    }

    async fn a_login_gives_no_more_than_the_persons_rights(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let back = browser.logged_in(&links.file, &person(2)).await;
        browser.open(&back).await.refused(401, 4001);
        // Nobody's login has the scope of this one.
        let back = browser.logged_in(&links.forward, &person(1)).await;
        let answer = browser.open(&back).await.expect(403);
        assert!(answer.text.is_empty() && answer.header("www-authenticate").is_none());
        let token = altinn.organisation_token(&organisation(1), "altinn:correspondence.forward.check").await;
        let answer = browser.open_with(&links.forward, &[("authorization", &format!("Bearer {token}"))]).await;
        assert!(!matches!(answer.status, 302 | 401 | 403), "{}", answer.status);
    }

    /// A person without a national number logs in by e-mail.
    async fn somebody_with_an_address_logs_in(altinn) {
        let links = links(&altinn, "hello").await;
        let mut browser = Browser::new();
        let back = browser.logged_in(&links.file, "kari.test@example.org").await;
        browser.open(&back).await.refused(401, 4001);
    }
}

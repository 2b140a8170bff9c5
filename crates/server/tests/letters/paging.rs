//! Long lists come in pages, and senders find their letters by their own reference or key.

use correspondence_testkit::{Altinn, DEMO, LetterRequest, altinn_test, organisation, organisation_urn};

/// All pages of a search, each with its ids.
async fn pages(altinn: &Altinn, token: &str, query: &[(&str, &str)], size: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut continuation: Option<String> = None;
    loop {
        let mut query = [query, &[("pageSize", size)]].concat();
        query.extend(continuation.as_deref().map(|token| ("continuationToken", token)));
        let found = altinn.search(token, &query).await.good();
        pages.push(found["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect());
        match found["continuationToken"].as_str() {
            Some(next) => continuation = Some(next.to_owned()),
            None => return pages,
        }
        assert!(pages.len() < 100, "the pages do not end");
    }
}

altinn_test! {
    async fn letters_of_one_moment_are_listed_once_in_a_stable_order(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("requestedPublishTime", "2030-01-02T08:00:00Z");
        let mut letters = Vec::new();
        for _ in 0..25 {
            letters.extend(altinn.created(&sender, &request).await);
        }
        altinn.drain().await;
        altinn.after("P1D").await;
        letters.sort();
        for (token, role) in [(&sender, "sender"), (&recipient, "recipient")] {
            let query = [("resourceId", DEMO), ("role", role)];
            let whole = altinn.search(token, &query).await.good();
            assert!(whole.get("continuationToken").is_none(), "pages were not asked for");
            let whole = altinn.found(token, &query).await;
            for size in ["1", "7", "25", "1000"] {
                let pages = pages(&altinn, token, &query, size).await;
                assert!(pages.iter().all(|page| page.len() <= size.parse().unwrap()));
                assert_eq!(pages.concat(), whole, "{role} in pages of {size}");
            }
            let mut listed = whole;
            listed.sort();
            assert_eq!(listed, letters);
        }
    }

    /// A letter that arrives between two pages changes neither what was shown nor what is to come.
    async fn new_letters_do_not_shift_the_pages(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)]);
        for _ in 0..4 {
            altinn.sent(&sender, &request).await;
        }
        let query = [("resourceId", DEMO), ("role", "sender")];
        let before = altinn.found(&sender, &query).await;
        let first = altinn.search(&sender, &[&query[..], &[("pageSize", "2")]].concat()).await.good();
        let next = first["continuationToken"].as_str().unwrap();
        altinn.sent(&sender, &request).await;
        let rest = altinn.found(&sender, &[&query[..], &[("continuationToken", next)]].concat()).await;
        assert_eq!(rest, before[2..]);
    }

    async fn a_bad_page_is_refused(altinn) {
        let sender = altinn.sender().await;
        for (name, value) in [("pageSize", "0"), ("pageSize", "1001"), ("pageSize", "x"), ("continuationToken", "x")] {
            let answer = altinn.search(&sender, &[("resourceId", DEMO), ("role", "sender"), (name, value)]).await;
            let body = answer.expect(400).json();
            assert!(!body["errors"][name].as_array().unwrap().is_empty(), "{body:#}");
        }
    }

    async fn senders_find_their_own_letters_without_naming_a_resource(altinn) {
        let sender = altinn.sender().await;
        let key = "7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31";
        let request = LetterRequest::to(&[organisation_urn(1)]);
        let one = altinn.sent(&sender, &request.clone().letter("sendersReference", "A-1").with("idempotentKey", key)).await;
        let other = altinn.sent(&sender, &request.letter("sendersReference", "a-1").letter("resourceId", "bruno-correspondence")).await;
        assert_eq!(altinn.found(&sender, &[("sendersReference", "A-1")]).await, [one.as_str()]);
        assert_eq!(altinn.found(&sender, &[("sendersReference", "a-1")]).await, [other]);
        assert_eq!(altinn.found(&sender, &[("idempotentKey", key)]).await, [one]);

        let stranger = altinn.organisation_token(&organisation(2), "altinn:correspondence.write").await;
        assert!(altinn.found(&stranger, &[("sendersReference", "A-1")]).await.is_empty());
        assert!(altinn.found(&stranger, &[("idempotentKey", key)]).await.is_empty());
        let recipient = altinn.recipient(&organisation(1)).await;
        assert!(altinn.found(&recipient, &[("sendersReference", "A-1")]).await.is_empty(), "received letters are not one's own");
    }
}

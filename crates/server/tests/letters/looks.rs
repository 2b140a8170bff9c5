//! Looks of the recipient are noted: in the overview at most once in fifteen seconds a party, in details always.

use correspondence_testkit::{Altinn, LetterRequest, altinn_test, organisation, organisation_urn, person, person_urn};
use serde_json::json;

async fn looks(altinn: &Altinn, sender: &str, letter: &str) -> usize {
    altinn.history(sender, letter).await.iter().filter(|status| *status == "Fetched").count()
}

altinn_test! {
    async fn count_once_in_fifteen_seconds(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        for _ in 0..3 {
            let _ = altinn.overview(&recipient, &letter).await.expect(200);
        }
        assert_eq!(looks(&altinn, &sender, &letter).await, 1);
        let _ = altinn.content(&recipient, &letter).await.expect(200);
        assert_eq!(looks(&altinn, &sender, &letter).await, 1);
        altinn.advance("PT15S").await;
        let _ = altinn.overview(&recipient, &letter).await.expect(200);
        assert_eq!(looks(&altinn, &sender, &letter).await, 2);
    }

    /// Somebody else who reads for the recipient looks for themselves.
    async fn count_for_each_party(altinn) {
        altinn.seed(&json!({"delegations": [{"from": organisation(1), "to": person(1), "actions": ["read"]}]})).await;
        let (sender, recipient, reader) =
            (altinn.sender().await, altinn.recipient(&organisation(1)).await, altinn.reader(&person(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        for token in [&recipient, &reader, &recipient, &reader] {
            let _ = altinn.overview(token, &letter).await.expect(200);
        }
        assert_eq!(looks(&altinn, &sender, &letter).await, 2);
    }

    async fn at_details_count_every_time_and_are_shown_at_once(altinn) {
        let (sender, reader) = (altinn.sender().await, altinn.reader(&person(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[person_urn(1)])).await;
        for count in 1..=3 {
            assert_eq!(looks(&altinn, &reader, &letter).await, count);
        }
    }

    /// Neither the sender nor a recipient's token that may write leaves a trace.
    async fn of_senders_do_not_count(altinn) {
        let sender = altinn.sender().await;
        let both = altinn.organisation_token(&organisation(1), "altinn:correspondence.write altinn:correspondence.read").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        for token in [&sender, &both] {
            let _ = altinn.overview(token, &letter).await.expect(200);
            let _ = altinn.details(token, &letter).await.expect(200);
        }
        let _ = altinn.content(&both, &letter).await.expect(200);
        altinn.drain().await;
        assert_eq!(altinn.history(&sender, &letter).await, ["Initialized", "ReadyForPublish", "Published"]);
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublished"]);
    }
}

//! A key guards against sending twice.

use correspondence_testkit::{API, DEMO, LetterRequest, altinn_test, organisation, organisation_urn};

const KEY: &str = "7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31";

altinn_test! {
    async fn a_key_used_again_names_the_letter_to_its_sender_alone(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)]).with("idempotentKey", KEY);
        let letter = altinn.sent(&sender, &request).await;
        let body = altinn.create(&sender, &request).await.refused(409, 1034);
        assert_eq!(body["correspondenceId"], letter);
        let other_letter = LetterRequest::to(&[organisation_urn(2)]).with("idempotentKey", KEY.to_uppercase());
        assert_eq!(altinn.create(&sender, &other_letter).await.refused(409, 1034)["correspondenceId"], letter);

        let stranger = altinn.organisation_token(&organisation(3), "altinn:correspondence.write").await;
        let body = altinn.create(&stranger, &request).await.refused(409, 1034);
        assert!(!body.to_string().contains(&letter), "{body:#}");

        let query = [("resourceId", DEMO), ("role", "sender")];
        assert_eq!(altinn.found(&sender, &query).await, [letter]);
    }

    async fn a_key_guards_one_recipient(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1), organisation_urn(2)]).with("idempotentKey", KEY);
        altinn.create(&sender, &request).await.refused(400, 1047);
    }

    /// A refused request does not use its key up.
    async fn a_refused_request_leaves_its_key_free(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)]).with("idempotentKey", KEY);
        altinn.create(&sender, &request.clone().letter("content.language", "xx")).await.refused(400, 1023);
        let _ = altinn.create(&sender, &request).await.expect(200);
    }

    async fn of_sixteen_at_once_one_wins(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)]).with("idempotentKey", KEY);
        let url = format!("{}{API}", altinn.url());
        let answers = altinn.at_once(16, |client| client.post(&url).bearer_auth(&sender).json(request.body())).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 15));
        let letter = won[0].json()["correspondences"][0]["correspondenceId"].clone();
        for answer in lost {
            assert_eq!(answer.refused(409, 1034)["correspondenceId"], letter);
        }
        altinn.drain().await;
        assert_eq!(altinn.found(&sender, &[("resourceId", DEMO), ("role", "sender")]).await, [letter.as_str().unwrap()]);
        assert_eq!(altinn.all_events().await.len(), 2, "one letter: initialized and published");
    }
}

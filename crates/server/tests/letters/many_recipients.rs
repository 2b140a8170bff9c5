//! One request, up to 500 letters.

use correspondence_testkit::{DEMO, LetterRequest, altinn_test, organisation, organisation_urn, person, person_urn};
use serde_json::{Value, json};

altinn_test! {
    async fn five_hundred_get_a_letter_each(altinn) {
        let sender = altinn.sender().await;
        let recipients: Vec<String> = (0..250).flat_map(|n| [organisation_urn(n), person_urn(n)]).collect();
        let answer = altinn.create(&sender, &LetterRequest::to(&recipients)).await.good();
        let created = answer["correspondences"].as_array().unwrap();
        let text = |letter: &Value, member: &str| letter[member].as_str().unwrap().to_owned();
        assert_eq!(created.iter().map(|letter| text(letter, "recipient")).collect::<Vec<_>>(), recipients, "in the order of the request");

        altinn.drain().await;
        let events = altinn.all_events().await;
        let expected = created.iter().flat_map(|letter| {
            let id = text(letter, "correspondenceId");
            ["correspondenceinitialized", "correspondencepublished"].map(|name| ((id.clone(), name.to_owned()), 1))
        });
        assert_eq!(events, expected.collect(), "one event each");
        let query = [("resourceId", DEMO), ("role", "sender"), ("status", "Published")];
        assert_eq!(altinn.found(&sender, &query).await.len(), 500);
        assert_eq!(altinn.get("/emulator").await.good()["dialogs"], 500);
    }

    async fn whoever_is_named_twice_stops_the_request(altinn) {
        let sender = altinn.sender().await;
        let same = format!("0192:{}", organisation(1));
        let request = LetterRequest::to(&[organisation_urn(1), organisation_urn(2), same]);
        altinn.create(&sender, &request).await.refused(400, 1006);
    }

    async fn whoever_is_unknown_is_named_and_nothing_is_stored(altinn) {
        let seed = json!({
            "organisations": [{"number": organisation(2), "unknown": true}],
            "persons": [{"number": person(2), "unknown": true}],
        });
        altinn.seed(&seed).await;
        let sender = altinn.sender().await;
        let unknown = [organisation_urn(2), person_urn(2), "urn:altinn:organization:identifier-no:319900012".to_owned()];
        let mut recipients: Vec<String> = (0..150).filter(|n| *n != 2).map(organisation_urn).collect();
        recipients.splice(40..40, unknown.clone());
        let body = altinn.create(&sender, &LetterRequest::to(&recipients)).await.refused(404, 1029);
        let detail = body["detail"].as_str().unwrap();
        let named: Vec<&String> = recipients.iter().filter(|urn| detail.contains(urn.as_str())).collect();
        assert_eq!(named, unknown.iter().collect::<Vec<_>>());
        altinn.drain().await;
        assert!(altinn.found(&sender, &[("resourceId", DEMO), ("role", "sender")]).await.is_empty());
        assert!(altinn.all_events().await.is_empty());
    }

    async fn more_than_five_hundred_are_refused(altinn) {
        let sender = altinn.sender().await;
        let recipients: Vec<String> = (0..501).map(organisation_urn).collect();
        let body = altinn.create(&sender, &LetterRequest::to(&recipients)).await.expect(400).json();
        assert!(body["errors"]["Recipients"].is_array(), "{body:#}");
    }
}

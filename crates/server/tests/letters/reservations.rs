//! Persons who have reserved against digital mail get none, unless the sender may pass that over.

use correspondence_testkit::{LetterRequest, altinn_test, eventually, organisation_urn, person, person_urn};
use serde_json::json;

altinn_test! {
    async fn refuse_the_only_recipient(altinn) {
        altinn.seed(&json!({"persons": [{"number": person(1), "reserved": true}]})).await;
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[person_urn(1)]);
        altinn.create(&sender, &request).await.refused(422, 1030);
        altinn.create(&sender, &request.clone().letter("ignoreReservation", false)).await.refused(422, 1030);

        let letter = altinn.sent(&sender, &request.letter("ignoreReservation", true)).await;
        assert_eq!(altinn.status(&sender, &letter).await, "Published");
        let shown = altinn.overview(&altinn.reader(&person(1)).await, &letter).await.good();
        assert_eq!(shown["ignoreReservation"], true);
    }

    async fn fail_one_letter_among_several(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        altinn.seed(&json!({"persons": [{"number": person(2), "reserved": true}]})).await;
        let (sender, reader) = (altinn.sender().await, altinn.reader(&person(2)).await);
        let request = LetterRequest::to(&[person_urn(1), person_urn(2), organisation_urn(1)])
            .letter("requestedPublishTime", "2030-01-02T08:00:00Z")
            .letter("dueDateTime", "2030-01-03T08:00:00Z");
        let answer = altinn.create(&sender, &request).await.good();
        let created = answer["correspondences"].as_array().unwrap();
        let statuses: Vec<&str> = created.iter().map(|letter| letter["status"].as_str().unwrap()).collect();
        assert_eq!(statuses, ["ReadyForPublish", "Reserved", "ReadyForPublish"]);
        let letters: Vec<&str> = created.iter().map(|letter| letter["correspondenceId"].as_str().unwrap()).collect();
        altinn.drain().await;
        assert!(altinn.events(letters[1]).await.is_empty(), "nothing is told of it before its publication");
        assert_eq!(altinn.status(&sender, letters[1]).await, "Reserved");
        altinn.overview(&reader, letters[1]).await.refused(404, 1001);

        altinn.after("P1D").await;
        altinn.after("P3D").await;
        assert_eq!(altinn.events(letters[1]).await, ["correspondencepublishfailed"]);
        assert!(altinn.dialog(letters[1]).await.is_none(), "its dialog is gone for good");
        let told = async || Some(altinn.get("/emulator/messages").await.good().to_string()).filter(|told| told.contains(letters[1]));
        let messages = eventually("a message to the operators", told).await;
        assert_eq!(messages.matches(letters[1]).count(), 2, "the operators are told of the letter, once, with the reason: {messages}");
        assert!(!messages.contains(&person(2)), "nobody is named: {messages}");
        let shown = altinn.overview(&sender, letters[1]).await.good();
        assert_eq!(shown["status"], "Failed");
        assert!(shown["statusText"].as_str().unwrap().contains("set to reserved"), "{shown:#}");
        assert_eq!(altinn.history(&sender, letters[1]).await, ["Initialized", "Reserved", "Failed"]);
        altinn.overview(&reader, letters[1]).await.refused(404, 1001);
        for other in [letters[0], letters[2]] {
            assert_eq!(altinn.status(&sender, other).await, "Published");
        }
    }

    async fn that_end_before_the_publication_let_the_letter_through(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        altinn.seed(&json!({"persons": [{"number": person(2), "reserved": true}]})).await;
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[person_urn(1), person_urn(2)]).letter("requestedPublishTime", "2030-01-02T08:00:00Z");
        let letters = altinn.created(&sender, &request).await;
        altinn.drain().await;
        altinn.seed(&json!({"persons": [{"number": person(1), "reserved": true}, {"number": person(2), "reserved": false}]})).await;
        altinn.after("P1D").await;
        assert_eq!(altinn.events(&letters[0]).await, ["correspondenceinitialized", "correspondencepublishfailed"]);
        assert_eq!(altinn.events(&letters[1]).await, ["correspondencepublished"]);
        let _ = altinn.overview(&altinn.reader(&person(2)).await, &letters[1]).await.expect(200);
    }

    async fn that_cannot_be_asked_about_stop_the_request(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[person_urn(1)]);
        altinn.outage(&json!({"remote": "kontaktregisteret", "status": 503})).await;
        altinn.create(&sender, &request).await.refused(500, 1032);
        let letter = altinn.sent(&sender, &request.letter("ignoreReservation", true)).await;
        assert_eq!(altinn.status(&sender, &letter).await, "Published");
    }
}

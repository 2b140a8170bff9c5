//! A letter is not there for its recipient before its time.

use correspondence_testkit::{DEMO, LetterRequest, altinn_test, organisation, organisation_urn};

altinn_test! {
    async fn a_letter_appears_at_its_time(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("requestedPublishTime", "2030-01-02T08:00:00+01:00");
        let letter = altinn.sent(&sender, &request).await;
        let dialog = altinn.dialog(&letter).await.unwrap();
        assert!(dialog["visibleFrom"].as_str().unwrap().starts_with("2030-01-02T07:00:00"), "{dialog:#}");

        altinn.after("PT22H").await;
        for answer in [
            altinn.overview(&recipient, &letter).await,
            altinn.details(&recipient, &letter).await,
            altinn.content(&recipient, &letter).await,
            altinn.mark_as_read(&recipient, &letter).await,
            altinn.confirm(&recipient, &letter).await,
            altinn.purge(&recipient, &letter).await,
        ] {
            answer.refused(404, 1001);
        }
        let query = [("resourceId", DEMO), ("role", "recipient")];
        assert!(altinn.found(&recipient, &query).await.is_empty());
        let shown = altinn.overview(&sender, &letter).await.good();
        assert_eq!((shown["status"].as_str(), shown["published"].is_null()), (Some("ReadyForPublish"), true));
        assert_eq!(shown["content"]["messageTitle"], "Vedtak i sak 417", "the sender sees it until it is published");
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized"]);

        altinn.after("PT2H").await;
        assert_eq!(altinn.found(&recipient, &query).await, [letter.as_str()]);
        let shown = altinn.overview(&recipient, &letter).await.good();
        assert_eq!(shown["status"], "Published");
        assert!(shown["published"].as_str().unwrap() >= "2030-01-02T07:00:00", "{shown:#}");
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublished"]);
    }
}

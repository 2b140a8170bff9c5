//! The sender takes a letter back until it is published.

use correspondence_testkit::{LetterRequest, altinn_test, organisation, organisation_urn};
use serde_json::json;

altinn_test! {
    async fn before_its_publication_it_is_never_published(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let request = LetterRequest::to(&[organisation_urn(1)])
            .letter("requestedPublishTime", "2030-01-02T08:00:00Z")
            .to_be_confirmed("2030-01-03T08:00:00Z");
        let letter = altinn.sent(&sender, &request).await;
        assert!(altinn.dialog(&letter).await.unwrap()["deletedAt"].is_null());
        altinn.purge(&recipient, &letter).await.refused(404, 1001);

        assert_eq!(altinn.purge(&sender, &letter).await.good(), letter);
        altinn.purge(&sender, &letter).await.refused(400, 1014);
        altinn.after("P3D").await;

        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepurged"]);
        let dialog = altinn.dialog(&letter).await.unwrap();
        assert!(dialog["deletedAt"].is_string(), "{dialog:#}");
        assert_eq!(altinn.activities(&letter).await, ["DialogDeleted"]);
        assert_eq!(dialog["activities"][0]["performedBy"]["actorName"], "avsender");
        assert_eq!(altinn.history(&sender, &letter).await, ["Initialized", "ReadyForPublish"]);
        altinn.overview(&recipient, &letter).await.refused(404, 1001);
        altinn.overview(&sender, &letter).await.refused(404, 1001);
    }

    /// The dialog is made after the purge was accepted: it must not stay.
    async fn while_the_dialog_is_under_way_none_is_left(altinn) {
        let sender = altinn.sender().await;
        altinn.outage(&json!({"remote": "dialogporten", "status": 503, "afterWork": true})).await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        let _ = altinn.purge(&sender, &letter).await.expect(200);
        altinn.end_outages().await;
        altinn.after("PT1H").await;
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepurged"]);
        let dialog = altinn.dialog(&letter).await;
        assert!(dialog.as_ref().is_none_or(|dialog| dialog["deletedAt"].is_string()), "{dialog:#?}");
        assert!(altinn.jobs(&letter).await.is_empty());
    }

    async fn after_its_publication_it_stays(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        altinn.purge(&sender, &letter).await.refused(400, 1013);
        let _ = altinn.overview(&recipient, &letter).await.expect(200);
        altinn.purge(&sender, &letter).await.refused(400, 1013);
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublished"]);
    }
}

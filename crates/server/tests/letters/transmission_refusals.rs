//! What a letter must satisfy to be sent into a dialog that exists (lifecycle §4.2, rows 6 and 22 to 25).

use correspondence_testkit::{DEMO, LetterRequest, OWNER, altinn_test, organisation, organisation_urn, person_urn};
use serde_json::{Value, json};

const UNKNOWN: &str = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";

fn references(given: &[(&str, &str)]) -> Value {
    given.iter().map(|(kind, value)| json!({"referenceType": kind, "referenceValue": value})).collect()
}

altinn_test! {
    /// Each rule is broken together with all that come after it.
    async fn come_in_order_and_leave_nothing(altinn) {
        altinn.seed(&json!({"resources": [{"id": "of-another-owner", "owner": organisation(9)}]})).await;
        let sender = altinn.sender().await;
        let others = altinn.foreign_dialog(&organisation(9), "of-another-owner", &organisation_urn(2)).await;
        let of_somebody_else = altinn.foreign_dialog(OWNER, DEMO, &organisation_urn(2)).await;
        let request = LetterRequest::to(&[organisation_urn(1), person_urn(1)])
            .letter("replyOptions", json!([{"linkURL": "https://svar.example"}]))
            .with("existingAttachments", json!([]));
        let with = |request: &LetterRequest, given: &[(&str, &str)]| request.clone().letter("externalReferences", references(given));
        let kind = "DialogportenTransmissionType";
        let dialog = "DialogportenDialogId";

        altinn.create(&sender, &with(&request, &[(kind, "1"), (kind, "Alert"), (dialog, "x")])).await.refused(400, 1052);
        altinn.create(&sender, &with(&request, &[(kind, "Acceptance")])).await.refused(400, 1053);
        for bad in ["not-a-guid", "", "  ", "12"] {
            altinn.create(&sender, &with(&request, &[(kind, "1"), (dialog, bad), (dialog, UNKNOWN)])).await.refused(400, 1048);
        }
        altinn.create(&sender, &with(&request, &[(dialog, UNKNOWN)])).await.refused(400, 1045);
        let request = request.with("recipients", json!([organisation_urn(1)]));
        altinn.create(&sender, &with(&request, &[(dialog, UNKNOWN)])).await.refused(400, 1051);
        let request = request.without("correspondence.replyOptions").to_be_confirmed("2099-01-01T00:00:00Z");
        altinn.create(&sender, &with(&request, &[(dialog, UNKNOWN)])).await.refused(400, 1051);
        let request = request.without("correspondence.isConfirmationNeeded");
        assert_eq!(altinn.calls("dialogporten", UNKNOWN).await, 0, "nothing is looked up before");

        altinn.create(&sender, &with(&request, &[(dialog, UNKNOWN)])).await.refused(404, 1054);
        altinn.create(&sender, &with(&request, &[(dialog, &others)])).await.refused(400, 1050);
        altinn.create(&sender, &with(&request, &[(dialog, &of_somebody_else)])).await.refused(400, 1046);

        altinn.outage(&json!({"remote": "dialogporten", "status": 503})).await;
        let _ = altinn.create(&sender, &with(&request, &[(dialog, &of_somebody_else)])).await.expect(500);
        altinn.end_outages().await;
        altinn.drain().await;
        assert!(altinn.found(&sender, &[("resourceId", DEMO), ("role", "sender")]).await.is_empty());
        assert!(altinn.all_events().await.is_empty());
        for untouched in [&others, &of_somebody_else] {
            assert_eq!(altinn.dialog_of_id(untouched).await["transmissions"], json!([]));
        }
    }

    async fn concern_apps_without_a_dialog(altinn) {
        let sender = altinn.sender().await;
        let dialog = altinn.foreign_dialog(OWNER, "demo-app", &organisation_urn(1)).await;
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("resourceId", "demo-app");
        altinn.create(&sender, &request).await.refused(400, 4010);
        let other = references(&[("AltinnAppInstance", "50001337/x"), ("DialogportenProcessId", "urn:x:1")]);
        altinn.create(&sender, &request.clone().letter("externalReferences", other)).await.refused(400, 4010);
        let into_dialog = references(&[("DialogportenDialogId", &dialog)]);
        altinn
            .create(&sender, &request.clone().letter("resourceId", "demo-attachments").letter("externalReferences", into_dialog.clone()))
            .await
            .refused(400, 4010);
        // A dialog of the app takes letters of other resources of its owner too.
        for resource in ["demo-app", DEMO] {
            let request = request.clone().letter("resourceId", resource).letter("externalReferences", into_dialog.clone());
            let letter = altinn.sent(&sender, &request).await;
            assert_eq!(altinn.status(&sender, &letter).await, "Published", "{resource}");
        }
        let shown = altinn.dialog_of_id(&dialog).await;
        let attributes: Vec<&Value> =
            shown["transmissions"].as_array().unwrap().iter().map(|sent| &sent["authorizationAttribute"]).collect();
        assert_eq!(attributes, ["urn:altinn:resource:demo-app", &format!("urn:altinn:resource:{DEMO}")]);
    }
}

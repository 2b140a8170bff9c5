//! Rules of a create request that one look at one request shows, and callers whom nobody knows (http-api §9, §14).

use correspondence_testkit::{DEMO, Form, LetterRequest, OWNER, altinn_test, announcement, organisation, organisation_urn, person};
use serde_json::{Value, json};

/// A reference of this type.
fn reference(kind: &str, value: &str) -> Value {
    json!({"referenceType": kind, "referenceValue": value})
}

/// An entry of `content.attachments`.
fn file(name: &str) -> Value {
    json!({"fileName": name, "sendersReference": "1"})
}

altinn_test! {
    async fn of_create_requests_name_the_rule(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let sender = altinn.sender().await;
        let letter = || LetterRequest::to(&[organisation_urn(1)]);
        let id = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";
        let dialog = reference("DialogportenDialogId", id);
        let kind = reference("DialogportenTransmissionType", "Information");
        for (number, request) in [
            (1002, letter().letter("content.messageTitle", "<b>Vedtak</b>")),
            (1002, letter().letter("content.messageTitle", "# Vedtak")),
            (1008, letter().letter("dueDateTime", "2029-12-31T08:00:00Z")),
            (1009, letter().letter("requestedPublishTime", "2030-02-02T08:00:00Z").letter("dueDateTime", "2030-02-01T08:00:00Z")),
            (1016, letter().letter("isConfirmationNeeded", true)),
            (1023, letter().letter("content.language", "se")),
            (1035, letter().letter("replyOptions", json!([{"linkURL": "http://svar.example/1"}]))),
            (1035, letter().letter("replyOptions", json!([{"linkURL": ""}]))),
            (1036, letter().letter("resourceId", "nothing-of-the-kind")),
            (1038, letter().letter("content.attachments", vec![file("vedtak.pdf"); 101])),
            (1039, letter().letter("messageSender", "<i>Fjord</i> kommune")),
            (1045, LetterRequest::to(&[organisation_urn(1), organisation_urn(2)]).letter("externalReferences", json!([dialog]))),
            (1048, letter().letter("externalReferences", json!([reference("DialogportenDialogId", "417")]))),
            (1048, letter().letter("externalReferences", json!([reference("DialogportenDialogId", " ")]))),
            (1051, letter().letter("externalReferences", json!([dialog])).to_be_confirmed("2030-02-01T08:00:00Z")),
            (1052, letter().letter("externalReferences", json!([kind, kind, dialog]))),
            (1053, letter().letter("externalReferences", json!([kind]))),
            (1068, letter().letter("allowForwarding", true).letter("resourceId", "demo-correspondence-level3")),
            (2010, letter().letter("content.attachments", json!([file(" ")]))),
            (2012, letter().letter("content.attachments", json!([file("a/b.pdf")]))),
            (2013, letter().letter("content.attachments", json!([file("program.exe")]))),
            (2021, letter().letter("content.attachments", json!([file("CON.pdf")]))),
            (4010, letter().letter("resourceId", "demo-attachments")),
            (4010, letter().letter("resourceId", "demo-app")),
        ] {
            altinn.create(&sender, &request).await.refused(400, number);
        }
        altinn.drain().await;
        assert!(altinn.found(&sender, &[("resourceId", DEMO), ("role", "sender")]).await.is_empty(), "nothing is stored");
    }

    /// However many files are named.
    async fn of_very_many_files(altinn) {
        let many: Vec<String> = (1..=80_000_u32).map(|number| format!("{number:08x}-0a90-7e51-b9d3-3c2a8f64e917")).collect();
        let letter = LetterRequest::to(&[organisation_urn(1)]).with("existingAttachments", json!(many));
        altinn.create(&altinn.sender().await, &letter).await.refused(400, 1007);
    }

    /// A file whose last letter keeps it for less than six hours more is not worth sending.
    async fn of_files_that_are_about_to_end(altinn) {
        let sender = altinn.sender().await;
        let mut short = announcement("satser.csv");
        short["expirationInDays"] = json!(1);
        let file = altinn.announce(&sender, &short).await.good().as_str().unwrap().to_owned();
        let _ = altinn.upload(&sender, &file, "sats").await.expect(200);
        altinn.found_clean(&file).await;
        let letter = LetterRequest::to(&[organisation_urn(1)]).with("existingAttachments", json!([file]));
        let _ = altinn.create(&sender, &letter).await.good();
        altinn.advance("PT17H").await;
        let _ = altinn.create(&sender, &letter.clone().letter("requestedPublishTime", "2020-01-01T00:00:00Z")).await.good();
        altinn.advance("PT19H").await;
        altinn.create(&sender, &letter).await.refused(400, 1055);
    }

    /// Shared files must be there, be ready, and be one's own.
    async fn of_files_that_exist_elsewhere_or_not_at_all(altinn) {
        altinn.seed(&json!({"resources": [{"id": "of-another-owner", "owner": organisation(9)}]})).await;
        let (sender, other) = (altinn.sender().await, altinn.organisation_token(&organisation(9), "altinn:correspondence.write").await);
        let elsewhere = json!({"resourceId": "of-another-owner", "fileName": "a.pdf", "sendersReference": "1"});
        let elsewhere = altinn.announce(&other, &elsewhere).await.good();
        let announced = altinn.announced(&sender, "b.pdf").await;
        let unknown = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";
        for (attachments, number) in [
            (json!([announced, unknown, elsewhere]), 1017),
            (json!([announced, unknown]), 1007),
            (json!([announced]), 1018),
        ] {
            let request = LetterRequest::to(&[organisation_urn(1)]).with("existingAttachments", attachments);
            altinn.create(&sender, &request).await.refused(400, number);
        }
    }

    async fn of_letters_too_large_to_be_forwarded(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)])
            .letter("allowForwarding", true)
            .letter("content.attachments", json!([file("vedtak.pdf")]));
        let form = Form::of(&request).file("vedtak.pdf", &vec![b'x'; 10_000_001]);
        altinn.create_by_form(&sender, &form).await.refused(400, 1069);
    }

    /// A file belongs to its letters while they last, and ends with their right to it.
    async fn of_files_in_the_hands_of_a_letter(altinn) {
        let sender = altinn.sender().await;
        let mut metadata = file("vedtak.pdf");
        metadata["expirationInDays"] = json!(1);
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("content.attachments", json!([metadata]));
        let created = altinn.create_by_form(&sender, &Form::of(&request).file("vedtak.pdf", b"vedtak")).await.good();
        let attachment = created["attachmentIds"][0].as_str().unwrap();
        altinn.delete_attachment(&sender, attachment).await.refused(400, 2007);
        altinn.after("P2D").await;
        altinn.delete_attachment(&sender, attachment).await.refused(400, 2018);
        altinn.fetch_back(&sender, attachment).await.refused(400, 2020);
    }

    /// What the token says must lead to somebody.
    async fn of_callers_whom_nobody_knows(altinn) {
        altinn.seed(&json!({"organisations": [{"number": OWNER, "unknown": true}]})).await;
        altinn.create(&altinn.sender().await, &LetterRequest::to(&[organisation_urn(1)])).await.refused(400, 4002);
        let person = altinn.reader(&person(1)).await;
        altinn.search(&person, &[("resourceId", DEMO), ("role", "recipient")]).await.refused(401, 4006);
        let stranger = altinn.organisation_token(&organisation(2), "altinn:correspondence.write").await;
        altinn.create(&stranger, &LetterRequest::to(&[organisation_urn(1)])).await.refused(401, 4001);
    }
}

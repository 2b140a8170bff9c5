//! Letters in dialogs of somebody else: shown at their publish time, and nothing else of the dialog is ever changed.

use correspondence_domain::identifiers::{CorrespondenceId, dialog_part_id};
use correspondence_domain::time::Timestamp;
use correspondence_testkit::{Altinn, LetterRequest, OWNER, altinn_test, organisation, organisation_urn, person, person_urn};
use serde_json::{Value, json};

const BOTH: [&str; 2] = ["correspondenceinitialized", "correspondencepublished"];
const NOW: &str = "2030-01-01T08:00:00Z";
const TOMORROW: &str = "2030-01-02T08:00:00Z";

/// A letter of an app into a dialog of that app.
fn into_dialog(recipient: &str, dialog: &str) -> LetterRequest {
    LetterRequest::to(&[recipient])
        .letter("resourceId", "demo-app")
        .letter("externalReferences", json!([{"referenceType": "DialogportenDialogId", "referenceValue": dialog}]))
}

async fn app_dialog(altinn: &Altinn, party: &str) -> String {
    altinn.foreign_dialog(OWNER, "demo-app", party).await
}

async fn transmissions(altinn: &Altinn, dialog: &str) -> Vec<Value> {
    altinn.dialog_of_id(dialog).await["transmissions"].as_array().unwrap().clone()
}

/// The dialog but for what was added to it.
fn without_additions(mut dialog: Value) -> Value {
    for member in ["transmissions", "activities", "revision", "updatedAt", "serviceOwnerContext", "endUserContext"] {
        dialog.as_object_mut().unwrap().remove(member);
    }
    dialog
}

async fn live(altinn: &Altinn, recipient: &str, party: &str) {
    altinn.set_clock(NOW).await;
    let sender = altinn.sender().await;
    let dialog = app_dialog(altinn, party).await;
    let before = without_additions(altinn.dialog_of_id(&dialog).await);
    let given = json!([
        {"referenceType": "Generic", "referenceValue": "arkiv"},
        {"referenceType": "DialogportenDialogId", "referenceValue": dialog.to_uppercase()},
        {"referenceType": "DialogportenTransmissionType", "referenceValue": "decision"},
    ]);
    let request = into_dialog(party, &dialog)
        .letter("externalReferences", given.clone())
        .letter("messageSender", "Fjord kommune")
        .letter("requestedPublishTime", TOMORROW);
    let letter = altinn.sent(&sender, &request).await;
    let shown = altinn.overview(&sender, &letter).await.good();
    assert_eq!((&shown["status"], &shown["externalReferences"]), (&json!("ReadyForPublish"), &given));
    assert!(transmissions(altinn, &dialog).await.is_empty(), "not before its time");

    altinn.after("P1D").await;
    assert_eq!(altinn.events(&letter).await, BOTH);
    assert_eq!(altinn.dialog(&letter).await, None, "it has no dialog of its own");
    let created = Timestamp::parse(shown["created"].as_str().unwrap()).unwrap();
    let transmission = dialog_part_id(letter.parse::<CorrespondenceId>().unwrap(), created, "transmission").to_string();
    let sent = transmissions(altinn, &dialog).await;
    assert_eq!(sent.len(), 1, "{sent:#?}");
    let text = |text: &str| json!([{"value": text, "languageCode": "nb"}]);
    assert_eq!((&sent[0]["id"], &sent[0]["type"]), (&json!(transmission), &json!("Decision")));
    assert_eq!(sent[0]["sender"], json!({"actorType": "PartyRepresentative", "actorName": "Fjord kommune", "actorId": null}));
    assert_eq!(sent[0]["content"]["title"]["value"], text("Vedtak i sak 417"));
    assert_eq!(sent[0]["content"]["summary"]["value"], text("Vi har behandlet saken din."));
    let address = format!("{}/correspondence/api/v1/correspondence/{letter}/content", altinn.url());
    assert_eq!(sent[0]["content"]["contentReference"]["value"], text(&address));
    assert_eq!(sent[0]["externalReference"], "SAK-417");

    // The recipient reads it there.
    let shown = altinn.overview(recipient, &letter).await.good();
    let mut references = given.as_array().unwrap().clone();
    references.push(json!({"referenceType": "DialogportenTransmissionId", "referenceValue": transmission}));
    assert_eq!((&shown["status"], &shown["externalReferences"]), (&json!("Published"), &json!(references)));
    let content = altinn.content(recipient, &letter).await.expect(200);
    assert_eq!(content.text.trim(), "Vedtaket er **innvilget**.");
    altinn.drain().await;
    let activities = altinn.dialog_of_id(&dialog).await["activities"].clone();
    assert_eq!(activities.as_array().unwrap().len(), 1, "{activities:#}");
    assert_eq!((&activities[0]["type"], &activities[0]["transmissionId"]), (&json!("TransmissionOpened"), &json!(transmission)));
    assert_eq!(activities[0]["performedBy"]["actorId"], party);
    assert_eq!(altinn.details(recipient, &letter).await.good()["externalReferences"], json!(references));

    // Nobody takes it away, and who may not see it is not told that it is a transmission.
    for token in [recipient, &sender] {
        altinn.purge(token, &letter).await.refused(400, 1043);
    }
    altinn.purge(&altinn.recipient(&organisation(5)).await, &letter).await.refused(401, 4001);

    // The dialog asks for attention for reasons of its own.
    let _ = altinn.confirm(recipient, &letter).await.expect(200);
    altinn.after("P1D").await;
    assert_eq!(altinn.status(&sender, &letter).await, "Confirmed");
    let after = altinn.dialog_of_id(&dialog).await;
    assert_eq!(after["activities"][1]["type"], "CorrespondenceConfirmed");
    assert_eq!(without_additions(after), before);
    assert_eq!(altinn.events(&letter).await, [&BOTH[..], &["correspondencereceiverread", "correspondencereceiverconfirmed"]].concat());
}

altinn_test! {
    async fn to_an_organisation_live_in_its_dialog(altinn) {
        let recipient = altinn.recipient(&organisation(1)).await;
        live(&altinn, &recipient, &organisation_urn(1)).await;
    }

    async fn to_a_person_live_in_its_dialog(altinn) {
        let reader = altinn.reader(&person(1)).await;
        live(&altinn, &reader, &person_urn(1)).await;
    }

    async fn show_where_the_recipient_keeps_the_dialog(altinn) {
        let sender = altinn.sender().await;
        let dialog = app_dialog(&altinn, &organisation_urn(1)).await;
        let letter = altinn.sent(&sender, &into_dialog(&organisation_urn(1), &dialog)).await;
        assert_eq!(altinn.details(&sender, &letter).await.good()["systemLabel"], "Default");
        let token = altinn.organisation_token(OWNER, "digdir:dialogporten.serviceprovider,digdir:dialogporten.serviceprovider.admin").await;
        let labels = format!("/dialogporten/api/v1/serviceowner/dialogs/{dialog}/endusercontext/systemlabels");
        let moved = json!({"dialogId": dialog, "performedBy": {"actorType": "ServiceOwner"}, "addLabels": ["Archive"], "removeLabels": []});
        let call = altinn.call(reqwest::Method::PUT, &labels).bearer_auth(token).json(&moved);
        assert_eq!(call.send().await.unwrap().status(), 204);
        assert_eq!(altinn.details(&sender, &letter).await.good()["systemLabel"], "Archive");
    }

    async fn wait_for_a_remote_that_is_down(altinn) {
        altinn.set_clock(NOW).await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let dialog = app_dialog(&altinn, &organisation_urn(1)).await;
        let request = into_dialog(&organisation_urn(1), &dialog);
        let mut letters = vec![altinn.sent(&sender, &request.clone().letter("requestedPublishTime", TOMORROW)).await];
        altinn.after("PT23H").await;
        altinn.outage(&json!({"remote": "dialogporten", "path": "/transmissions", "status": 503})).await;
        letters.push(altinn.sent(&sender, &request).await);
        for _ in 0..12 {
            altinn.after("PT4H").await;
        }
        for letter in &letters {
            assert_eq!(altinn.events(letter).await, BOTH[..1]);
            assert_eq!(altinn.status(&sender, letter).await, "ReadyForPublish");
            altinn.overview(&recipient, letter).await.refused(404, 1001);
            assert_eq!(altinn.events(letter).await, BOTH[..1], "a reader publishes nothing that is not in the dialog");
        }
        altinn.end_outages().await;
        altinn.after("PT5H").await;
        for letter in &letters {
            assert_eq!(altinn.events(letter).await, BOTH);
            let _ = altinn.overview(&recipient, letter).await.expect(200);
        }
        assert_eq!(transmissions(&altinn, &dialog).await.len(), 2);
    }

    async fn that_are_refused_for_ever_fail_alone_and_leave_the_dialog(altinn) {
        let sender = altinn.sender().await;
        let refused = app_dialog(&altinn, &organisation_urn(1)).await;
        let before = altinn.dialog_of_id(&refused).await;
        let other = app_dialog(&altinn, &organisation_urn(1)).await;
        altinn.outage(&json!({"remote": "dialogporten", "path": format!("/{refused}/transmissions"), "status": 400})).await;
        let letter = altinn.sent(&sender, &into_dialog(&organisation_urn(1), &refused)).await;
        let good = altinn.sent(&sender, &into_dialog(&organisation_urn(1), &other)).await;
        assert_eq!(altinn.events(&good).await, BOTH, "others are not delayed");
        assert_eq!(altinn.status(&sender, &letter).await, "ReadyForPublish");

        for _ in 0..45 {
            altinn.after("PT4H").await;
        }
        let shown = altinn.overview(&sender, &letter).await.good();
        assert_eq!(shown["status"], "Failed");
        assert!(shown["statusText"].as_str().unwrap().contains("transmission not created"), "{shown:#}");
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublishfailed"]);
        assert_eq!(altinn.history(&sender, &letter).await, ["Initialized", "ReadyForPublish", "Failed"]);
        let jobs = altinn.jobs(&letter).await;
        assert_eq!(jobs.iter().map(|job| job["state"].as_str().unwrap()).collect::<Vec<_>>(), ["dead"], "{jobs:#?}");

        // The sender may take back what never got there.
        altinn.end_outages().await;
        let _ = altinn.purge(&sender, &letter).await.expect(200);
        altinn.after("P1D").await;
        assert_eq!(altinn.dialog_of_id(&refused).await, before);
        assert_eq!(transmissions(&altinn, &other).await.len(), 1);
    }

    async fn into_a_dialog_that_is_gone_fail(altinn) {
        altinn.set_clock(NOW).await;
        let sender = altinn.sender().await;
        let dialog = app_dialog(&altinn, &organisation_urn(1)).await;
        let letter = altinn.sent(&sender, &into_dialog(&organisation_urn(1), &dialog).letter("requestedPublishTime", TOMORROW)).await;
        let token = altinn.organisation_token(OWNER, "digdir:dialogporten.serviceprovider").await;
        let purge = format!("/dialogporten/api/v1/serviceowner/dialogs/{dialog}/actions/purge");
        assert_eq!(altinn.call(reqwest::Method::POST, &purge).bearer_auth(token).send().await.unwrap().status(), 204);
        altinn.after("P1D").await;
        for _ in 0..45 {
            altinn.after("PT4H").await;
        }
        assert_eq!(altinn.status(&sender, &letter).await, "Failed");
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublishfailed"]);
    }

    async fn are_made_once_when_answers_are_lost(altinn) {
        let sender = altinn.sender().await;
        let dialog = app_dialog(&altinn, &organisation_urn(1)).await;
        let lost = json!({"remote": "dialogporten", "path": "/transmissions", "status": 503, "afterWork": true, "times": 6});
        altinn.outage(&lost).await;
        let letter = altinn.sent(&sender, &into_dialog(&organisation_urn(1), &dialog)).await;
        for _ in 0..3 {
            altinn.after("PT1M").await;
        }
        assert!(altinn.calls("dialogporten", "/transmissions").await > 6);
        assert_eq!(altinn.events(&letter).await, BOTH);
        assert_eq!(transmissions(&altinn, &dialog).await.len(), 1);
        assert_eq!(altinn.history(&sender, &letter).await, ["Initialized", "ReadyForPublish", "Published"]);
    }

    /// The transmission is there, but nobody was told: the sender may still take the letter back, and it is never published.
    async fn that_are_taken_back_while_under_way_leave_the_dialog(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let dialog = app_dialog(&altinn, &organisation_urn(1)).await;
        altinn.outage(&json!({"remote": "dialogporten", "path": "/transmissions", "status": 503, "afterWork": true})).await;
        let letter = altinn.sent(&sender, &into_dialog(&organisation_urn(1), &dialog)).await;
        let _ = altinn.purge(&sender, &letter).await.expect(200);
        altinn.end_outages().await;
        altinn.after("PT1H").await;
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepurged"]);
        altinn.overview(&recipient, &letter).await.refused(404, 1001);
        altinn.purge(&sender, &letter).await.refused(400, 1014);
        let shown = altinn.dialog_of_id(&dialog).await;
        assert_eq!((&shown["deletedAt"], &shown["activities"]), (&Value::Null, &json!([])));
        assert!(altinn.jobs(&letter).await.is_empty());
    }

    async fn that_are_taken_back_in_time_never_reach_the_dialog(altinn) {
        altinn.set_clock(NOW).await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let dialog = app_dialog(&altinn, &organisation_urn(1)).await;
        let before = altinn.dialog_of_id(&dialog).await;
        let request = into_dialog(&organisation_urn(1), &dialog).letter("requestedPublishTime", TOMORROW);
        let letter = altinn.sent(&sender, &request).await;
        altinn.purge(&recipient, &letter).await.refused(404, 1001);
        assert_eq!(altinn.purge(&sender, &letter).await.good(), letter);
        altinn.purge(&sender, &letter).await.refused(400, 1014);
        altinn.after("P3D").await;
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepurged"]);
        assert_eq!(altinn.dialog_of_id(&dialog).await, before);
        assert!(altinn.jobs(&letter).await.is_empty());
    }
}

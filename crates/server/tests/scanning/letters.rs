//! Letters wait for the verdict about their file (lifecycle §4.7, §5.4, §6).

use correspondence_testkit::{Altinn, LetterRequest, OWNER, altinn_test, announcement, organisation, organisation_urn};
use serde_json::json;

use crate::sent::{Sent, send};

const PUBLISHED: [&str; 2] = ["correspondenceinitialized", "correspondencepublished"];

async fn assert_published_once(altinn: &Altinn, sender: &str, letter: &str) {
    let history = altinn.history(sender, letter).await;
    assert_eq!(history, ["Initialized", "ReadyForPublish", "Published"]);
    assert_eq!(altinn.events(letter).await, PUBLISHED);
}

altinn_test! {
    async fn are_published_when_the_file_is_clean(altinn) {
        altinn.silence_scanner().await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let request = LetterRequest::to(&[organisation_urn(1), organisation_urn(2)]);
        let Sent { letters, file } = send(&altinn, &sender, &request, b"vedtak").await;
        altinn.drain().await;
        for letter in &letters {
            assert_eq!(altinn.history(&sender, letter).await, ["Initialized"]);
            assert!(altinn.dialog(letter).await.is_some(), "the dialog does not wait");
        }
        // A reader does not hurry them.
        altinn.overview(&recipient, &letters[0]).await.refused(404, 1001);

        altinn.found_clean(&file).await;
        altinn.found_clean(&file).await;
        altinn.drain().await;
        for letter in &letters {
            assert_published_once(&altinn, &sender, letter).await;
        }
        assert_eq!(altinn.download(&recipient, &letters[0], &file).await.expect(200).text, "vedtak");
        assert_eq!(altinn.events(&file).await, ["attachmentpublished"]);
    }

    async fn wait_for_every_file_and_for_their_time(altinn) {
        altinn.silence_scanner().await;
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let sender = altinn.sender().await;
        let shared = altinn.published(&sender, "satser.pdf", "1").await;
        let request = LetterRequest::to(&[organisation_urn(1)]).carrying(&[&shared]).letter("requestedPublishTime", "2030-01-02T08:00:00Z");
        let Sent { letters, file } = send(&altinn, &sender, &request, b"vedtak").await;
        altinn.after("PT1H").await;
        altinn.found_clean(&file).await;
        altinn.drain().await;
        assert_eq!(altinn.status(&sender, &letters[0]).await, "Initialized");
        altinn.after("P1D").await;
        assert_published_once(&altinn, &sender, &letters[0]).await;

        // The other way round: its time has come, and the verdict has not.
        let Sent { letters, file } = send(&altinn, &sender, &LetterRequest::to(&[organisation_urn(1)]), b"vedtak").await;
        altinn.after("P3D").await;
        assert_eq!(altinn.status(&sender, &letters[0]).await, "Initialized");
        altinn.found_clean(&file).await;
        altinn.drain().await;
        assert_published_once(&altinn, &sender, &letters[0]).await;
    }

    /// The dialog is still being created when the verdict comes.
    async fn go_on_when_their_dialog_is_there(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        altinn.outage(&json!({"remote": "dialogporten", "status": 503})).await;
        let Sent { letters, file } = send(&altinn, &sender, &LetterRequest::to(&[organisation_urn(1)]), b"vedtak").await;
        altinn.found_clean(&file).await;
        altinn.drain().await;
        assert_eq!(altinn.status(&sender, &letters[0]).await, "Initialized");
        altinn.end_outages().await;
        altinn.after("P1D").await;
        assert_published_once(&altinn, &sender, &letters[0]).await;
    }

    async fn fail_with_an_infected_file(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let recipients: Vec<String> = (1..=3).map(organisation_urn).collect();
        let Sent { letters, file } = send(&altinn, &sender, &LetterRequest::to(&recipients), b"vedtak").await;
        altinn.drain().await;
        for _ in 0..2 {
            altinn.found_infected(&file).await;
            altinn.drain().await;
        }
        for letter in &letters {
            assert_eq!(altinn.history(&sender, letter).await, ["Initialized", "Failed"]);
            assert_eq!(altinn.events(letter).await, ["correspondenceinitialized"], "only the file's event is told");
            assert_eq!(altinn.dialog(letter).await, None);
        }
        assert_eq!(altinn.events(&file).await, ["attachmentuploadfailed"]);
        // It shows Published then, and the letters stay as they are.
        altinn.found_clean(&file).await;
        altinn.after("P1D").await;
        assert_eq!(altinn.history(&sender, &letters[0]).await, ["Initialized", "Failed"]);
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Published");
    }

    /// Whatever their state (decision 28): waiting for their time, published, read.
    async fn fail_also_when_they_were_published(altinn) {
        altinn.silence_scanner().await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let file = altinn.published(&sender, "satser.pdf", "1").await;
        let read = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file])).await;
        let later = LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file]).letter("requestedPublishTime", "2099-01-01T00:00:00Z");
        let later = altinn.sent(&sender, &later).await;
        let _ = altinn.content(&recipient, &read).await.expect(200);
        altinn.found_infected(&file).await;
        altinn.drain().await;
        assert_eq!(altinn.history(&sender, &read).await.last().unwrap(), "Failed");
        assert_eq!(altinn.history(&sender, &later).await, ["Initialized", "ReadyForPublish", "Failed"]);
        for letter in [&read, &later] {
            altinn.overview(&recipient, letter).await.refused(404, 1001);
            altinn.download(&recipient, letter, &file).await.refused(404, 1001);
            assert_eq!(altinn.dialog(letter).await, None);
            assert!(!altinn.events(letter).await.contains(&"correspondencepublishfailed".to_owned()));
        }
    }

    /// While the verdict about one file is waited for, the time of another one goes by: the letter can never have both (§5.4).
    async fn fail_when_another_file_went_meanwhile(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let mut announced = announcement("satser.pdf");
        announced["expirationInDays"] = json!(1);
        let ending = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
        let _ = altinn.upload(&sender, &ending, "1").await.expect(200);
        altinn.found_clean(&ending).await;
        let request = LetterRequest::to(&[organisation_urn(1), organisation_urn(2)]).carrying(&[&ending]);
        let Sent { letters, file } = send(&altinn, &sender, &request, b"vedtak").await;
        altinn.after("P1DT1H").await;
        assert_eq!(altinn.attachment_overview(&sender, &ending).await.good()["status"], "Expired");
        assert_eq!(altinn.status(&sender, &letters[0]).await, "Initialized");
        altinn.found_clean(&file).await;
        altinn.drain().await;
        for letter in &letters {
            assert_eq!(altinn.history(&sender, letter).await, ["Initialized", "Failed"]);
            assert_eq!(altinn.events(letter).await, ["correspondenceinitialized", "correspondencepublishfailed"]);
            assert_eq!(altinn.dialog(letter).await, None);
        }
    }

    /// A transmission is created when its files are clean (lifecycle O38), and an infected one never touches the foreign dialog (O3).
    async fn in_foreign_dialogs_wait_too(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let dialog = altinn.foreign_dialog(OWNER, "demo-app", &organisation_urn(1)).await;
        let request = LetterRequest::to(&[organisation_urn(1)])
            .letter("resourceId", "demo-app")
            .letter("externalReferences", json!([{"referenceType": "DialogportenDialogId", "referenceValue": dialog}]));
        let (clean, infected) = (send(&altinn, &sender, &request, b"1").await, send(&altinn, &sender, &request, b"2").await);
        altinn.drain().await;
        assert_eq!(altinn.dialog_of_id(&dialog).await["transmissions"].as_array().unwrap().len(), 0);
        altinn.found_infected(&infected.file).await;
        altinn.found_clean(&clean.file).await;
        altinn.drain().await;
        assert_published_once(&altinn, &sender, &clean.letters[0]).await;
        assert_eq!(altinn.history(&sender, &infected.letters[0]).await, ["Initialized", "Failed"]);
        assert_eq!(altinn.dialog_of_id(&dialog).await["transmissions"].as_array().unwrap().len(), 1);
    }
}

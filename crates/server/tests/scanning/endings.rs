//! Files end with the last letter that keeps them: when it is purged, or when its right to the file ends (lifecycle §5.6, §11.6).

use correspondence_domain::attachment::{AttachmentHistoryEntry, AttachmentStatus};
use correspondence_domain::correspondence::CorrespondenceStatus;
use correspondence_domain::identifiers::PartyUuid;
use correspondence_testkit::{Altinn, Engine, LetterRequest, altinn_test, announcement, organisation, organisation_urn, program};
use serde_json::json;

const NOW: &str = "2030-01-01T08:00:00Z";

altinn_test! {
    async fn a_purged_letter_releases_its_file_when_it_was_the_last(altinn) {
        altinn.silence_scanner().await;
        let (sender, first, second) = (altinn.sender().await, altinn.recipient(&organisation(1)).await, altinn.recipient(&organisation(2)).await);
        let file = altinn.published(&sender, "satser.pdf", "1").await;
        let request = LetterRequest::to(&[organisation_urn(1), organisation_urn(2)]).carrying(&[&file]);
        let letters = altinn.created(&sender, &request).await;
        altinn.drain().await;
        let _ = altinn.purge(&first, &letters[0]).await.expect(200);
        altinn.drain().await;
        assert_eq!(altinn.download(&second, &letters[1], &file).await.expect(200).text, "1");
        altinn.delete_attachment(&sender, &file).await.refused(400, 2007);

        let _ = altinn.purge(&second, &letters[1]).await.expect(200);
        altinn.drain().await;
        let shown = altinn.attachment_overview(&sender, &file).await.good();
        assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Purged"), Some("Purged")));
        assert_eq!(altinn.stored_files(), 0);
        assert_eq!(altinn.events(&file).await, ["attachmentinitialized", "attachmentpublished"], "purging a file is not told");
        altinn.delete_attachment(&sender, &file).await.refused(400, 2006);
        // A late verdict changes nothing.
        altinn.found_infected(&file).await;
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Purged");
    }

    async fn a_file_expires_when_no_letter_keeps_it_any_longer(altinn) {
        altinn.silence_scanner().await;
        altinn.set_clock(NOW).await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let mut announced = announcement("satser.pdf");
        announced["expirationInDays"] = json!(10);
        let file = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
        let _ = altinn.upload(&sender, &file, "1").await.expect(200);
        altinn.found_clean(&file).await;
        let request = LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file]);
        let early = altinn.sent(&sender, &request).await;
        let late = altinn.sent(&sender, &request.clone().letter("requestedPublishTime", "2030-01-03T08:00:00Z")).await;

        // Ten days after the first letter: the other one keeps it for two more.
        altinn.after("P10DT1H").await;
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Published");
        assert_eq!(altinn.download(&recipient, &late, &file).await.expect(200).text, "1");
        altinn.after("P2D").await;
        let shown = altinn.attachment_overview(&sender, &file).await.good();
        assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Expired"), Some("The attachment has expired")));
        assert_eq!(altinn.events(&file).await, ["attachmentinitialized", "attachmentpublished", "attachmentexpired"]);
        assert_eq!(altinn.stored_files(), 0);
        for letter in [&early, &late] {
            assert_ne!(altinn.download(&recipient, letter, &file).await.status, 200);
            assert_eq!(altinn.overview(&recipient, letter).await.expect(200).json()["status"], altinn.status(&recipient, letter).await);
        }
        // Purging the letters does not touch it again (lifecycle O36), and no verdict does (O46).
        let _ = altinn.purge(&recipient, &early).await.expect(200);
        let _ = altinn.purge(&recipient, &late).await.expect(200);
        altinn.found_infected(&file).await;
        altinn.drain().await;
        let history: Vec<String> = altinn.attachment_history(&sender, &file).await.into_iter().map(|(status, _)| status).collect();
        assert_eq!(history, ["Initialized", "UploadProcessing", "Published", "Expired"]);
        assert_eq!(altinn.events(&file).await.len(), 3);
    }

    /// The letter that keeps the file longest is purged: the others' end counts, at once if it has passed.
    async fn a_purged_letter_keeps_no_file_from_expiring(altinn) {
        altinn.silence_scanner().await;
        altinn.set_clock(NOW).await;
        let sender = altinn.sender().await;
        let mut announced = announcement("satser.pdf");
        announced["expirationInDays"] = json!(10);
        let file = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
        let _ = altinn.upload(&sender, &file, "1").await.expect(200);
        altinn.found_clean(&file).await;
        let request = LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file]);
        let _first = altinn.sent(&sender, &request).await;
        let later = altinn.sent(&sender, &request.clone().letter("requestedPublishTime", "2030-03-01T08:00:00Z")).await;
        let _ = altinn.purge(&sender, &later).await.expect(200);
        altinn.after("P10DT1H").await;
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Expired");
    }
}

async fn history(altinn: &Altinn, file: &str) -> Vec<AttachmentHistoryEntry> {
    altinn.database().storage().await.attachment_history(file.parse().unwrap()).await.unwrap()
}

/// Who caused the file to have this status.
fn party(history: &[AttachmentHistoryEntry], status: AttachmentStatus) -> PartyUuid {
    history.iter().find(|entry| entry.status == status).unwrap().party
}

/// Nobody is shown the parties of a file's history, so the database is asked: on the engine that several processes can use.
#[tokio::test]
async fn the_history_of_a_file_names_who_ended_it() {
    let altinn = Altinn::start(program!(), Engine::Postgres).await;
    altinn.silence_scanner().await;
    altinn.set_clock(NOW).await;
    let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
    let mut announced = announcement("satser.pdf");
    announced["expirationInDays"] = json!(10);
    let expiring = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
    let _ = altinn.upload(&sender, &expiring, "1").await.expect(200);
    altinn.found_clean(&expiring).await;
    let purged = altinn.published(&sender, "vedtak.pdf", "2").await;
    altinn.drain().await;
    let to_one = LetterRequest::to(&[organisation_urn(1)]);
    let _ = altinn.sent(&sender, &to_one.clone().carrying(&[&expiring])).await;
    let letter = altinn.sent(&sender, &to_one.carrying(&[&purged])).await;

    let _ = altinn.purge(&recipient, &letter).await.expect(200);
    altinn.drain().await;
    let of_letter = altinn.database().storage().await.history(letter.parse().unwrap()).await.unwrap();
    let recipient = of_letter.iter().find(|entry| entry.status == CorrespondenceStatus::PurgedByRecipient).unwrap().party;
    let of_purged = history(&altinn, &purged).await;
    assert_eq!(party(&of_purged, AttachmentStatus::Purged), recipient);

    // Register is asked anew after so long: without its answer the file's history would name nobody.
    altinn.outage(&json!({"remote": "register", "status": 503})).await;
    altinn.after("P10DT1H").await;
    assert!(history(&altinn, &expiring).await.iter().all(|entry| entry.status != AttachmentStatus::Expired));
    altinn.end_outages().await;
    altinn.after("P1D").await;
    let of_expired = history(&altinn, &expiring).await;
    let sender = party(&of_expired, AttachmentStatus::Published);
    assert_eq!(party(&of_expired, AttachmentStatus::Expired), sender);
    assert!(![PartyUuid::UNKNOWN, recipient].contains(&sender));
}

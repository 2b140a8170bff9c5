//! The program asks clamd itself, as the local Altinn's configuration says.

use correspondence_testkit::{LetterRequest, altinn_test, organisation_urn};
use serde_json::json;

use crate::sent::{eicar, send};

altinn_test! {
    async fn looks_at_what_arrives(altinn) {
        let sender = altinn.sender().await;
        let clean = altinn.uploaded(&sender, "a.txt", "hello").await;
        // Far from the beginning, in a file of several chunks.
        let infected = [vec![b'x'; 3_000_000], eicar()].concat();
        let infected = altinn.uploaded(&sender, "b.txt", infected).await;
        altinn.drain().await;
        let shown = altinn.attachment_overview(&sender, &clean).await.good();
        assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Published"), Some("Published")));
        let shown = altinn.attachment_overview(&sender, &infected).await.good();
        assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Failed"), Some("Malware scan failed: Eicar-Signature")));
        assert_eq!(altinn.events(&clean).await, ["attachmentinitialized", "attachmentpublished"]);
        assert_eq!(altinn.events(&infected).await, ["attachmentinitialized", "attachmentuploadfailed"]);
    }

    async fn is_asked_again_until_it_answers(altinn) {
        altinn.outage(&json!({"remote": "clamd", "status": 503, "times": 3, "afterWork": true})).await;
        let sender = altinn.sender().await;
        let sent = send(&altinn, &sender, &LetterRequest::to(&[organisation_urn(1)]), b"vedtak").await;
        altinn.drain().await;
        assert_eq!(altinn.attachment_overview(&sender, &sent.file).await.good()["status"], "UploadProcessing");
        for _ in 0..3 {
            altinn.after("PT5M").await;
        }
        assert_eq!(altinn.events(&sent.file).await, ["attachmentpublished"]);
        assert_eq!(altinn.status(&sender, &sent.letters[0]).await, "Published");
    }

    /// Whoever says that bytes are clean which are still to come does not spare them the scan.
    async fn looks_at_bytes_that_were_called_clean_before_they_came(altinn) {
        let sender = altinn.sender().await;
        let file = altinn.announced(&sender, "a.txt").await;
        altinn.found_clean(&file).await;
        let _ = altinn.upload(&sender, &file, eicar()).await.expect(200);
        altinn.drain().await;
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Failed");
        let events = ["attachmentinitialized", "attachmentpublished", "attachmentuploadfailed"];
        assert_eq!(altinn.events(&file).await, events);
    }

    /// What it does not look at is neither clean nor infected: somebody else may tell.
    async fn leaves_files_beyond_its_limits_to_others(altinn) {
        let sender = altinn.sender().await;
        let file = altinn.uploaded(&sender, "a.txt", "EMULATOR-TOO-LARGE-TO-SCAN").await;
        altinn.after("P1D").await;
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "UploadProcessing");
        assert!(altinn.jobs(&file).await.is_empty(), "it is not asked again");
        altinn.found_clean(&file).await;
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Published");
    }

    /// Given up after three days in vain, it is asked anew an hour later: letters wait for the file.
    async fn is_asked_again_when_it_comes_back_after_days(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let sent = send(&altinn, &sender, &LetterRequest::to(&[organisation_urn(1)]), b"vedtak").await;
        for _ in 0..24 {
            altinn.after("PT12H").await;
        }
        altinn.end_outages().await;
        altinn.after("PT12H").await;
        assert_eq!(altinn.status(&sender, &sent.letters[0]).await, "Published");
        assert_eq!(altinn.events(&sent.file).await, ["attachmentpublished"]);
    }

    /// Given up after three days in vain, the file still waits.
    async fn may_stay_silent_for_ever(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let sent = send(&altinn, &sender, &LetterRequest::to(&[organisation_urn(1)]), b"vedtak").await;
        for _ in 0..24 {
            altinn.after("PT12H").await;
        }
        assert_eq!(altinn.jobs(&sent.file).await[0]["state"], "dead");
        assert_eq!(altinn.status(&sender, &sent.letters[0]).await, "Initialized");
        altinn.found_clean(&sent.file).await;
        altinn.drain().await;
        assert_eq!(altinn.status(&sender, &sent.letters[0]).await, "Published");
    }

    /// A scan under way does not hold up what else happens to the file, nor other files.
    async fn may_take_its_time(altinn) {
        let sender = altinn.sender().await;
        let slow = altinn.uploaded(&sender, "a.txt", "EMULATOR-SLOW-SCAN").await;
        let quick = altinn.uploaded(&sender, "b.txt", "hello").await;
        correspondence_testkit::eventually("the quick scan", async || {
            (altinn.attachment_overview(&sender, &quick).await.good()["status"] == "Published").then_some(())
        })
        .await;
        assert_eq!(altinn.attachment_overview(&sender, &slow).await.good()["status"], "UploadProcessing");
        let _ = altinn.delete_attachment(&sender, &slow).await.expect(204);
        correspondence_testkit::eventually("the bytes to go", async || (altinn.stored_files() == 1).then_some(())).await;
        altinn.drain().await;
        assert_eq!(altinn.attachment_overview(&sender, &slow).await.good()["status"], "Purged");
        assert_eq!(altinn.events(&slow).await, ["attachmentinitialized"]);
    }
}

//! Verdicts about files that no letter carries yet.

use correspondence_testkit::{Altinn, LetterRequest, altinn_test, organisation_urn, scan_result};
use serde_json::json;

const CLEAN: &str = "No threats found";

async fn statuses(altinn: &Altinn, sender: &str, file: &str) -> Vec<String> {
    altinn.attachment_history(sender, file).await.into_iter().map(|(status, _)| status).collect()
}

altinn_test! {
    async fn a_verdict_counts_once(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let file = altinn.uploaded(&sender, "a.txt", "x").await;
        for _ in 0..3 {
            altinn.found_clean(&file).await;
        }
        altinn.drain().await;
        assert_eq!(statuses(&altinn, &sender, &file).await, ["Initialized", "UploadProcessing", "Published"]);
        assert_eq!(altinn.events(&file).await, ["attachmentinitialized", "attachmentpublished"]);
        let event = altinn.cloud_events(&file).await.remove(1);
        assert_eq!(event["source"], format!("{}/correspondence/api/v1/attachment", altinn.url()));
        assert_eq!(event["subject"], format!("urn:altinn:organization:identifier-no:{}", correspondence_testkit::OWNER));

        // Refused afterwards, for good; clean again it only shows so.
        for _ in 0..2 {
            altinn.found_infected(&file).await;
        }
        altinn.found_clean(&file).await;
        altinn.drain().await;
        let shown = ["Initialized", "UploadProcessing", "Published", "Failed", "Published"];
        assert_eq!(statuses(&altinn, &sender, &file).await, shown);
        let events = ["attachmentinitialized", "attachmentpublished", "attachmentuploadfailed", "attachmentpublished"];
        assert_eq!(altinn.events(&file).await, events);
        altinn.upload(&sender, &file, "y").await.refused(400, 2005);
        // No letter takes what was refused once: it would fail.
        let letter = LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file]);
        altinn.create(&sender, &letter).await.refused(400, 1018);
    }

    async fn the_text_says_why(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        for (details, text) in [
            (json!(null), "Error"),
            (json!({"sha256": "0", "malwareNamesFound": ["a"]}), "Error"),
            (json!({"sha256": "0", "errorMessage": "The blob is too large"}), "The blob is too large"),
        ] {
            let file = altinn.uploaded(&sender, "a.txt", "x").await;
            let mut event = scan_result(&file, "Error");
            event["data"]["scanResultDetails"] = details;
            let _ = altinn.scan_results(&event).await.expect(200);
            let shown = altinn.attachment_overview(&sender, &file).await.good();
            assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Failed"), Some(format!("Malware scan failed: {text}").as_str())));
            // The bytes stay, and nobody may bring others (decision 15).
            assert_eq!(altinn.fetch_back(&sender, &file).await.expect(200).text, "x");
            altinn.upload(&sender, &file, "y").await.refused(400, 2005);
        }
    }

    async fn one_that_went_keeps_its_status(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let file = altinn.uploaded(&sender, "a.txt", "x").await;
        let _ = altinn.delete_attachment(&sender, &file).await.expect(204);
        altinn.found_clean(&file).await;
        altinn.found_infected(&file).await;
        altinn.drain().await;
        assert_eq!(statuses(&altinn, &sender, &file).await, ["Initialized", "UploadProcessing", "Purged"]);
        assert_eq!(altinn.events(&file).await, ["attachmentinitialized"]);
    }

    async fn one_about_other_bytes_says_nothing(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let file = altinn.uploaded(&sender, "a.txt", "x").await;
        let other_bytes = format!("019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10/{file}");
        let _ = altinn.verdict(&other_bytes, "Malicious").await.expect(200);
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "UploadProcessing");
        let _ = altinn.verdict(&format!("container/{file}"), CLEAN).await.expect(200);
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Published");
    }

    /// As in the reference: it is recorded, and bytes may still come.
    async fn one_before_the_bytes_is_recorded(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let file = altinn.announced(&sender, "a.txt").await;
        altinn.found_clean(&file).await;
        altinn.drain().await;
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Published");
        assert_eq!(altinn.events(&file).await, ["attachmentinitialized", "attachmentpublished"]);
    }
}

//! One success and one failure of every endpoint as they go over the wire. A difference is a change of the contract.

use correspondence_testkit::{Answer, LetterRequest, altinn_test, announcement, organisation, organisation_urn, redacted_answer};
use serde_json::json;

/// Both engines answer alike: they share a snapshot.
#[track_caller]
fn assert_answer(name: &str, answer: &Answer) {
    insta::with_settings!({prepend_module_to_snapshot => false}, {
        insta::assert_json_snapshot!(name, redacted_answer(answer));
    });
}

altinn_test! {
    async fn of_attachments(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let mut announced = announcement("satser.csv");
        announced["displayName"] = json!("Satser 2026");
        announced["expirationInDays"] = json!(30);
        let initialized = altinn.announce(&sender, &announced).await;
        assert_answer("initialize", &initialized);
        let attachment = initialized.json().as_str().unwrap().to_owned();
        assert_answer("initialize refused", &altinn.announce(&sender, &announcement("a.exe")).await);
        assert_answer("initialize invalid", &altinn.announce(&sender, &json!({"resourceId": "x", "fileName": null, "sendersReference": ""})).await);
        assert_answer("initialize unreadable", &altinn.announce(&sender, &json!({"fileName": "a.csv"})).await);
        assert_answer("download refused", &altinn.fetch_back(&sender, &attachment).await);
        assert_answer("upload", &altinn.upload(&sender, &attachment, "a;b\n1;2\n").await);
        assert_answer("upload refused", &altinn.upload(&sender, &attachment, "a;b\n1;2\n").await);
        assert_answer("overview", &altinn.attachment_overview(&sender, &attachment).await);
        assert_answer("overview refused", &altinn.attachment_overview(&sender, "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10").await);
        let plain = altinn.announced(&sender, "a.pdf").await;
        assert_answer("details", &altinn.attachment_details(&sender, &attachment).await);
        assert_answer("details of little", &altinn.attachment_details(&sender, &plain).await);
        assert_answer("details invalid", &altinn.attachment_details(&sender, "abc").await);
        assert_answer("download", &altinn.fetch_back(&sender, &attachment).await);
        assert_answer("delete", &altinn.delete_attachment(&sender, &attachment).await);
        assert_answer("delete refused", &altinn.delete_attachment(&sender, &attachment).await);
    }

    async fn of_files_of_letters(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let file = altinn.published(&sender, "brev.txt", "hei").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file])).await;
        let (unknown, stranger) = ("019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10", altinn.recipient(&organisation(2)).await);
        assert_answer("file of a letter", &altinn.download(&recipient, &letter, &file).await);
        assert_answer("file of a letter refused", &altinn.download(&recipient, &letter, unknown).await);
        let range = altinn.download_call(&recipient, &letter, &file).header("range", "bytes=1-").send().await.unwrap();
        assert_answer("part of a file", &Answer::of(range).await);
        let range = altinn.download_call(&recipient, &letter, &file).header("range", "bytes=3-").send().await.unwrap();
        assert_answer("part of a file refused", &Answer::of(range).await);
        let mut archive = altinn.download_all(&recipient, &letter).await;
        "<zip>".clone_into(&mut archive.text);
        assert_answer("archive", &archive);
        assert_answer("archive refused", &altinn.download_all(&stranger, &letter).await);
    }
}

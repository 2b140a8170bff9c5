//! One success and one failure of every endpoint as they go over the wire. A difference is a change of the contract.

use correspondence_testkit::{Answer, altinn_test, announcement, redacted_answer};
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
}

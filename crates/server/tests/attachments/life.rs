//! A file from its announcement to its end.

use correspondence_testkit::{OWNER, altinn_test, announcement, organisation};
use serde_json::json;

const MD5_OF_HELLO: &str = "5d41402abc4b2a76b9719d911017c592";

altinn_test! {
    async fn a_file_lives(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let mut announced = announcement("satser.csv");
        announced["expirationInDays"] = json!("30");
        announced["isEncrypted"] = json!(true);
        let attachment = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
        altinn.drain().await;
        let events = altinn.cloud_events(&attachment).await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["type"], "no.altinn.correspondence.attachmentinitialized");
        assert_eq!(events[0]["source"], format!("{}/correspondence/api/v1/attachment", altinn.url()));
        assert_eq!(events[0]["subject"], format!("urn:altinn:organization:identifier-no:{OWNER}"));
        assert_eq!(events[0]["alternativesubject"], format!("/organisation/{OWNER}"));

        let before = altinn.attachment_overview(&sender, &attachment).await.good();
        assert_eq!((before["status"].as_str(), before["checksum"].as_str()), (Some("Initialized"), None));
        altinn.fetch_back(&sender, &attachment).await.refused(404, 2001);

        let shown = altinn.upload(&sender, &attachment, "hello").await.good();
        assert_eq!(shown["status"], "UploadProcessing");
        assert_eq!(shown["checksum"], MD5_OF_HELLO);
        assert_eq!((shown["isEncrypted"].as_bool(), shown["expirationInDays"].as_i64()), (Some(true), Some(30)));
        assert_eq!(shown, altinn.attachment_overview(&sender, &attachment).await.good());
        altinn.upload(&sender, &attachment, "hello").await.refused(400, 2005);
        assert_eq!(altinn.stored_files(), 1);

        let fetched = altinn.fetch_back(&sender, &attachment).await.expect(200);
        assert_eq!((fetched.text.as_str(), fetched.header("content-type")), ("hello", Some("application/octet-stream")));
        assert_eq!((fetched.header("content-length"), fetched.header("content-disposition")), (Some("5"), None));

        let _ = altinn.delete_attachment(&sender, &attachment).await.expect(204);
        altinn.drain().await;
        assert_eq!(altinn.stored_files(), 0);
        altinn.delete_attachment(&sender, &attachment).await.refused(400, 2006);
        altinn.upload(&sender, &attachment, "hello").await.refused(400, 2005);
        altinn.fetch_back(&sender, &attachment).await.refused(400, 2019);
        let history = altinn.attachment_history(&sender, &attachment).await;
        let rows: Vec<(&str, &str)> = history.iter().map(|(status, text)| (status.as_str(), text.as_str())).collect();
        let expected =
            [("Initialized", "Initialized"), ("UploadProcessing", "UploadProcessing"), ("Purged", "Attachment has been purged")];
        assert_eq!(rows, expected);
        assert_eq!(altinn.events(&attachment).await, ["attachmentinitialized"]);
    }

    async fn parts_of_a_file_are_fetched(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.uploaded(&sender, "a.txt", "0123456789").await;
        let whole = altinn.fetch_back(&sender, &attachment).await.expect(200);
        let tag = whole.header("etag").unwrap().to_owned();
        assert_eq!(whole.header("accept-ranges"), Some("bytes"));
        assert_eq!(whole.header("repr-digest"), Some("sha-256=:hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=:"));
        let path = format!("/{attachment}/download");
        for (name, value, status, text, range) in [
            ("range", "bytes=2-4", 206, "234", Some("bytes 2-4/10")),
            ("range", "bytes=-3", 206, "789", Some("bytes 7-9/10")),
            ("range", "bytes=10-", 416, "", Some("bytes */10")),
            ("range", "bytes=0-1,4-5", 200, "0123456789", None),
            ("if-none-match", tag.as_str(), 304, "", None),
            ("if-none-match", "\"other\"", 200, "0123456789", None),
        ] {
            let call = altinn.attachment(reqwest::Method::GET, &path, &sender).header(name, value);
            let answer = correspondence_testkit::Answer::of(call.send().await.unwrap()).await.expect(status);
            assert_eq!((answer.text.as_str(), answer.header("content-range")), (text, range), "{value}");
            assert_eq!(answer.header("etag"), Some(tag.as_str()), "{value}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{value}");
        }
    }

    async fn only_the_sender_knows_a_file(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.uploaded(&sender, "a.txt", "x").await;
        let stranger = altinn.organisation_token(&organisation(1), "altinn:correspondence.write").await;
        altinn.attachment_overview(&stranger, &attachment).await.refused(401, 4001);
        altinn.attachment_details(&stranger, &attachment).await.refused(401, 4001);
        altinn.fetch_back(&stranger, &attachment).await.refused(401, 4001);
        altinn.delete_attachment(&stranger, &attachment).await.refused(401, 4001);
        altinn.upload(&stranger, &attachment, "y").await.refused(401, 4001);
        let unknown = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";
        altinn.attachment_overview(&sender, unknown).await.refused(404, 2001);
        altinn.attachment_details(&sender, unknown).await.refused(404, 2001);
        altinn.fetch_back(&sender, unknown).await.refused(404, 2001);
        altinn.delete_attachment(&sender, unknown).await.refused(404, 2001);
        altinn.upload(&sender, unknown, "y").await.refused(404, 2001);
        let reader = altinn.organisation_token(OWNER, "altinn:correspondence.read").await;
        let _ = altinn.attachment_overview(&reader, &attachment).await.expect(403);
        let body = altinn.attachment_overview(&sender, "abc").await.expect(400).json();
        assert!(body["errors"]["attachmentId"].is_array(), "{body:#}");
    }
}

//! What is said of bytes that are not as they must be, and that nothing of them stays.

use correspondence_testkit::{Altinn, altinn_test, announcement};
use reqwest::Method;
use serde_json::json;

async fn last(altinn: &Altinn, sender: &str, attachment: &str) -> (String, String) {
    altinn.attachment_history(sender, attachment).await.pop().unwrap()
}

/// A body whose length is not announced.
fn chunked(parts: &[&'static str]) -> reqwest::Body {
    let parts: Vec<Result<&'static str, std::io::Error>> = parts.iter().copied().map(Ok).collect();
    reqwest::Body::wrap_stream(futures_util::stream::iter(parts))
}

altinn_test! {
    async fn a_checksum_must_be_that_of_the_bytes(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let mut announced = announcement("a.txt");
        announced["checksum"] = json!("5d41402abc4b2a76b9719d911017c592");
        let attachment = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
        altinn.upload(&sender, &attachment, "hullo").await.refused(400, 2008);
        altinn.drain().await;
        assert_eq!(last(&altinn, &sender, &attachment).await, ("Failed".to_owned(), "Checksum mismatch".to_owned()));
        assert_eq!(altinn.stored_files(), 0);
        altinn.fetch_back(&sender, &attachment).await.refused(404, 2001);
        // Again, and right (decision 15).
        assert_eq!(altinn.upload(&sender, &attachment, "hello").await.good()["status"], "UploadProcessing");
        let statuses: Vec<String> = altinn.attachment_history(&sender, &attachment).await.into_iter().map(|(status, _)| status).collect();
        assert_eq!(statuses, ["Initialized", "UploadProcessing", "Failed", "UploadProcessing"]);
        assert_eq!(altinn.events(&attachment).await, ["attachmentinitialized"]);
    }

    async fn a_length_need_not_be_announced(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.uploaded(&sender, "a.txt", chunked(&["hel", "", "lo"])).await;
        assert_eq!(altinn.fetch_back(&sender, &attachment).await.expect(200).text, "hello");
        // The type may be missing, and what else it says means nothing.
        for (n, headers) in [vec![], vec![("content-type", "application/octet-stream; charset=x"), ("content-encoding", "gzip"), ("content-md5", "x")]]
            .into_iter()
            .enumerate()
        {
            let attachment = altinn.announced(&sender, &format!("{n}.txt")).await;
            let call = altinn.attachment(Method::POST, &format!("/{attachment}/upload"), &sender).body("hello");
            let call = headers.into_iter().fold(call, |call, (name, value)| call.header(name, value));
            assert_eq!(call.send().await.unwrap().status(), 200);
            assert_eq!(altinn.fetch_back(&sender, &attachment).await.expect(200).text, "hello");
        }
        let other = altinn.attachment(Method::POST, &format!("/{attachment}/upload"), &sender).header("content-type", "text/plain").body("x");
        assert_eq!(other.send().await.unwrap().status(), 415);
    }

    async fn a_file_is_never_empty(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.announced(&sender, "a.txt").await;
        altinn.upload(&sender, &attachment, "").await.refused(400, 2004);
        assert_eq!(last(&altinn, &sender, &attachment).await.0, "Initialized");
        altinn.upload(&sender, &attachment, chunked(&[])).await.refused(400, 2004);
        altinn.drain().await;
        assert_eq!(last(&altinn, &sender, &attachment).await.0, "Failed");
        assert_eq!(altinn.stored_files(), 0);
        let _ = altinn.upload(&sender, &attachment, "x").await.expect(200);
    }

    /// Four megabytes in pieces are the same bytes afterwards.
    async fn large_files_come_back_as_they_went(altinn) {
        let sender = altinn.sender().await;
        let bytes: Vec<u8> = (0..4_000_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let attachment = altinn.uploaded(&sender, "a.zip", bytes.clone()).await;
        assert!(altinn.fetch_back(&sender, &attachment).await.expect(200).bytes == bytes);
    }

    async fn a_store_that_fails_is_no_end(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.announced(&sender, "a.txt").await;
        let (store, aside) = (altinn.data_folder().join("attachments"), altinn.data_folder().join("aside"));
        std::fs::rename(&store, &aside).unwrap();
        std::fs::write(&store, "in the way").unwrap();
        altinn.upload(&sender, &attachment, "hello").await.refused(502, 2002);
        assert_eq!(last(&altinn, &sender, &attachment).await, ("Failed".to_owned(), "Upload failed".to_owned()));
        std::fs::remove_file(&store).unwrap();
        std::fs::rename(&aside, &store).unwrap();
        let _ = altinn.upload(&sender, &attachment, "hello").await.expect(200);
        assert_eq!(altinn.fetch_back(&sender, &attachment).await.expect(200).text, "hello");
    }
}

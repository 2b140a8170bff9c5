//! Uploads that are refused before their bytes, and uploads that break off.

use correspondence_testkit::{Altinn, altinn_test, eventually};
use tokio::io::AsyncWriteExt;

use crate::raw::{line, rest, upload_head};

async fn until(altinn: &Altinn, sender: &str, attachment: &str, status: &str, text: &str) {
    eventually(status, async || {
        let shown = altinn.attachment_overview(sender, attachment).await.good();
        (shown["status"] == status && shown["statusText"] == text).then_some(())
    })
    .await;
}

altinn_test! {
    async fn a_refusal_comes_before_the_body(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.announced(&sender, "a.txt").await;
        // Beyond 50 GB, with and without asking first: no byte of the body is sent, and no 100 comes.
        for headers in ["Content-Length: 50000000001\r\nExpect: 100-continue\r\n", "Content-Length: 50000000001\r\n"] {
            let answer = rest(&mut upload_head(&altinn, &sender, &attachment, headers).await).await;
            assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("\"errorCode\":2004"), "{answer}");
        }
        assert_eq!(altinn.attachment_overview(&sender, &attachment).await.good()["status"], "Initialized");
        let unknown = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";
        let answer = rest(&mut upload_head(&altinn, &sender, unknown, "Content-Length: 5\r\nExpect: 100-continue\r\n").await).await;
        assert!(answer.starts_with("HTTP/1.1 404 ") && answer.contains("\"errorCode\":2001"), "{answer}");
    }

    async fn who_asks_first_is_told_to_go_on(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.announced(&sender, "a.txt").await;
        let mut stream = upload_head(&altinn, &sender, &attachment, "Content-Length: 5\r\nExpect: 100-continue\r\n").await;
        assert_eq!(line(&mut stream).await, "HTTP/1.1 100 Continue");
        assert_eq!(line(&mut stream).await, "");
        stream.write_all(b"hello").await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert_eq!(altinn.fetch_back(&sender, &attachment).await.expect(200).text, "hello");
    }

    /// The client goes away in the middle; later it comes back with all of it.
    async fn an_upload_that_breaks_off_may_be_repeated(altinn) {
        let sender = altinn.sender().await;
        for (name, head, part) in [
            ("length.txt", "Content-Length: 10\r\n", "hello".to_owned()),
            ("chunked.txt", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n".to_owned()),
            ("large.txt", "Content-Length: 3000000\r\n", "x".repeat(2_000_000)),
        ] {
            let attachment = altinn.announced(&sender, name).await;
            let mut stream = upload_head(&altinn, &sender, &attachment, head).await;
            stream.write_all(part.as_bytes()).await.unwrap();
            until(&altinn, &sender, &attachment, "UploadProcessing", "UploadProcessing").await;
            drop(stream);
            until(&altinn, &sender, &attachment, "Failed", "Upload interrupted").await;
            altinn.drain().await;
            eventually("an empty store", async || (altinn.stored_files() == 0).then_some(())).await;
            let _ = altinn.upload(&sender, &attachment, "hello").await.expect(200);
            let _ = altinn.delete_attachment(&sender, &attachment).await.expect(204);
            altinn.drain().await;
        }
    }
}

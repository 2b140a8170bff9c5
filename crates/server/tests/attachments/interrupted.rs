//! Uploads that are refused before their bytes, and uploads that break off.

use correspondence_testkit::{Altinn, Engine, Form, LetterRequest, altinn_test, eventually, files_in, organisation_urn, program};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::raw::{head, line, rest, upload_head};

/// The database goes for a moment while the end of an upload is stored.
#[tokio::test]
async fn a_connection_that_breaks_at_the_end_costs_no_upload() {
    let altinn = Altinn::start(program!(), Engine::Postgres).await;
    let sender = altinn.sender().await;
    let attachment = altinn.announced(&sender, "a.txt").await;
    let mut stream = upload_head(&altinn, &sender, &attachment, "Content-Length: 10\r\n").await;
    stream.write_all(b"hello").await.unwrap();
    until(&altinn, &sender, &attachment, "UploadProcessing", "UploadProcessing").await;
    let mut obstacle = altinn.database().hold_attachments().await;
    stream.write_all(b"hello").await.unwrap();
    obstacle.break_whoever_waits().await;
    obstacle.release().await;
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(altinn.fetch_back(&sender, &attachment).await.expect(200).text, "hellohello");
}

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

    /// The client reads no answer before it has sent everything.
    async fn a_refusal_reaches_who_is_still_sending(altinn) {
        const LENGTH: usize = 40_000_000;
        let sender = altinn.sender().await;
        let attachment = altinn.announced(&sender, "a.txt").await;
        let (store, aside) = (altinn.data_folder().join("attachments"), altinn.data_folder().join("aside"));
        std::fs::rename(&store, &aside).unwrap();
        std::fs::write(&store, "in the way").unwrap();
        for (status, number) in [("502", 2002), ("400", 2005)] {
            let headers = format!("Content-Type: application/octet-stream\r\nContent-Length: {LENGTH}\r\n");
            let mut stream = head(&altinn, &sender, &format!("attachment/{attachment}/upload"), &headers).await;
            stream.write_all(&vec![b'x'; LENGTH]).await.unwrap();
            let answer = rest(&mut stream).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(&format!("\"errorCode\":{number}")), "{answer}");
            if number == 2002 {
                std::fs::remove_file(&store).unwrap();
                std::fs::rename(&aside, &store).unwrap();
                let _ = altinn.upload(&sender, &attachment, "hello").await.expect(200);
            }
        }
    }

    /// Once its files are being stored the letter is sent, whoever waits for the answer.
    async fn a_form_whose_sender_leaves_is_brought_to_its_end(altinn) {
        const NAMES: [&str; 8] = ["a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.pdf", "f.pdf", "g.pdf", "h.pdf"];
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("content.attachments", json!(NAMES.map(|name| json!({"fileName": name, "sendersReference": "1"}))));
        let form = NAMES.iter().fold(Form::of(&request), |form, name| form.file(name, &vec![b'x'; 3_000_000])).body();
        let headers = format!("Content-Type: {}\r\nContent-Length: {}\r\n", Form::media_type(), form.len());
        let mut stream = head(&altinn, &sender, "correspondence/upload", &headers).await;
        stream.write_all(&form).await.unwrap();
        let stored = altinn.data_folder().join("attachments/attachments");
        eventually("the first file", async || (files_in(&stored) > 0).then_some(())).await;
        drop(stream);
        let all = [("resourceId", "demo-correspondence"), ("role", "Sender")];
        eventually("the letter", async || (altinn.found(&sender, &all).await.len() == 1).then_some(())).await;
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

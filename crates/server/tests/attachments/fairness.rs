//! Uploads that take their time hold up nobody else.

use correspondence_testkit::{Altinn, LetterRequest, altinn_test, announcement, eventually, organisation, organisation_urn};
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::raw::{rest, upload_head};

/// More than the threads that a process has for work that blocks.
const MANY: usize = 600;

/// There is a socket at either end, and a file, for each of them.
fn enough_files_may_be_open() {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let open_files = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let allowed = open_files.split_whitespace().next().unwrap();
    let is_enough = allowed.parse().map_or(true, |allowed: usize| allowed >= 4 * MANY);
    assert!(is_enough, "this test opens many files: run `ulimit -n {}` first, as scripts/test does", 4 * MANY);
}

/// Begins an upload with a piece of this length, and leaves it there.
async fn begun(altinn: &Altinn, sender: &str, name: &str, length: usize) -> (String, TcpStream) {
    let file = altinn.announced(sender, name).await;
    let mut upload = upload_head(altinn, sender, &file, "Transfer-Encoding: chunked\r\n").await;
    upload.write_all(format!("{length:x}\r\n{}\r\n", "x".repeat(length)).as_bytes()).await.unwrap();
    (file, upload)
}

altinn_test! {
    async fn others_are_served_while_many_uploads_wait(altinn) {
        enough_files_may_be_open();
        altinn.silence_scanner().await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        altinn.seed(&json!({"resources": [{"id": "annen-melding", "owner": organisation(2), "ownerCode": "annen"}]})).await;
        let other = altinn.organisation_token(&organisation(2), "altinn:correspondence.write").await;

        let large: Vec<(String, TcpStream)> = stream::iter(0..4).then(|n| begun(&altinn, &sender, ["a.pdf", "b.pdf", "c.pdf", "d.pdf"][n], 5_000_000)).collect().await;
        let held: Vec<_> = stream::iter(0..MANY).map(|_| begun(&altinn, &sender, "e.pdf", 10)).buffered(8).collect().await;
        eventually("all uploads to be under way", async || (altinn.stored_files() == large.len() + held.len()).then_some(())).await;

        let _ = altinn.overview(&recipient, &letter).await.expect(200);
        let mut announced = announcement("f.pdf");
        announced["resourceId"] = json!("annen-melding");
        let small = altinn.announce(&other, &announced).await.good().as_str().unwrap().to_owned();
        let _ = altinn.upload(&other, &small, "small").await.expect(200);
        assert_eq!(altinn.fetch_back(&other, &small).await.expect(200).text, "small");

        for (file, mut upload) in large {
            assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "UploadProcessing");
            altinn.fetch_back(&sender, &file).await.refused(404, 2001);
            upload.write_all(b"3\r\nend\r\n0\r\n\r\n").await.unwrap();
            let answer = rest(&mut upload).await;
            assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
            assert_eq!(altinn.fetch_back(&sender, &file).await.expect(200).bytes.len(), 5_000_003);
        }
    }
}

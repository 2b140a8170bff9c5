//! Uploads of one file at the same moment: one wins, and its bytes are the file's.

use correspondence_domain::identifiers::AttachmentId;
use correspondence_testkit::{Altinn, DEMO, Engine, Form, LetterRequest, all_at_once, altinn_test, eventually, organisation_urn, program};
use serde_json::json;

const AT_ONCE: usize = 16;

altinn_test! {
    async fn one_upload_wins(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let attachment = altinn.announced(&sender, "a.txt").await;
        let calls = (0..AT_ONCE).map(|n| altinn.upload_call(&sender, &attachment, format!("upload {n}"))).collect();
        let answers = all_at_once(calls).await;
        let won: Vec<usize> = answers.iter().enumerate().filter(|(_, answer)| answer.status == 200).map(|(n, _)| n).collect();
        assert_eq!(won.len(), 1, "{answers:?}");
        for (n, answer) in answers.into_iter().enumerate() {
            if n != won[0] {
                answer.refused(400, 2005);
            }
        }
        altinn.drain().await;
        assert_eq!(altinn.fetch_back(&sender, &attachment).await.expect(200).text, format!("upload {}", won[0]));
        assert_eq!(altinn.stored_files(), 1);
        let statuses: Vec<String> = altinn.attachment_history(&sender, &attachment).await.into_iter().map(|(status, _)| status).collect();
        assert_eq!(statuses, ["Initialized", "UploadProcessing"]);
    }

    /// Deleted and uploaded at once: whatever wins, nothing is left of a file that is gone.
    async fn between_upload_and_deletion_nothing_is_left(altinn) {
        let sender = altinn.sender().await;
        for n in 0..8 {
            let attachment = altinn.announced(&sender, &format!("{n}.txt")).await;
            let delete = altinn.attachment(reqwest::Method::DELETE, &format!("/{attachment}"), &sender);
            let mut answers = all_at_once(vec![altinn.upload_call(&sender, &attachment, "hello"), delete]).await;
            let _ = answers.remove(1).expect(204);
            let upload = answers.remove(0);
            if upload.status != 200 {
                upload.refused(400, 2006);
            }
            assert_eq!(altinn.attachment_overview(&sender, &attachment).await.good()["status"], "Purged");
        }
        altinn.drain().await;
        assert_eq!(altinn.stored_files(), 0);
    }
}

/// A file that came with a request is deleted before its letters are there: the request is refused, and nothing of it stays. The second
/// file is held up meanwhile, through the engine that several processes can use.
#[tokio::test]
async fn a_request_whose_file_is_deleted_meanwhile_sends_nothing() {
    let altinn = Altinn::start(program!(), Engine::Postgres).await;
    let sender = altinn.sender().await;
    let entries = ["a.pdf", "b.pdf"].map(|name| json!({"fileName": name, "sendersReference": "1"}));
    let request = LetterRequest::to(&[organisation_urn(1)]).letter("content.attachments", json!(entries));
    let form = Form::of(&request).file("a.pdf", &vec![b'x'; 30_000_000]).file("b.pdf", b"x");
    let storage = altinn.database().storage().await;
    let meddle = async {
        let files = eventually("the announcement", async || {
            let jobs = altinn.work().await;
            let files: Vec<AttachmentId> = jobs
                .iter()
                .filter(|job| job["kind"] == "discard-attachment")
                .map(|job| job["subject"].as_str().unwrap().parse().unwrap())
                .collect();
            (files.len() == 2).then_some(files)
        })
        .await;
        let (first, second) = (files[0].min(files[1]), files[0].max(files[1]));
        let mut held = storage.begin().await.unwrap();
        assert_eq!(held.lock_attachments(&[second]).await.unwrap()[0].stored_at, None, "it is still to come");
        eventually("the first file", async || storage.attachment(first).await.unwrap().unwrap().stored_at).await;
        let _ = altinn.delete_attachment(&sender, &first.to_string()).await.expect(204);
        drop(held);
    };
    let (created, ()) = tokio::join!(altinn.create_by_form(&sender, &form), meddle);
    created.refused(404, 2001);
    altinn.drain().await;
    assert!(altinn.found(&sender, &[("resourceId", DEMO), ("role", "sender")]).await.is_empty());
    assert_eq!(altinn.stored_files(), 0);
}

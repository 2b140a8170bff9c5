//! Uploads of one file at the same moment: one wins, and its bytes are the file's.

use correspondence_testkit::{all_at_once, altinn_test};

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

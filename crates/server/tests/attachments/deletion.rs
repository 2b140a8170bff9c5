//! Files that are deleted while something happens to them.

use correspondence_testkit::{altinn_test, eventually};
use futures_util::StreamExt;
use tokio::sync::mpsc;

altinn_test! {
    /// It stays Purged, and nothing is left of what was on its way.
    async fn while_an_upload_runs(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.announced(&sender, "a.txt").await;
        let (feed, fed) = mpsc::channel::<Result<&'static str, std::io::Error>>(1);
        let fed = futures_util::stream::unfold(fed, |mut fed| async { fed.recv().await.map(|piece| (piece, fed)) }).boxed();
        let upload = tokio::spawn(altinn.upload_call(&sender, &attachment, reqwest::Body::wrap_stream(fed)).send());
        feed.send(Ok("hello")).await.unwrap();
        eventually("the upload to begin", async || {
            let shown = altinn.attachment_overview(&sender, &attachment).await.good();
            (shown["status"] == "UploadProcessing").then_some(())
        })
        .await;

        altinn.upload(&sender, &attachment, "other").await.refused(400, 2005);
        let _ = altinn.delete_attachment(&sender, &attachment).await.expect(204);
        feed.send(Ok("world")).await.unwrap();
        drop(feed);
        let answer = correspondence_testkit::Answer::of(upload.await.unwrap().unwrap()).await;
        answer.refused(400, 2006);
        altinn.drain().await;
        let statuses: Vec<String> = altinn.attachment_history(&sender, &attachment).await.into_iter().map(|(status, _)| status).collect();
        assert_eq!(statuses, ["Initialized", "UploadProcessing", "Purged"]);
        assert_eq!(altinn.stored_files(), 0);
    }

    async fn before_anything_came(altinn) {
        let sender = altinn.sender().await;
        let attachment = altinn.announced(&sender, "a.txt").await;
        // A body is ignored.
        let call = altinn.attachment(reqwest::Method::DELETE, &format!("/{attachment}"), &sender).body("whatever");
        assert_eq!(call.send().await.unwrap().status(), 204);
        altinn.upload(&sender, &attachment, "x").await.refused(400, 2006);
        altinn.drain().await;
        assert_eq!(altinn.stored_files(), 0);
    }
}

//! Verdicts, creations and purges at the same moment.

use correspondence_testkit::{API, LetterRequest, all_at_once, altinn_test, organisation, organisation_urn};
use reqwest::Method;

use crate::sent::{Sent, eicar, send, send_files};

altinn_test! {
    /// The scanner speaks while the letters are being made: each is published once, or fails once.
    async fn a_verdict_during_creation_is_not_missed(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1), organisation_urn(2)]);
        let (mut clean, mut infected) = (Vec::new(), Vec::new());
        // The verdict about the first file comes while a second one of growing size is stored, or about when the letters are.
        for size in [1, 5, 10, 20, 30, 40] {
            let second = vec![b'x'; size * 1_000_000];
            clean.push(send_files(&altinn, &sender, &request, &[b"vedtak", &second]).await);
            infected.push(send_files(&altinn, &sender, &request, &[&eicar(), &second]).await);
        }
        altinn.drain().await;
        for letter in clean.iter().flat_map(|sent| &sent.letters) {
            assert_eq!(altinn.history(&sender, letter).await.last().unwrap(), "Published");
            assert_eq!(altinn.events(letter).await, ["correspondenceinitialized", "correspondencepublished"]);
        }
        for letter in infected.iter().flat_map(|sent| &sent.letters) {
            assert_eq!(altinn.history(&sender, letter).await.last().unwrap(), "Failed");
            assert_eq!(altinn.events(letter).await, ["correspondenceinitialized"]);
            assert_eq!(altinn.dialog(letter).await, None);
        }
        for (sent, event) in clean.iter().map(|sent| (sent, "attachmentpublished")).chain(infected.iter().map(|sent| (sent, "attachmentuploadfailed"))) {
            assert_eq!(altinn.events(&sent.file).await, [event]);
        }
    }

    async fn of_many_verdicts_at_once_one_counts(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let Sent { letters, file } = send(&altinn, &sender, &LetterRequest::to(&[organisation_urn(1)]), b"vedtak").await;
        let calls = (0..16).map(|_| altinn.verdict_call(&file, "No threats found")).collect();
        for answer in all_at_once(calls).await {
            let _ = answer.expect(200);
        }
        altinn.drain().await;
        let statuses: Vec<String> = altinn.attachment_history(&sender, &file).await.into_iter().map(|(status, _)| status).collect();
        assert_eq!(statuses, ["Initialized", "UploadProcessing", "Published"]);
        assert_eq!(altinn.events(&file).await, ["attachmentpublished"]);
        assert_eq!(altinn.events(&letters[0]).await, ["correspondenceinitialized", "correspondencepublished"]);
    }

    /// The last letter goes while another one takes the file over: the new letter has the file, or is refused.
    async fn a_file_is_never_taken_from_a_new_letter(altinn) {
        altinn.silence_scanner().await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        for _ in 0..12 {
            let file = altinn.published(&sender, "satser.pdf", "1").await;
            let request = LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file]);
            let first = altinn.sent(&sender, &request).await;
            let purge = altinn.api(Method::DELETE, &format!("/{first}/purge"), &recipient);
            let again = altinn.call(Method::POST, API).bearer_auth(&sender).json(request.body());
            let mut answers = all_at_once(vec![purge, again]).await;
            let created = answers.pop().unwrap();
            let _ = answers.pop().unwrap().expect(200);
            altinn.drain().await;
            let shown = altinn.attachment_overview(&sender, &file).await.good();
            if created.status == 200 {
                let letter = created.json()["correspondences"][0]["correspondenceId"].as_str().unwrap().to_owned();
                assert_eq!(shown["status"], "Published");
                assert_eq!(altinn.download(&recipient, &letter, &file).await.expect(200).text, "1");
            } else {
                created.refused(400, 1018);
                assert_eq!(shown["status"], "Purged");
                assert_eq!(altinn.fetch_back(&sender, &file).await.status, 400);
            }
        }
    }
}

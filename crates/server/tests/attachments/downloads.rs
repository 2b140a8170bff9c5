//! The recipient fetches files of a letter, one by one.

use correspondence_testkit::{Altinn, Answer, LetterRequest, altinn_test, announcement, organisation, organisation_urn};
use serde_json::json;

/// Lines of the dialog's history that tell of downloads, in Bokmål.
async fn notes(altinn: &Altinn, letter: &str) -> Vec<String> {
    altinn.drain().await;
    let dialog = altinn.dialog(letter).await.unwrap();
    let activities = dialog["activities"].as_array().unwrap();
    let notes = activities.iter().filter(|activity| activity["type"] == "Information");
    notes.map(|activity| activity["description"][0]["value"].as_str().unwrap().to_owned()).collect()
}

/// Texts of the lines of history that tell of downloads.
async fn lines(altinn: &Altinn, token: &str, letter: &str) -> Vec<String> {
    let details = altinn.details(token, letter).await.good();
    let rows = details["statusHistory"].as_array().unwrap().iter().filter(|row| row["status"] == "AttachmentsDownloaded");
    rows.map(|row| row["statusText"].as_str().unwrap().to_owned()).collect()
}

altinn_test! {
    async fn a_file_is_fetched_and_noted(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let pdf = altinn.published(&sender, "rapport.pdf", "%PDF").await;
        let word = altinn.published(&sender, "møte referat.docx", "PK").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&pdf, &word])).await;

        let fetched = altinn.download(&recipient, &letter, &pdf).await.expect(200);
        assert_eq!(fetched.text, "%PDF");
        for (name, value) in [
            ("content-type", "application/pdf"),
            ("content-disposition", "inline; filename*=UTF-8''rapport.pdf"),
            ("content-length", "4"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(fetched.header(name), Some(value));
        }
        let disposition = "attachment; filename=\"m_te referat.docx\"; filename*=UTF-8''m%C3%B8te%20referat.docx";
        let fetched = altinn.download(&recipient, &letter, &word).await.expect(200);
        assert_eq!(fetched.header("content-type"), Some("application/octet-stream"));
        assert_eq!(fetched.header("content-disposition"), Some(disposition));
        // Again: in the history, but not in the dialog.
        let _ = altinn.download(&recipient, &letter, &pdf).await.expect(200);

        assert_eq!(lines(&altinn, &recipient, &letter).await, [pdf.clone(), word, pdf]);
        let started = ["Startet nedlastning av vedlegg rapport.pdf", "Startet nedlastning av vedlegg møte referat.docx"];
        assert_eq!(notes(&altinn, &letter).await, started);
        assert_eq!(altinn.status(&recipient, &letter).await, "AttachmentsDownloaded");
        let dialog = altinn.dialog(&letter).await.unwrap();
        let note = dialog["activities"].as_array().unwrap().iter().find(|activity| activity["type"] == "Information").unwrap();
        assert_eq!(note["performedBy"]["actorId"], organisation_urn(1));
        assert_eq!(note["description"][2]["value"], "Started downloading attachment rapport.pdf");
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublished"]);
    }

    /// A sequence of pieces is one download; what the client has already is none.
    async fn pieces_are_noted_once(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let file = altinn.published(&sender, "a.txt", "0123456789").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file])).await;
        let mut tag = String::new();
        for (name, value, status, text) in [
            ("range", "bytes=5-", 206, "56789"),
            ("range", "bytes=20-", 416, ""),
            ("range", "bytes=5-6", 206, "56"),
            ("range", "bytes=0-4", 206, "01234"),
            ("range", "bytes=5-9", 206, "56789"),
        ] {
            let call = altinn.download_call(&recipient, &letter, &file).header(name, value);
            let answer = Answer::of(call.send().await.unwrap()).await.expect(status);
            assert_eq!(answer.text, text, "{value}");
            answer.header("etag").unwrap().clone_into(&mut tag);
        }
        let call = altinn.download_call(&recipient, &letter, &file).header("if-none-match", &tag);
        assert_eq!(call.send().await.unwrap().status(), 304);
        let call = altinn.download_call(&recipient, &letter, &file).header("range", "bytes=5-").header("if-range", "\"old\"");
        assert_eq!(Answer::of(call.send().await.unwrap()).await.expect(200).text, "0123456789");
        // The piece in the middle, since nothing was fetched before, the beginning, and the whole.
        assert_eq!(lines(&altinn, &recipient, &letter).await, [file.clone(), file.clone(), file]);
        assert_eq!(notes(&altinn, &letter).await.len(), 1);
    }

    /// Pieces that are fetched side by side are one download.
    async fn only_one_piece_is_the_first(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let file = altinn.published(&sender, "a.txt", "0123456789").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file])).await;
        let pieces = (1..10).map(|at| altinn.download_call(&recipient, &letter, &file).header("range", format!("bytes={at}-{at}")).send());
        for answer in futures_util::future::join_all(pieces).await {
            assert_eq!(answer.unwrap().status(), 206);
        }
        assert_eq!(lines(&altinn, &recipient, &letter).await, [file]);
    }

    /// What the store does not give was not fetched.
    async fn nothing_is_noted_without_bytes(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let file = altinn.published(&sender, "a.txt", "0123456789").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file])).await;
        let (store, aside) = (altinn.data_folder().join("attachments"), altinn.data_folder().join("aside"));
        std::fs::rename(&store, &aside).unwrap();
        assert_eq!(altinn.download(&recipient, &letter, &file).await.status, 500);
        assert_eq!(altinn.download_all(&recipient, &letter).await.status, 500);
        std::fs::rename(&aside, &store).unwrap();
        assert!(lines(&altinn, &recipient, &letter).await.is_empty());
        let _ = altinn.download_all(&recipient, &letter).await.expect(200);
        assert_eq!(lines(&altinn, &recipient, &letter).await, ["All attachments downloaded"]);
    }

    async fn who_may_not_have_a_file_is_told_why(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let file = altinn.published(&sender, "a.txt", "x").await;
        let other = altinn.published(&sender, "b.txt", "x").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&file])).await;
        let unknown = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";
        altinn.download(&recipient, unknown, &file).await.refused(404, 1001);
        altinn.download(&recipient, &letter, unknown).await.refused(404, 2001);
        altinn.download(&recipient, &letter, &other).await.refused(404, 2001);
        let stranger = altinn.recipient(&organisation(2)).await;
        altinn.download(&stranger, &letter, &file).await.refused(401, 4001);
        altinn.download_all(&stranger, &letter).await.refused(401, 4001);
        altinn.download_all(&recipient, unknown).await.refused(404, 1001);
        let body = altinn.download(&recipient, "abc", "def").await.expect(400).json();
        assert!(body["errors"]["correspondenceId"].is_array() && body["errors"]["attachmentId"].is_array(), "{body:#}");
        // Its sender can neither fetch it any more nor delete it.
        altinn.fetch_back(&sender, &file).await.refused(400, 2016);
        altinn.delete_attachment(&sender, &file).await.refused(400, 2007);
        let shown = altinn.attachment_overview(&sender, &file).await.good();
        assert_eq!(shown["correspondenceIds"][0], letter);

        // The letter goes, whether or not its files were fetched before.
        let _ = altinn.download(&recipient, &letter, &file).await.expect(200);
        let _ = altinn.purge(&recipient, &letter).await.expect(200);
        let gone = altinn.download(&recipient, &letter, &file).await;
        assert!(matches!(gone.json()["errorCode"].as_u64(), Some(1001 | 2019)), "{}", gone.text);
        let gone = altinn.download_all(&recipient, &letter).await;
        assert!(matches!(gone.json()["errorCode"].as_u64(), Some(1001 | 2019)), "{}", gone.text);
    }

    /// The letter's own right to a file may end, and so may the letter, while others keep the file.
    async fn a_letter_loses_its_files_in_its_time(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let lasting = altinn.published(&sender, "a.txt", "x").await;
        let mut announced = announcement("b.txt");
        announced["expirationInDays"] = json!(2);
        let ending = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
        let _ = altinn.upload(&sender, &ending, "y").await.expect(200);
        let _ = altinn.verdict(&ending, "No threats found").await.expect(200);

        let request = LetterRequest::to(&[organisation_urn(1)]).letter("requestedPublishTime", "2030-01-02T08:00:00Z");
        let letter = altinn.sent(&sender, &request.clone().carrying(&[&lasting, &ending])).await;
        altinn.download(&recipient, &letter, &lasting).await.refused(404, 1001);
        altinn.download_all(&recipient, &letter).await.refused(404, 1001);
        // Until it is published its files are still the sender's to fetch.
        assert_eq!(altinn.fetch_back(&sender, &ending).await.expect(200).text, "y");
        altinn.after("P1DT1M").await;
        let later = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&lasting, &ending])).await;
        for letter in [&letter, &later] {
            assert_eq!(altinn.download(&recipient, letter, &ending).await.expect(200).text, "y");
        }

        altinn.after("P2D").await;
        let gone = altinn.download(&recipient, &letter, &ending).await.refused(400, 2020);
        assert!(gone["detail"].as_str().unwrap().contains("expired"), "{gone:#}");
        altinn.download_all(&recipient, &letter).await.refused(400, 2020);
        assert_eq!(altinn.download(&recipient, &letter, &lasting).await.expect(200).text, "x");

        let _ = altinn.purge(&recipient, &letter).await.expect(200);
        altinn.drain().await;
        altinn.download(&recipient, &letter, &lasting).await.refused(404, 1001);
        assert_eq!(altinn.download(&recipient, &later, &lasting).await.expect(200).text, "x");
        let _ = altinn.purge(&recipient, &later).await.expect(200);
        altinn.drain().await;
        altinn.download(&recipient, &later, &lasting).await.refused(400, 2019);
    }

    /// What the scanner refuses is lost to recipients, but not to the sender.
    async fn a_refused_file_is_its_senders_alone(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let file = altinn.uploaded(&sender, "a.txt", "x").await;
        let _ = altinn.verdict(&file, "Malicious").await.expect(200);
        altinn.upload(&sender, &file, "y").await.refused(400, 2005);
        assert_eq!(altinn.fetch_back(&sender, &file).await.expect(200).text, "x");
        let late = altinn.published(&sender, "b.txt", "x").await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&[&late])).await;
        let _ = altinn.download(&recipient, &letter, &late).await.expect(200);
        let _ = altinn.verdict(&late, "Malicious").await.expect(200);
        altinn.drain().await;
        altinn.download(&recipient, &letter, &late).await.refused(404, 1001);
        altinn.download_all(&recipient, &letter).await.refused(404, 1001);
    }
}

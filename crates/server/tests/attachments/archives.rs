//! The recipient fetches all files of a letter at once.

use correspondence_testkit::{LetterRequest, altinn_test, organisation, organisation_urn};

/// Names and bytes of a zip whose entries are stored, in their order, as its directory tells.
fn unzipped(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let number = |at: usize, bytes: usize| zip[at..at + bytes].iter().rev().fold(0usize, |sum, byte| sum << 8 | usize::from(*byte));
    let end = zip.len() - 22;
    assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
    let mut at = number(end + 16, 4);
    (0..number(end + 10, 2))
        .map(|_| {
            assert_eq!((&zip[at..at + 4], number(at + 10, 2)), (&b"PK\x01\x02"[..], 0));
            let (size, name) = (number(at + 24, 4), number(at + 28, 2));
            let start = number(at + 42, 4) + 30 + name;
            let entry = (String::from_utf8(zip[at + 46..at + 46 + name].to_vec()).unwrap(), zip[start..start + size].to_vec());
            at += 46 + name;
            entry
        })
        .collect()
}

altinn_test! {
    async fn all_files_come_as_one(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let contents = ["x".repeat(1200), "y".repeat(340), "z".to_owned()];
        let mut files = Vec::new();
        for (name, content) in ["vedtak.pdf", "Brev.txt", "brev.TXT"].iter().zip(&contents) {
            files.push(altinn.published(&sender, name, content.clone()).await);
        }
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).carrying(&files)).await;
        let _ = altinn.download(&recipient, &letter, &files[0]).await.expect(200);

        let zip = altinn.download_all(&recipient, &letter).await.expect(200);
        assert_eq!(zip.header("content-type"), Some("application/zip"));
        assert_eq!(zip.header("content-disposition"), Some("attachment; filename*=UTF-8''vedtak-i-sak-417.zip"));
        let names = ["vedtak.pdf", "Brev.txt", "brev(1).TXT"];
        let length: usize = 22 + names.iter().zip(&contents).map(|(name, content)| content.len() + 92 + 2 * name.len()).sum::<usize>();
        assert_eq!(zip.header("content-length"), Some(length.to_string().as_str()));
        assert_eq!(zip.bytes.len(), length);
        let expected: Vec<(String, Vec<u8>)> =
            names.iter().zip(&contents).map(|(name, content)| ((*name).to_owned(), content.clone().into_bytes())).collect();
        assert_eq!(unzipped(&zip.bytes), expected);

        altinn.drain().await;
        let details = altinn.details(&recipient, &letter).await.good();
        let rows = details["statusHistory"].as_array().unwrap().iter().filter(|row| row["status"] == "AttachmentsDownloaded");
        let texts: Vec<&str> = rows.map(|row| row["statusText"].as_str().unwrap()).collect();
        assert_eq!(texts, [files[0].as_str(), "All attachments downloaded"]);
        // One for each file; the one that was fetched before has its own already.
        assert_eq!(altinn.activities(&letter).await, ["Information"; 3]);
    }

    async fn a_letter_without_files_has_no_archive(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        altinn.download_all(&recipient, &letter).await.refused(404, 2001);
    }
}

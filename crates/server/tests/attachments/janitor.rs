//! What crashed processes leave behind goes by itself; what belongs to a file stays.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use correspondence_domain::attachment::AttachmentStatus;
use correspondence_domain::identifiers::{AttachmentId, HistoryId, PartyUuid, UploadId};
use correspondence_domain::time::Timestamp;
use correspondence_storage::NewAttachmentHistory;
use correspondence_testkit::{Altinn, Engine, altinn_test, program};

/// Bytes in the store as an upload leaves them.
fn leave(altinn: &Altinn, upload: &str, attachment: &str) -> PathBuf {
    let folder = altinn.data_folder().join("attachments/attachments").join(upload);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(attachment);
    fs::write(&file, "left").unwrap();
    file
}

fn make_old(file: &Path) {
    let file = File::options().write(true).open(file).unwrap();
    file.set_modified(file.metadata().unwrap().modified().unwrap() - Duration::from_hours(25)).unwrap();
}

const NOBODY: &str = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";

altinn_test! {
    async fn bytes_that_nobody_owns_go_after_a_day(altinn) {
        let sender = altinn.sender().await;
        let kept = altinn.uploaded(&sender, "a.txt", "hello").await;
        let (old, young) = (leave(&altinn, NOBODY, NOBODY), leave(&altinn, "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c11", NOBODY));
        make_old(&old);
        let staging = altinn.data_folder().join("attachments/.staging");
        fs::create_dir_all(&staging).unwrap();
        let (half, fresh) = (staging.join("half"), staging.join("fresh"));
        fs::write(&half, "x").unwrap();
        fs::write(&fresh, "x").unwrap();
        make_old(&half);

        altinn.after("PT1H").await;
        assert!(!old.exists() && young.exists());
        assert!(!half.exists() && fresh.exists());
        altinn.after("P1D").await;
        assert!(!young.exists(), "a day has passed");
        assert!(fresh.exists(), "somebody may be writing to it: the machine's clock has not moved");
        assert_eq!(altinn.fetch_back(&sender, &kept).await.expect(200).text, "hello");
    }
}

/// Begins an upload whose process is gone already.
async fn crashed_upload(altinn: &Altinn, attachment: &str, upload: &str) {
    let (id, upload): (AttachmentId, UploadId) = (attachment.parse().unwrap(), upload.parse().unwrap());
    let at = Timestamp::parse("2026-01-01T00:00:00Z").unwrap();
    let mut transaction = altinn.database().storage().await.begin().await.unwrap();
    assert!(transaction.start_upload(id, upload, at, at, at).await.unwrap());
    let (status, party) = (AttachmentStatus::UploadProcessing, PartyUuid::UNKNOWN);
    let row = NewAttachmentHistory { id: HistoryId(upload.0), attachment: id, status, text: None, at, party };
    transaction.append_attachment_history(&[row]).await.unwrap();
    transaction.commit().await.unwrap();
}

/// A server was killed while many clients were sending.
#[tokio::test]
async fn all_uploads_whose_process_died_are_ended_within_the_hour() {
    let altinn = Altinn::start(program!(), Engine::Postgres).await;
    let sender = altinn.sender().await;
    let mut files = Vec::new();
    for number in 0..130 {
        let file = altinn.announced(&sender, &format!("{number}.txt")).await;
        crashed_upload(&altinn, &file, &format!("019c2f5e-7a31-7c44-9f0e-2b6d5a1e9{number:03}")).await;
        files.push(file);
    }
    altinn.after("PT1H").await;
    for file in &files {
        assert_eq!(altinn.attachment_overview(&sender, file).await.good()["statusText"], "Upload interrupted");
    }
}

/// The engine that several processes can use.
#[tokio::test]
async fn an_upload_whose_process_died_is_ended() {
    let altinn = Altinn::start(program!(), Engine::Postgres).await;
    let sender = altinn.sender().await;
    let (repeated, left) = (altinn.announced(&sender, "a.txt").await, altinn.announced(&sender, "b.txt").await);
    let upload = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c12";
    crashed_upload(&altinn, &repeated, "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c13").await;
    crashed_upload(&altinn, &left, upload).await;
    let bytes = leave(&altinn, upload, &left);

    // Nobody needs to wait for the janitor.
    let _ = altinn.upload(&sender, &repeated, "hello").await.expect(200);
    altinn.after("PT1H").await;
    let shown = altinn.attachment_overview(&sender, &left).await.good();
    assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Failed"), Some("Upload interrupted")));
    assert!(!bytes.exists());
    let _ = altinn.upload(&sender, &left, "hello").await.expect(200);
    assert_eq!(altinn.fetch_back(&sender, &repeated).await.expect(200).text, "hello");
}

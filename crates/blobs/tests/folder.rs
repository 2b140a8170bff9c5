//! What only a folder has: files that a killed process left half-written.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, reason = "no server is started here")]
mod support;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::time::Duration;

use bytes::Bytes;
use correspondence_blobs::{BlobKey, BlobStore, UploadLimits};
use correspondence_domain::time::Timestamp;
use futures_util::StreamExt as _;
use futures_util::stream::{iter, pending};
use support::eventually;

fn key(number: u128) -> BlobKey {
    BlobKey { attachment: uuid::Uuid::from_u128(number).into(), upload: uuid::Uuid::from_u128(number).into() }
}

const LIMITS: UploadLimits = UploadLimits { most_bytes: 100, longest_pause: Duration::from_mins(1) };

#[tokio::test]
async fn half_written_files_are_swept_once_they_are_old() {
    let home = tempfile::tempdir().unwrap();
    let store = BlobStore::at(url::Url::from_file_path(home.path()).unwrap().as_str(), &BTreeMap::new()).unwrap();
    assert_eq!(store.sweep_staging(Timestamp::MAX).await.unwrap(), 0);
    store.put(key(1), iter([Ok::<_, String>(Bytes::from("kept"))]), LIMITS).await.unwrap();

    let staging = home.path().join(".staging");
    for name in ["old", "new"] {
        fs::write(staging.join(name), name).unwrap();
    }
    let (now, hour) = (fs::metadata(staging.join("new")).unwrap().modified().unwrap(), Duration::from_hours(1));
    File::open(staging.join("old")).unwrap().set_modified(now - 2 * hour).unwrap();
    let since = (now - hour).duration_since(std::time::UNIX_EPOCH).unwrap();
    let hour_ago = Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap());
    assert_eq!(store.sweep_staging(hour_ago).await.unwrap(), 1);
    assert!(!staging.join("old").exists() && staging.join("new").exists());
    assert_eq!(store.sweep_staging(Timestamp::MAX).await.unwrap(), 1);
    assert!(store.open(key(1), None).await.unwrap().is_some());
}

/// A process may be killed between making an upload's folder and moving the file there, or between removing the one and the other.
#[tokio::test]
async fn folders_without_a_file_go_once_they_are_old() {
    let home = tempfile::tempdir().unwrap();
    let store = BlobStore::at(url::Url::from_file_path(home.path()).unwrap().as_str(), &BTreeMap::new()).unwrap();
    store.put(key(1), iter([Ok::<_, String>(Bytes::from("kept"))]), LIMITS).await.unwrap();
    let [old, new] = [8, 9].map(|number| home.path().join(key(number).path()).parent().unwrap().to_path_buf());
    let others = home.path().join("attachments/of-others");
    for folder in [&old, &new, &others] {
        fs::create_dir(folder).unwrap();
    }
    let (now, hour) = (fs::metadata(&new).unwrap().modified().unwrap(), Duration::from_hours(1));
    for path in [old.clone(), home.path().join(key(1).path()).parent().unwrap().to_path_buf()] {
        File::open(path).unwrap().set_modified(now - 2 * hour).unwrap();
    }
    let since = (now - hour).duration_since(std::time::UNIX_EPOCH).unwrap();
    store.list(None, 10, Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())).await.unwrap();
    assert!(!old.exists() && new.exists());
    assert_eq!(store.list(None, 10, Timestamp::MAX).await.unwrap().blobs.len(), 1);
    assert!(!new.exists() && others.exists());
    assert!(store.open(key(1), None).await.unwrap().is_some());
}

#[tokio::test]
async fn names_of_others_are_listed_as_nobodys() {
    let home = tempfile::tempdir().unwrap();
    let store = BlobStore::at(url::Url::from_file_path(home.path()).unwrap().as_str(), &BTreeMap::new()).unwrap();
    let names = ["a-b/c", "a.b", "a/b/c/d", "b/c", "b/cd", "not-ours/file"].map(|name| format!("attachments/{name}"));
    for name in &names {
        let file = home.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "123").unwrap();
    }
    fs::create_dir(home.path().join("attachments/nothing")).unwrap();
    fs::write(home.path().join("beside"), "").unwrap();
    for most in 1..8 {
        let (mut listed, mut from) = (Vec::new(), None);
        loop {
            let page = store.list(from.as_deref(), most, Timestamp::MIN).await.unwrap();
            listed.extend(page.blobs);
            from = page.next;
            if from.is_none() {
                break;
            }
        }
        assert!(listed.iter().all(|blob| blob.key.is_none() && blob.size == 3), "{listed:?}");
        let mut found: Vec<String> = listed.into_iter().map(|blob| blob.path).collect();
        found.sort();
        assert_eq!(found, names, "{most} at once");
    }
}

/// The runtime ends with the process; what is then under way has no time to clean up, and the next process sweeps.
#[test]
fn an_upload_that_the_end_of_the_program_breaks_off_is_never_visible() {
    let home = tempfile::tempdir().unwrap();
    let store = BlobStore::at(url::Url::from_file_path(home.path()).unwrap().as_str(), &BTreeMap::new()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (uploading, told) = (store.clone(), std::sync::Arc::new(tokio::sync::Notify::new()));
    let sent = told.clone();
    runtime.spawn(async move {
        let body = iter([Ok::<_, String>(Bytes::from("half"))]).chain(futures_util::stream::once(async move {
            sent.notify_one();
            pending::<Result<Bytes, String>>().next().await.unwrap()
        }));
        uploading.put(key(1), body, LIMITS).await
    });
    let staging = home.path().join(".staging");
    runtime.block_on(async {
        told.notified().await;
        eventually("a staging file", async || fs::read_dir(&staging).ok()?.next()).await.unwrap();
    });
    drop(runtime);
    let next = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    next.block_on(async {
        assert!(store.open(key(1), None).await.unwrap().is_none());
        assert!(store.list(None, 1, Timestamp::MIN).await.unwrap().blobs.is_empty());
        store.sweep_staging(Timestamp::MAX).await.unwrap();
    });
    assert_eq!(fs::read_dir(staging).unwrap().count(), 0);
}

#[tokio::test]
async fn uploads_that_end_early_do_not_disturb_those_that_begin() {
    let home = tempfile::tempdir().unwrap();
    let store = BlobStore::at(url::Url::from_file_path(home.path()).unwrap().as_str(), &BTreeMap::new()).unwrap();
    let uploads = (0..200).map(|number| {
        let store = &store;
        async move {
            let body = iter([Ok(Bytes::from("kept"))]).chain(iter((number % 2 == 0).then_some(Err("gone"))));
            store.put(key(number), body, LIMITS).await.is_ok()
        }
    });
    let stored = futures_util::future::join_all(uploads).await;
    assert_eq!(stored.iter().filter(|stored| **stored).count(), 100);
    assert_eq!(store.list(None, 1000, Timestamp::MIN).await.unwrap().blobs.len(), 100);
}

/// Most memory that this process had, in KiB. Each test has a process of its own.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
async fn a_large_file_passes_through_little_memory() {
    const PIECES: usize = 4000;
    let home = tempfile::tempdir().unwrap();
    let store = BlobStore::at(url::Url::from_file_path(home.path()).unwrap().as_str(), &BTreeMap::new()).unwrap();
    let before = most_memory();
    // Each piece is memory of its own, as a server's are.
    let body = iter((0..PIECES).map(|_| Ok::<_, String>(Bytes::from(vec![1; 64 * 1024]))));
    let size = store.put(key(1), body, UploadLimits { most_bytes: u64::MAX, ..LIMITS }).await.unwrap().size;
    assert_eq!(size, 64 * 1024 * PIECES as u64);
    let mut found = store.open(key(1), None).await.unwrap().unwrap();
    let mut read = 0;
    while let Some(piece) = found.stream.next().await {
        read += piece.unwrap().len() as u64;
    }
    assert_eq!(read, size);
    let more = most_memory() - before;
    assert!(more < 30_000, "{more} KiB more for a file of {} KiB", size / 1024);
}

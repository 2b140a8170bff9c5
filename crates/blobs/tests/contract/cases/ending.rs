//! Uploads that end too early, for the sender's own reasons.

use std::time::Duration;

use bytes::Bytes;
use correspondence_blobs::{UploadError, UploadLimits};
use futures_util::StreamExt as _;
use futures_util::stream;

use crate::bytes::{GENEROUS, MIB, body, content, expected, key, pieces};
use crate::stores::Subject;

/// In the first request's bytes, and among the parts of a large one.
const LENGTHS: [usize; 2] = [100_000, 20 * MIB];

async fn may_be_sent_again(subject: &Subject) {
    let content = content(9 * MIB);
    assert_eq!(subject.store.put(key(1), body(&content), GENEROUS).await.unwrap(), expected(&content));
    subject.store.delete(key(1)).await.unwrap();
}

pub(crate) async fn too_many_bytes_leave_nothing(subject: &Subject) {
    for length in LENGTHS {
        let content = content(length);
        let exactly = UploadLimits { most_bytes: length as u64, ..GENEROUS };
        assert_eq!(subject.store.put(key(2), body(&content), exactly).await.unwrap(), expected(&content));
        subject.store.delete(key(2)).await.unwrap();
        let one_less = UploadLimits { most_bytes: length as u64 - 1, ..GENEROUS };
        // The rest is not waited for: there is no end of it.
        let endless = body(&content).chain(stream::pending());
        let refused = subject.store.put(key(1), endless, one_less).await.unwrap_err();
        assert!(matches!(refused, UploadError::TooLarge), "{refused:?}");
        subject.assert_empty().await;
    }
    may_be_sent_again(subject).await;
}

pub(crate) async fn a_long_pause_leaves_nothing(subject: &Subject) {
    for length in LENGTHS {
        let silent = body(&content(length)).chain(stream::pending());
        let limits = UploadLimits { longest_pause: Duration::from_millis(300), ..GENEROUS };
        let refused = subject.store.put(key(1), silent, limits).await.unwrap_err();
        assert!(matches!(refused, UploadError::TooSlow), "{refused:?}");
        subject.assert_empty().await;
    }
    may_be_sent_again(subject).await;
}

pub(crate) async fn a_body_that_breaks_off_leaves_nothing(subject: &Subject) {
    for length in LENGTHS {
        let broken = stream::iter(pieces(content(length)).map(Ok).chain([Err("the client is gone")]));
        let refused = subject.store.put(key(1), broken, GENEROUS).await.unwrap_err();
        assert!(matches!(refused, UploadError::Aborted), "{refused:?}");
        subject.assert_empty().await;
    }
    may_be_sent_again(subject).await;
}

pub(crate) async fn an_upload_let_go_leaves_nothing(subject: &Subject) {
    let (store, sent) = (subject.store.clone(), std::sync::Arc::new(tokio::sync::Notify::new()));
    let told = sent.clone();
    let silent = stream::iter(pieces(content(20 * MIB)).map(Ok::<Bytes, String>)).chain(stream::once(async move {
        told.notify_one();
        std::future::pending().await
    }));
    let upload = tokio::spawn(async move { store.put(key(1), silent, GENEROUS).await });
    sent.notified().await;
    upload.abort();
    assert!(upload.await.unwrap_err().is_cancelled());
    subject.eventually_empty().await;
    may_be_sent_again(subject).await;
}

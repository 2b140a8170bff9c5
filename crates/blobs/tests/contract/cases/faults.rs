//! Uploads that end too early, for the store's reasons.

use std::sync::Arc;

use correspondence_blobs::UploadError;

use crate::bytes::{GENEROUS, MIB, body, content, counted_body, expected, key};
use crate::proxy::Fault;
use crate::stores::Subject;

/// More than one part.
const LENGTH: usize = 20 * MIB;
/// One request.
const SMALL: usize = 2 * MIB;

async fn succeeds(subject: &Subject) {
    for length in [SMALL, LENGTH] {
        let content = content(length);
        assert_eq!(subject.store.put(key(1), body(&content), GENEROUS).await.unwrap(), expected(&content));
        subject.store.delete(key(1)).await.unwrap();
        subject.assert_empty().await;
    }
}

async fn fails_and_leaves_nothing(subject: &Subject, fault: Fault) {
    subject.inject(fault);
    for length in [SMALL, LENGTH] {
        let failed = subject.store.put(key(1), body(&content(length)), GENEROUS).await.unwrap_err();
        assert!(matches!(failed, UploadError::Store(_)), "{failed:?}");
        subject.assert_empty().await;
    }
    subject.inject(Fault::None);
    succeeds(subject).await;
}

pub(crate) async fn a_slow_store_is_waited_for(subject: &Subject) {
    subject.inject(Fault::Slow);
    succeeds(subject).await;
}

pub(crate) async fn a_store_that_refuses_leaves_nothing(subject: &Subject) {
    fails_and_leaves_nothing(subject, Fault::Refusing).await;
}

pub(crate) async fn a_store_that_breaks_off_leaves_nothing(subject: &Subject) {
    fails_and_leaves_nothing(subject, Fault::BreakingOff).await;
}

pub(crate) async fn a_full_store_leaves_nothing(subject: &Subject) {
    fails_and_leaves_nothing(subject, Fault::Full).await;
}

/// The bytes may have become visible although the upload failed.
pub(crate) async fn a_store_whose_answers_are_lost_leaves_nothing(subject: &Subject) {
    fails_and_leaves_nothing(subject, Fault::AnswersLost).await;
}

pub(crate) async fn a_moment_of_trouble_is_survived(subject: &Subject) {
    subject.inject(Fault::RefusingOnce);
    succeeds(subject).await;
}

/// The body is there at once, the store takes its time: what was taken from the body is in memory, or in the store.
pub(crate) async fn an_upload_to_a_slow_store_takes_little_memory(subject: &Subject) {
    subject.inject(Fault::Slow);
    let memory = Arc::default();
    let stored = subject.store.put(key(1), counted_body(80 * MIB, &memory), GENEROUS).await.unwrap();
    assert!(stored.size >= 80 * MIB as u64);
    assert!((MIB..subject.most_held).contains(&memory.most()), "{} bytes at once", memory.most());
}

//! Uploads that end too early, for the store's reasons.

use correspondence_blobs::UploadError;

use crate::bytes::{GENEROUS, MIB, body, content, expected, key};
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

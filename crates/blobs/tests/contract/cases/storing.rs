//! Bytes go in and come out as they were.

use correspondence_blobs::BlobKey;

use crate::bytes::{GENEROUS, MIB, body, content, expected, key, read};
use crate::stores::Subject;

pub(crate) async fn bytes_of_every_length_are_stored_and_read_back(subject: &Subject) {
    // Around the sizes of blocks and parts: a single request, exactly one part, parts with and without a rest.
    for (number, length) in [0, 1, MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB, 17 * MIB + 3].into_iter().enumerate() {
        let (key, content) = (key(number as u128), content(length));
        let stored = subject.store.put(key, body(&content), GENEROUS).await.unwrap();
        assert_eq!(stored, expected(&content), "{length}");
        let found = subject.store.open(key, None).await.unwrap().unwrap();
        assert_eq!(found.size, length as u64);
        assert!(read(found).await == content, "other bytes came back of {length}");
    }
    assert!(subject.store.open(key(99), None).await.unwrap().is_none());
}

pub(crate) async fn the_same_attachment_keeps_both_uploads(subject: &Subject) {
    let first = key(1);
    let second = BlobKey { upload: key(2).upload, ..first };
    subject.store.put(first, body(&"first".into()), GENEROUS).await.unwrap();
    subject.store.put(second, body(&"second".into()), GENEROUS).await.unwrap();
    subject.store.delete(first).await.unwrap();
    assert!(subject.store.open(first, None).await.unwrap().is_none());
    assert_eq!(read(subject.store.open(second, None).await.unwrap().unwrap()).await, b"second");
}

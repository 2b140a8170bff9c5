//! Parts of what is stored, what is there, and taking it away.

use std::collections::BTreeMap;

use correspondence_blobs::ListedBlob;
use correspondence_domain::time::Timestamp;
use futures_util::TryStreamExt as _;

use crate::bytes::{GENEROUS, MIB, body, content, key, read};
use crate::proxy::Fault;
use crate::stores::Subject;

pub(crate) async fn ranges_are_read_as_far_as_there_are_bytes(subject: &Subject) {
    let (key, length) = (key(1), 2 * MIB + 7);
    let content = content(length);
    subject.store.put(key, body(&content), GENEROUS).await.unwrap();
    for range in
        [0..1, 5..5, 10..MIB, MIB - 1..2 * MIB + 1, length - 1..length, length - 5..length + 100, length..length + 1, 0..usize::MAX]
    {
        let asked = range.start as u64..range.end as u64;
        let found = subject.store.open(key, Some(asked)).await.unwrap().unwrap();
        assert_eq!(found.size, length as u64);
        assert!(read(found).await == content[range.start..range.end.min(length)], "other bytes came back of {range:?}");
    }
    assert!(subject.store.open(crate::bytes::key(2), Some(0..1)).await.unwrap().is_none());
}

pub(crate) async fn a_reader_does_not_notice_that_a_connection_broke(subject: &Subject) {
    let content = content(2 * MIB);
    subject.store.put(key(1), body(&content), GENEROUS).await.unwrap();
    subject.inject(Fault::ReadingBreaksOffOnce);
    let found = subject.store.open(key(1), None).await.unwrap().unwrap();
    assert!(read(found).await == content, "other bytes came back");
}

pub(crate) async fn nobody_runs_ahead_of_a_slow_reader(subject: &Subject) {
    let content = content(48 * MIB);
    for key in [key(1), key(2)] {
        subject.store.put(key, body(&content), GENEROUS).await.unwrap();
    }
    let before = subject.read();
    let mut slow = subject.store.open(key(1), None).await.unwrap().unwrap();
    let mut taken = slow.stream.try_next().await.unwrap().unwrap().to_vec();
    // Whoever ran ahead would have the time to reach the end: another reader does.
    let other = read(subject.store.open(key(2), None).await.unwrap().unwrap()).await;
    let ahead = subject.read() - before - (taken.len() + other.len()) as u64;
    assert!(ahead < subject.most_ahead, "{ahead} bytes were read that nobody took yet");
    taken.extend(read(slow).await);
    assert!(taken == content && other == content, "other bytes came back");
}

pub(crate) async fn deleted_bytes_are_gone_and_may_be_deleted_again(subject: &Subject) {
    let key = key(1);
    subject.store.put(key, body(&content(100)), GENEROUS).await.unwrap();
    for _ in 0..2 {
        subject.store.delete(key).await.unwrap();
        assert!(subject.store.open(key, None).await.unwrap().is_none());
    }
    subject.assert_empty().await;
}

pub(crate) async fn everything_is_listed(subject: &Subject) {
    assert_eq!(listed(subject, 10).await, []);
    let mut expected = BTreeMap::new();
    for number in 0..25_u16 {
        let key = key(number.into());
        subject.store.put(key, body(&content(number.into())), GENEROUS).await.unwrap();
        expected.insert(key, u64::from(number));
    }
    for most in [1, 7, 25, 26, 10_000] {
        let listed = listed(subject, most).await;
        assert!(listed.iter().all(|blob| blob.key.is_some_and(|key| key.path() == blob.path)), "{listed:?}");
        // A clock of today, and one moment for all of them.
        let (first, last) =
            (listed.iter().map(|blob| blob.modified).min().unwrap(), listed.iter().map(|blob| blob.modified).max().unwrap());
        assert!(first.as_seconds() > 1_700_000_000 && last.since(first).as_secs() < 60, "{first} {last}");
        assert_eq!(listed.len(), expected.len(), "none is missing and none comes twice, {most} at once");
        let found: BTreeMap<_, _> = listed.into_iter().map(|blob| (blob.key.unwrap(), blob.size)).collect();
        assert_eq!(found, expected, "{most} at once");
    }
}

/// Whoever lists may delete what it saw, and others may store something meanwhile.
pub(crate) async fn a_list_goes_on_when_what_it_showed_is_gone(subject: &Subject) {
    for number in 0..12 {
        subject.store.put(key(number), body(&content(1)), GENEROUS).await.unwrap();
    }
    let (mut seen, mut from) = (Vec::new(), None);
    loop {
        let page = subject.store.list(from.as_deref(), 5, Timestamp::MIN).await.unwrap();
        for blob in page.blobs {
            let key = blob.key.unwrap();
            subject.store.delete(key).await.unwrap();
            seen.push(key);
        }
        subject.store.put(key(99), body(&content(1)), GENEROUS).await.unwrap();
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    seen.sort();
    seen.retain(|seen| *seen != key(99));
    assert_eq!(seen, (0..12).map(key).collect::<Vec<_>>());
}

async fn listed(subject: &Subject, most: usize) -> Vec<ListedBlob> {
    let (mut listed, mut from) = (Vec::new(), None);
    loop {
        let page = subject.store.list(from.as_deref(), most, Timestamp::MIN).await.unwrap();
        assert!(page.blobs.len() <= most, "{page:?}");
        listed.extend(page.blobs);
        from = page.next;
        if from.is_none() {
            return listed;
        }
    }
}

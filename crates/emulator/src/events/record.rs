//! Events as they were published, the latest hundred thousand. A repeated id is kept too: somebody may want to see that it was repeated.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use bytes::Bytes;
use correspondence_domain::time::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::shared::lock;

/// Events that are kept.
const KEPT: usize = 100_000;

/// One published event.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RecordedEvent {
    /// Position in the order of arrival, from 1.
    pub sequence: u64,
    /// When it arrived.
    pub at: Timestamp,
    /// The cloud event as it came.
    #[serde(serialize_with = "as_json")]
    pub event: Bytes,
    #[serde(skip)]
    item: Option<String>,
    #[serde(skip)]
    kind: String,
}

fn as_json<S: serde::Serializer>(bytes: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    let value: Value = serde_json::from_slice(bytes).map_err(serde::ser::Error::custom)?;
    value.serialize(serializer)
}

/// Which events to show.
#[derive(Debug, Default)]
pub(crate) struct EventFilter {
    /// `resourceinstance`.
    pub item: Option<String>,
    /// The type, or its last part.
    pub kind: Option<String>,
    /// Only later ones.
    pub since: u64,
    pub limit: usize,
    pub newest_first: bool,
}

/// The latest events.
#[derive(Debug, Default)]
pub(crate) struct EventRecord(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    events: VecDeque<RecordedEvent>,
    by_item: HashMap<String, Vec<u64>>,
}

impl EventRecord {
    pub(super) fn add(&self, at: Timestamp, event: Bytes, item: Option<String>, kind: String) {
        let mut inner = lock(&self.0);
        inner.last += 1;
        let sequence = inner.last;
        if let Some(item) = &item {
            inner.by_item.entry(item.clone()).or_default().push(sequence);
        }
        inner.events.push_back(RecordedEvent { sequence, at, event, item, kind });
        if inner.events.len() > KEPT {
            inner.forget_oldest();
        }
    }

    pub(crate) fn count(&self) -> u64 {
        lock(&self.0).last
    }

    pub(crate) fn find(&self, filter: &EventFilter) -> Vec<RecordedEvent> {
        let inner = lock(&self.0);
        let fits = |event: &&RecordedEvent| {
            event.sequence > filter.since
                && filter.kind.as_ref().is_none_or(|kind| event.kind == *kind || event.kind.rsplit('.').next() == Some(kind))
        };
        let found: Vec<&RecordedEvent> = match &filter.item {
            Some(item) => inner.by_item.get(item).into_iter().flatten().filter_map(|sequence| inner.at(*sequence)).filter(fits).collect(),
            None if filter.newest_first => inner.events.iter().rev().filter(fits).take(filter.limit).collect(),
            None => inner.events.iter().filter(fits).take(filter.limit).collect(),
        };
        let mut found: Vec<RecordedEvent> = found.into_iter().cloned().collect();
        if filter.item.is_some() && filter.newest_first {
            found.reverse();
        }
        found.truncate(filter.limit);
        found
    }
}

impl Inner {
    fn at(&self, sequence: u64) -> Option<&RecordedEvent> {
        let first = self.events.front()?.sequence;
        self.events.get(usize::try_from(sequence.checked_sub(first)?).ok()?)
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.events.pop_front() else { return };
        let Some(item) = oldest.item else { return };
        if let Some(sequences) = self.by_item.get_mut(&item) {
            sequences.retain(|sequence| *sequence != oldest.sequence);
            if sequences.is_empty() {
                self.by_item.remove(&item);
            }
        }
    }
}

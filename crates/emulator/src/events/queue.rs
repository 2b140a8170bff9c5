//! Deliveries that are due now or later, and what became of the latest ones.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::Mutex;

use bytes::Bytes;
use correspondence_domain::time::Timestamp;
use jiff::SignedDuration;
use serde::Serialize;
use tokio::sync::Notify;

use crate::shared::lock;

/// Time before each further attempt (integrations §3). After the last the delivery is given up.
pub(crate) const WAITS: [SignedDuration; 12] = [
    SignedDuration::from_secs(10),
    SignedDuration::from_secs(30),
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(10),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(3),
    SignedDuration::from_hours(6),
    SignedDuration::from_hours(12),
    SignedDuration::from_hours(12),
    SignedDuration::from_hours(12),
];
/// Most deliveries that wait. A webhook that never answers must not fill the memory.
const MOST: usize = 200_000;
/// Attempts that are kept to look at.
const KEPT: usize = 500;

/// One event on its way to one subscription.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    pub subscription: i64,
    pub event: Bytes,
    /// The event that asks whether the endpoint is there.
    pub is_validation: bool,
    /// Attempts that failed.
    pub attempts: usize,
}

/// An attempt as it ended.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attempt {
    pub at: Timestamp,
    pub subscription: i64,
    pub event: Option<String>,
    #[serde(rename = "attempt")]
    pub number: usize,
    /// `delivered`, `failed` or `given up`.
    pub outcome: &'static str,
    pub detail: String,
    pub next: Option<Timestamp>,
}

/// The queue.
#[derive(Debug, Default)]
pub(crate) struct DeliveryQueue {
    inner: Mutex<Inner>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    last: u64,
    due: BinaryHeap<Reverse<(Timestamp, u64)>>,
    deliveries: HashMap<u64, Delivery>,
    attempts: VecDeque<Attempt>,
    delivered: u64,
    given_up: u64,
}

/// How many deliveries there are in each state.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryCounts {
    pub waiting: usize,
    pub delivered: u64,
    pub given_up: u64,
}

impl DeliveryQueue {
    pub(super) fn add(&self, subscription: i64, event: Bytes, is_validation: bool, due: Timestamp) {
        self.put(Delivery { subscription, event, is_validation, attempts: 0 }, due);
    }

    fn put(&self, delivery: Delivery, due: Timestamp) {
        let mut inner = lock(&self.inner);
        if inner.deliveries.len() >= MOST {
            tracing::warn!(subscription = delivery.subscription, "too many deliveries wait: this one is dropped");
            return;
        }
        inner.last += 1;
        let id = inner.last;
        inner.due.push(Reverse((due, id)));
        inner.deliveries.insert(id, delivery);
        drop(inner);
        self.changed.notify_one();
    }

    /// The next delivery that is due.
    pub(super) fn take(&self, now: Timestamp) -> Option<Delivery> {
        let mut inner = lock(&self.inner);
        while let Some(Reverse((due, id))) = inner.due.peek().copied() {
            if due > now {
                return None;
            }
            inner.due.pop();
            if let Some(delivery) = inner.deliveries.remove(&id) {
                return Some(delivery);
            }
        }
        None
    }

    /// Whether anything waits for its time.
    pub(super) fn is_waiting(&self) -> bool {
        !lock(&self.inner).due.is_empty()
    }

    /// Until something was put in.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// The delivery arrived.
    pub(super) fn delivered(&self, delivery: &Delivery, now: Timestamp, detail: String) {
        let mut inner = lock(&self.inner);
        inner.delivered += 1;
        inner.keep(delivery, now, "delivered", detail, None);
    }

    /// The attempt failed: again later, unless this was the last.
    pub(super) fn failed(&self, mut delivery: Delivery, now: Timestamp, detail: String) {
        let next = WAITS.get(delivery.attempts).map(|wait| now.plus(*wait));
        let outcome = if next.is_some() { "failed" } else { "given up" };
        {
            let mut inner = lock(&self.inner);
            inner.given_up += u64::from(next.is_none());
            inner.keep(&delivery, now, outcome, detail, next);
        }
        if let Some(next) = next {
            delivery.attempts += 1;
            self.put(delivery, next);
        }
    }

    pub(crate) fn counts(&self) -> DeliveryCounts {
        let inner = lock(&self.inner);
        DeliveryCounts { waiting: inner.deliveries.len(), delivered: inner.delivered, given_up: inner.given_up }
    }

    /// The latest attempts, newest first.
    pub(crate) fn attempts(&self) -> Vec<Attempt> {
        lock(&self.inner).attempts.iter().rev().cloned().collect()
    }
}

impl Inner {
    fn keep(&mut self, delivery: &Delivery, at: Timestamp, outcome: &'static str, detail: String, next: Option<Timestamp>) {
        if self.attempts.len() == KEPT {
            self.attempts.pop_front();
        }
        let event: Option<serde_json::Value> = serde_json::from_slice(&delivery.event).ok();
        let event = event.and_then(|event| event.get("id")?.as_str().map(str::to_owned));
        self.attempts.push_back(Attempt {
            at,
            subscription: delivery.subscription,
            event,
            number: delivery.attempts + 1,
            outcome,
            detail,
            next,
        });
    }
}

//! Who wants to hear of what.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use correspondence_domain::time::Timestamp;
use serde::Serialize;

use crate::shared::lock;

/// A subscription as the API answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subscription {
    pub id: i64,
    pub end_point: String,
    pub source_filter: Option<String>,
    pub subject_filter: Option<String>,
    pub alternative_subject_filter: Option<String>,
    pub resource_filter: String,
    pub type_filter: Option<String>,
    pub include_subunits: bool,
    pub consumer: String,
    pub created_by: String,
    pub created: Timestamp,
    pub validated: bool,
}

/// Every subscription.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    last: i64,
    subscriptions: BTreeMap<i64, Subscription>,
    by_resource: HashMap<String, Vec<i64>>,
}

impl Subscriptions {
    /// Stores a subscription under a new id, unless the same consumer has the same one already: then that one, and false.
    pub(super) fn add(&self, mut subscription: Subscription) -> (Subscription, bool) {
        let mut inner = lock(&self.0);
        if let Some(existing) = inner.subscriptions.values().find(|existing| same(existing, &subscription)) {
            return (existing.clone(), false);
        }
        inner.last += 1;
        subscription.id = inner.last;
        inner.by_resource.entry(subscription.resource_filter.clone()).or_default().push(subscription.id);
        inner.subscriptions.insert(subscription.id, subscription.clone());
        (subscription, true)
    }

    pub(crate) fn find(&self, id: i64) -> Option<Subscription> {
        lock(&self.0).subscriptions.get(&id).cloned()
    }

    /// Every subscription by age.
    pub(crate) fn all(&self) -> Vec<Subscription> {
        lock(&self.0).subscriptions.values().cloned().collect()
    }

    pub(super) fn remove(&self, id: i64) {
        let mut inner = lock(&self.0);
        if let Some(removed) = inner.subscriptions.remove(&id)
            && let Some(ids) = inner.by_resource.get_mut(&removed.resource_filter)
        {
            ids.retain(|other| *other != id);
        }
    }

    /// Its endpoint took the validation event.
    pub(super) fn validate(&self, id: i64) {
        if let Some(subscription) = lock(&self.0).subscriptions.get_mut(&id) {
            subscription.validated = true;
        }
    }

    /// Ids of the validated subscriptions that an event goes to.
    pub(super) fn wanting(&self, resource: &str, subject: Option<&str>, kind: &str) -> Vec<i64> {
        let inner = lock(&self.0);
        let candidates = inner.by_resource.get(resource).into_iter().flatten().filter_map(|id| inner.subscriptions.get(id));
        let wanted = candidates.filter(|subscription| {
            subscription.validated
                && subscription.subject_filter.as_deref().is_none_or(|filter| Some(filter) == subject)
                && subscription.type_filter.as_deref().is_none_or(|filter| filter == kind)
        });
        wanted.map(|subscription| subscription.id).collect()
    }
}

fn same(a: &Subscription, b: &Subscription) -> bool {
    a.consumer == b.consumer
        && a.end_point == b.end_point
        && a.resource_filter == b.resource_filter
        && a.subject_filter == b.subject_filter
        && a.type_filter == b.type_filter
        && a.include_subunits == b.include_subunits
}

//! Failures on request: a test asks a remote to answer with a status, late, or only after it has done its work.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::shared::lock;

/// What a remote does instead of, or around, its work.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Outage {
    /// First segment of the path, such as `dialogporten`, or `*` for every remote.
    pub remote: String,
    /// Only calls of this method.
    #[serde(default)]
    pub method: Option<String>,
    /// Only calls whose path contains this text (in lower case).
    #[serde(default)]
    pub path: Option<String>,
    /// Status of the answer; none lets the remote work, after `delayMs`.
    #[serde(default)]
    pub status: Option<u16>,
    /// How many calls fail; none: until the outage is ended.
    #[serde(default)]
    pub times: Option<u64>,
    /// How many calls pass before.
    #[serde(default)]
    pub skip: u64,
    /// Milliseconds before anything is answered.
    #[serde(default)]
    pub delay_ms: u64,
    /// Body of the answer.
    #[serde(default)]
    pub body: Option<Value>,
    /// The remote does its work first, and then the answer is replaced: a lost answer.
    #[serde(default)]
    pub after_work: bool,
}

/// Outages under way.
#[derive(Debug, Default)]
pub(crate) struct Outages(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    active: BTreeMap<u64, Outage>,
}

/// What an outage does to one call.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    pub delay: Duration,
    pub status: Option<u16>,
    pub body: Option<Value>,
    pub after_work: bool,
}

impl Outages {
    /// Starts an outage; the latest that fits a call decides.
    pub(crate) fn start(&self, outage: Outage) -> u64 {
        let mut inner = lock(&self.0);
        inner.next += 1;
        let id = inner.next;
        inner.active.insert(id, outage);
        id
    }

    /// Ends one outage, or all; how many there were.
    pub(crate) fn end(&self, id: Option<u64>) -> usize {
        let mut inner = lock(&self.0);
        match id {
            Some(id) => usize::from(inner.active.remove(&id).is_some()),
            None => std::mem::take(&mut inner.active).len(),
        }
    }

    pub(crate) fn list(&self) -> Vec<(u64, Outage)> {
        lock(&self.0).active.iter().map(|(id, outage)| (*id, outage.clone())).collect()
    }

    /// What happens to this call; counts it.
    pub(crate) fn effect(&self, remote: &str, method: &str, path: &str) -> Option<Effect> {
        let mut inner = lock(&self.0);
        if inner.active.is_empty() {
            return None;
        }
        let (&id, outage) = inner.active.iter_mut().rev().find(|(_, outage)| outage.concerns(remote, method, path))?;
        if outage.skip > 0 {
            outage.skip -= 1;
            return None;
        }
        let effect = Effect {
            delay: Duration::from_millis(outage.delay_ms),
            status: outage.status,
            body: outage.body.clone(),
            after_work: outage.after_work,
        };
        if let Some(times) = &mut outage.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                inner.active.remove(&id);
            }
        }
        Some(effect)
    }
}

impl Outage {
    fn concerns(&self, remote: &str, method: &str, path: &str) -> bool {
        (self.remote == "*" || self.remote.eq_ignore_ascii_case(remote))
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_ref().is_none_or(|part| path.contains(&part.to_ascii_lowercase()))
    }
}

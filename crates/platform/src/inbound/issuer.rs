//! One issuer: its metadata and keys are fetched when first needed, renewed about every twelve hours, and at once for a token that
//! no key fits (auth §3.1 "Key refresh"). Old keys go on until new ones are there; a failed fetch changes nothing.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use correspondence_domain::time::{SharedClock, Timestamp};
use jiff::SignedDuration;

use super::compact::Compact;
use super::jwks::{self, Family};
use super::keys::{Endpoints, Keys};
use super::verified::Verified;
use crate::error::RemoteError;
use crate::http::{Call, Remote};
use crate::json;
use crate::once::Once;

/// Program time after which keys are renewed.
const RENEWED_AFTER: SignedDuration = SignedDuration::from_hours(12);
/// Program time between two renewals that were asked for by tokens that no key fits.
const BETWEEN_DEMANDED: SignedDuration = SignedDuration::from_mins(5);
/// How long a caller waits for a renewal while the old keys are at hand.
const PATIENCE: Duration = Duration::from_secs(1);
/// Real time between a failed fetch and the next one, without keys at hand and with them.
const AFTER_FAILURE: SignedDuration = SignedDuration::from_millis(500);
const AFTER_FAILED_RENEWAL: SignedDuration = SignedDuration::from_secs(30);

/// Where the name and the keys come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A metadata document that names both.
    Metadata(String),
    /// Both are configured.
    Fixed { issuer: String, keys: String },
}

#[derive(Debug)]
pub(super) struct Issuer {
    remote: Remote,
    source: Source,
    families: &'static [Family],
    clock: SharedClock,
    state: Arc<RwLock<State>>,
    fetching: Once<Arc<Keys>>,
}

#[derive(Debug, Default)]
struct State {
    keys: Option<Arc<Keys>>,
    /// When a token last made us fetch, on the program's clock.
    demanded_at: Option<Timestamp>,
    /// When the last fetch that failed began, on real time; cleared by a good one.
    failed_at: Option<Timestamp>,
}

impl Issuer {
    pub(super) fn new(remote: Remote, source: Source, families: &'static [Family], clock: &SharedClock) -> Self {
        Self { remote, source, families, clock: Arc::clone(clock), state: Arc::default(), fetching: Once::new() }
    }

    /// The issuer's name, if it is known without asking.
    pub(super) fn known_name(&self) -> Option<String> {
        match &self.source {
            Source::Fixed { issuer, .. } => Some(issuer.clone()),
            Source::Metadata(_) => self.keys().map(|keys| keys.issuer.clone()),
        }
    }

    /// The issuer's name; none when it cannot be had now.
    pub(super) async fn name(&self) -> Option<String> {
        match self.known_name() {
            Some(name) => Some(name),
            None => self.first_keys().await.map(|keys| keys.issuer.clone()),
        }
    }

    /// Where the issuer logs people in; none when its metadata cannot be had now.
    pub(super) async fn endpoints(&self) -> Option<Endpoints> {
        let keys = match self.keys() {
            Some(keys) => self.renewed_in_time(keys).await,
            None => self.first_keys().await?,
        };
        Some(keys.endpoints.clone())
    }

    /// Whether the issuer signed the token.
    pub(super) async fn verifies(&self, token: &Compact<'_>) -> bool {
        if jwks::algorithm(&token.algorithm).is_none() {
            return false;
        }
        let keys = match self.keys() {
            Some(keys) => self.renewed_in_time(keys).await,
            None => match self.first_keys().await {
                Some(keys) => keys,
                None => return false,
            },
        };
        keys.fit(token) || self.demanded(&keys).await.is_some_and(|newer| newer.fit(token))
    }

    fn keys(&self) -> Option<Arc<Keys>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).keys.clone()
    }

    /// The keys when there are none yet.
    async fn first_keys(&self) -> Option<Arc<Keys>> {
        if self.failed_within(AFTER_FAILURE) {
            return None;
        }
        self.fetch(None).await
    }

    /// The keys, renewed when they are old; the old ones when that fails or takes too long.
    async fn renewed_in_time(&self, keys: Arc<Keys>) -> Arc<Keys> {
        if self.clock.now().since(keys.fetched_at) < RENEWED_AFTER || self.failed_within(AFTER_FAILED_RENEWAL) {
            return keys;
        }
        tokio::time::timeout(PATIENCE, self.fetch(Some(&keys))).await.ok().flatten().unwrap_or(keys)
    }

    /// Newer keys than `tried`, which did not fit; none when they were fetched for such a token a short time ago.
    async fn demanded(&self, tried: &Arc<Keys>) -> Option<Arc<Keys>> {
        if let Some(newer) = self.keys().filter(|keys| !Arc::ptr_eq(keys, tried)) {
            return Some(newer);
        }
        let now = self.clock.now();
        let recent =
            self.state.read().unwrap_or_else(PoisonError::into_inner).demanded_at.is_some_and(|at| now.since(at) < BETWEEN_DEMANDED);
        if recent || self.failed_within(AFTER_FAILURE) {
            return None;
        }
        let newer = self.fetch(Some(tried)).await?;
        self.state.write().unwrap_or_else(PoisonError::into_inner).demanded_at = Some(now);
        Some(newer)
    }

    fn failed_within(&self, pause: SignedDuration) -> bool {
        let failed_at = self.state.read().unwrap_or_else(PoisonError::into_inner).failed_at;
        failed_at.is_some_and(|at| self.clock.real_now().since(at) < pause)
    }

    /// Fetches once for everybody who waits. Keys that came after `older` are taken without fetching again.
    async fn fetch(&self, older: Option<&Arc<Keys>>) -> Option<Arc<Keys>> {
        let ready = || self.keys().filter(|keys| older.is_none_or(|older| !Arc::ptr_eq(keys, older)));
        let work = || {
            let (remote, source, families) = (self.remote.clone(), self.source.clone(), self.families);
            let (clock, state) = (Arc::clone(&self.clock), Arc::clone(&self.state));
            async move {
                let began = clock.real_now();
                let result = fetch(&remote, &source, families, &clock).await.map(Arc::new);
                let mut state = state.write().unwrap_or_else(PoisonError::into_inner);
                match &result {
                    Ok(keys) => {
                        state.keys = Some(Arc::clone(keys));
                        state.failed_at = None;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the keys of a token issuer could not be fetched");
                        state.failed_at = Some(began);
                    }
                }
                result
            }
        };
        self.fetching.run(self.remote.name(), ready, work).await.ok()
    }
}

async fn fetch(remote: &Remote, source: &Source, families: &[Family], clock: &SharedClock) -> Result<Keys, RemoteError> {
    let (issuer, endpoints, address) = match source {
        Source::Fixed { issuer, keys } => (issuer.clone(), Endpoints::default(), keys.clone()),
        Source::Metadata(address) => {
            let answer = remote.send(Call::get(address.as_str())).await?.success()?;
            let body = answer.json()?;
            let text = |name| json::text(&body, name).filter(|text| !text.trim().is_empty()).map(str::to_owned);
            let issuer = text("issuer").ok_or_else(|| answer.unreadable("metadata without issuer"))?;
            let endpoints = Endpoints {
                authorization: text("authorization_endpoint"),
                token: text("token_endpoint"),
                user_info: text("userinfo_endpoint"),
            };
            (issuer, endpoints, text("jwks_uri").ok_or_else(|| answer.unreadable("metadata without jwks_uri"))?)
        }
    };
    let answer = remote.send(Call::get(address)).await?.success()?;
    let keys = jwks::read(&answer.json()?, families).ok_or_else(|| answer.unreadable("not a key set"))?;
    Ok(Keys { issuer, endpoints, fetched_at: clock.now(), published: keys, verified: Verified::default() })
}

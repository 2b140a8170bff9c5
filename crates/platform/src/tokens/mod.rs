//! Our own tokens: Maskinporten's, and Altinn's made from it (integrations §2, auth §13).
//!
//! Both are kept until shortly before they end and fetched once for everybody who waits. A failed fetch is never remembered. Lifetimes
//! are real time: a moved program clock ends no token.

mod assertion;
mod client_key;
mod grant;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::{SharedClock, Timestamp};
use jiff::SignedDuration;
use reqwest::header::HeaderValue;

use crate::error::{PlatformError, RemoteError};
use crate::http::{Authorization, Remote, Transport};
use crate::once::Once;
use crate::settings::PlatformSettings;
use grant::Grant;

/// A token is put aside this long before it ends.
const MARGIN: SignedDuration = SignedDuration::from_secs(5);

/// A token and the real time until which it is used.
#[derive(Clone)]
struct Token {
    bearer: HeaderValue,
    /// The lifetime that the issuer named.
    lifetime: SignedDuration,
    usable_until: Timestamp,
}

/// The two tokens of our client. Cheap to clone.
#[derive(Clone)]
pub(crate) struct AccessTokens(Arc<Inner>);

struct Inner {
    grant: Arc<Grant>,
    clock: SharedClock,
    maskinporten: Slot,
    altinn: Slot,
}

struct Slot {
    kept: Arc<RwLock<Option<Token>>>,
    fetching: Once<Token>,
}

impl Slot {
    fn new() -> Self {
        Self { kept: Arc::default(), fetching: Once::new() }
    }

    fn usable(&self, now: Timestamp) -> Option<Token> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).clone().filter(|token| now < token.usable_until)
    }

    fn forget(&self) {
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl AccessTokens {
    pub(crate) fn new(
        settings: &PlatformSettings,
        transport: &Arc<Transport>,
        clock: &SharedClock,
        randomness: &SharedRandomness,
    ) -> Result<Self, PlatformError> {
        let remote = |name| Remote::new(transport, name, "", Authorization::None).without_repeats();
        let grant = Grant::new(settings, remote("maskinporten"), remote("token_exchange"), clock, randomness)?;
        Ok(Self(Arc::new(Inner { grant: Arc::new(grant), clock: Arc::clone(clock), maskinporten: Slot::new(), altinn: Slot::new() })))
    }

    /// The `Authorization` header with Maskinporten's token.
    pub(crate) async fn maskinporten(&self) -> Result<HeaderValue, RemoteError> {
        self.maskinporten_token().await.map(|token| token.bearer)
    }

    /// The `Authorization` header with Altinn's token.
    pub(crate) async fn altinn(&self) -> Result<HeaderValue, RemoteError> {
        let slot = &self.0.altinn;
        let usable = || slot.usable(self.0.clock.real_now());
        if let Some(token) = usable() {
            return Ok(token.bearer);
        }
        let (tokens, kept) = (self.clone(), Arc::clone(&slot.kept));
        let fetch = || async move {
            let source = tokens.maskinporten_token().await?;
            let token = tokens.0.grant.exchange(&source).await?;
            *kept.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
            Ok(token)
        };
        slot.fetching.run("token_exchange", usable, fetch).await.map(|token| token.bearer)
    }

    /// Puts both tokens aside when the refused one is still in use; somebody else may have renewed them already.
    pub(crate) fn forget(&self, refused: &HeaderValue) {
        let now = self.0.clock.real_now();
        let is_current = |slot: &Slot| slot.usable(now).is_some_and(|token| token.bearer == *refused);
        if is_current(&self.0.altinn) || is_current(&self.0.maskinporten) {
            self.0.altinn.forget();
            self.0.maskinporten.forget();
        }
    }

    async fn maskinporten_token(&self) -> Result<Token, RemoteError> {
        let slot = &self.0.maskinporten;
        let usable = || slot.usable(self.0.clock.real_now());
        if let Some(token) = usable() {
            return Ok(token);
        }
        let (grant, kept) = (Arc::clone(&self.0.grant), Arc::clone(&slot.kept));
        let fetch = || async move {
            let token = grant.request().await?;
            *kept.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
            Ok(token)
        };
        slot.fetching.run("maskinporten", usable, fetch).await
    }
}

impl fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessTokens")
    }
}

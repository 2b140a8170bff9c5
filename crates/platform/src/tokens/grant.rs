//! The two calls that give tokens: the grant at Maskinporten and the exchange at Altinn (integrations §2.1, §2.2). Neither is tried
//! a second time.

use bytes::Bytes;
use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::{SharedClock, Timestamp};
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use reqwest::header::HeaderValue;
use serde_json::Value;

use super::assertion::Assertions;
use super::{MARGIN, Token};
use crate::error::{PlatformError, RemoteError};
use crate::http::{Answer, Call, Remote};
use crate::inbound::expiry;
use crate::json;
use crate::settings::PlatformSettings;

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) struct Grant {
    maskinporten: Remote,
    exchange: Remote,
    token_url: String,
    exchange_url: String,
    assertions: Assertions,
    clock: SharedClock,
}

impl Grant {
    pub(super) fn new(
        settings: &PlatformSettings,
        maskinporten: Remote,
        exchange: Remote,
        clock: &SharedClock,
        randomness: &SharedRandomness,
    ) -> Result<Self, PlatformError> {
        Ok(Self {
            maskinporten,
            exchange,
            token_url: settings.token_url.trim().to_owned(),
            exchange_url: settings.exchange_url.trim().to_owned(),
            assertions: Assertions::new(settings, randomness)?,
            clock: clock.clone(),
        })
    }

    /// A Maskinporten token for all that the service does. Boxed, since the wrapper that makes the call asks for tokens itself.
    pub(super) fn request(&self) -> BoxFuture<'_, Result<Token, RemoteError>> {
        Box::pin(self.ask_maskinporten())
    }

    /// Altinn's token for a Maskinporten token. It is used no longer than that one would be if it were new.
    pub(super) fn exchange<'a>(&'a self, source: &'a Token) -> BoxFuture<'a, Result<Token, RemoteError>> {
        Box::pin(self.ask_altinn(source))
    }

    async fn ask_maskinporten(&self) -> Result<Token, RemoteError> {
        let now = self.clock.real_now();
        let assertion = self.assertions.sign(now).ok_or_else(|| self.maskinporten.cannot_ask("the client key cannot sign"))?;
        let form = format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
        let call = Call::post(self.token_url.as_str()).content(FORM, Bytes::from(form));
        let answer = self.maskinporten.send(call).await?.success()?;
        let body = answer.json()?;
        let text = json::text(&body, "access_token").ok_or_else(|| answer.unreadable("no access_token"))?;
        let named = json::integer(&body, "expires_in").map(SignedDuration::from_secs);
        // Counted from before the call, so that the time on the way is on our side.
        let lifetime = named.or_else(|| expiry(text).map(|end| end.since(now))).unwrap_or(SignedDuration::ZERO);
        token(&answer, text, now, lifetime)
    }

    async fn ask_altinn(&self, source: &Token) -> Result<Token, RemoteError> {
        let now = self.clock.real_now();
        let answer = self.exchange.send(Call::get(self.exchange_url.as_str()).bearer(source.bearer.clone())).await?.success()?;
        let body = answer.json()?;
        let Value::String(text) = &body else { return Err(answer.unreadable("not a token")) };
        let lifetime = expiry(text).map_or(source.lifetime, |end| end.since(now).min(source.lifetime));
        token(&answer, text, now, lifetime)
    }
}

fn token(answer: &Answer, text: &str, now: Timestamp, lifetime: SignedDuration) -> Result<Token, RemoteError> {
    if text.trim().is_empty() {
        return Err(answer.unreadable("an empty token"));
    }
    let mut bearer = HeaderValue::from_str(&format!("Bearer {text}")).map_err(|_| answer.unreadable("a token that no header can carry"))?;
    bearer.set_sensitive(true);
    Ok(Token { bearer, lifetime, usable_until: now.plus(lifetime).minus(MARGIN) })
}

//! Tokens of our callers: which issuer signed one, with a key that issuer publishes, and within its lifetime (auth §3, §6.1;
//! run-contract §5). What cannot be verified is refused; keys of one issuer never serve another, and no token is taken unsigned or
//! signed with anything but a key pair.

mod compact;
mod issuer;
mod jwks;
mod keys;
mod verified;

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use correspondence_domain::claims::{Claims, TokenKind};
use correspondence_domain::time::{SharedClock, Timestamp};
use jiff::SignedDuration;
use serde_json::{Map, Value};

use crate::http::{Authorization, Remote, Transport};
use crate::settings::PlatformSettings;
use compact::Compact;
use issuer::{Issuer, Source};
use jwks::Family;
pub(crate) use keys::Endpoints;

/// How far the issuer's clock and ours may differ (decision 5).
const SKEW: SignedDuration = SignedDuration::from_secs(10);

/// The same for tokens of the login (auth §3.5).
const LOGIN_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Why a caller's token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// There is none.
    #[error("no token")]
    NoToken,
    /// The text is no token at all.
    #[error("not a token")]
    NotAJwt,
    /// Wrong issuer, signature or time.
    #[error("the token is not valid here")]
    Invalid,
    /// A Maskinporten token where an Altinn token is needed (auth §6.1).
    #[error("a Maskinporten token must be exchanged for an Altinn token first")]
    MaskinportenTokenNeedsExchange,
}

/// The issuers that are trusted, and their keys. Cheap to clone.
#[derive(Clone, Debug)]
pub struct InboundTokens(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    altinn: Issuer,
    maskinporten: Issuer,
    dialogporten: Issuer,
    clock: SharedClock,
}

impl InboundTokens {
    pub(crate) fn new(settings: &PlatformSettings, transport: &Arc<Transport>, clock: &SharedClock) -> Self {
        let issuer = |name, source, families| Issuer::new(Remote::new(transport, name, "", Authorization::None), source, families, clock);
        let key_pairs: &[Family] = &[Family::Rsa, Family::EllipticCurve];
        let dialog_keys = format!("{}/dialogporten/api/v1/.well-known/jwks.json", settings.gateway_url.trim().trim_end_matches('/'));
        Self(Arc::new(Inner {
            altinn: issuer("altinn_keys", Source::Metadata(settings.altinn_metadata_url.trim().to_owned()), key_pairs),
            maskinporten: issuer("maskinporten_keys", Source::Metadata(settings.maskinporten_metadata_url.trim().to_owned()), key_pairs),
            dialogporten: issuer(
                "dialogporten_keys",
                Source::Fixed { issuer: settings.dialogporten_issuer.trim().to_owned(), keys: dialog_keys },
                &[Family::Edwards],
            ),
            clock: Arc::clone(clock),
        }))
    }

    /// The claims of a caller's token, which is given without its `Bearer` prefix, when it is of one of the `accepted` kinds.
    ///
    /// # Errors
    /// [`TokenRefusal`].
    pub async fn validate(&self, bearer: Option<&str>, accepted: &[TokenKind]) -> Result<Claims, TokenRefusal> {
        let text = bearer.map(str::trim).filter(|text| !text.is_empty()).ok_or(TokenRefusal::NoToken)?;
        let token = Compact::read(text).ok_or(TokenRefusal::NotAJwt)?;
        if let Some((kind, issuer)) = self.claimed_issuer(&token, accepted).await
            && self.is_within_lifetime(&token, SKEW)
            && issuer.verifies(&token).await
        {
            return Ok(Claims::from_payload(kind, token.issuer().unwrap_or_default().to_owned(), &token.payload));
        }
        Err(if self.needs_exchange(&token, accepted).await { TokenRefusal::MaskinportenTokenNeedsExchange } else { TokenRefusal::Invalid })
    }

    /// The payload of a token that Altinn's provider gave in a login: RS256, its issuer's, within its lifetime (auth §3.5). The audience
    /// is the caller's to check.
    pub(crate) async fn of_login(&self, text: &str) -> Option<Map<String, Value>> {
        let token = Compact::read(text).filter(|token| token.algorithm == "RS256")?;
        let issuer = self.0.altinn.name().await?;
        let holds = token.issuer().is_some_and(|name| is_same(&issuer, name))
            && self.is_within_lifetime(&token, LOGIN_SKEW)
            && self.0.altinn.verifies(&token).await;
        holds.then_some(token.payload)
    }

    /// Where Altinn's provider logs people in; none when its metadata cannot be had now.
    pub(crate) async fn login_endpoints(&self) -> Option<Endpoints> {
        self.0.altinn.endpoints().await
    }

    /// The accepted issuer that the token says it comes from. Issuers whose keys are at hand are asked first, so that one that cannot
    /// be reached holds up no token of another.
    async fn claimed_issuer(&self, token: &Compact<'_>, accepted: &[TokenKind]) -> Option<(TokenKind, &Issuer)> {
        let name = token.issuer()?;
        for kind in accepted {
            if self.issuer(*kind).known_name().is_some_and(|known| is_same(&known, name)) {
                return Some((*kind, self.issuer(*kind)));
            }
        }
        for kind in accepted {
            let issuer = self.issuer(*kind);
            if issuer.known_name().is_none() && issuer.name().await.is_some_and(|known| is_same(&known, name)) {
                return Some((*kind, issuer));
            }
        }
        None
    }

    fn issuer(&self, kind: TokenKind) -> &Issuer {
        match kind {
            TokenKind::Altinn => &self.0.altinn,
            TokenKind::Maskinporten => &self.0.maskinporten,
            TokenKind::Dialogporten => &self.0.dialogporten,
        }
    }

    /// `exp` must be there, `nbf` counts when it is; both on real time.
    fn is_within_lifetime(&self, token: &Compact<'_>, skew: SignedDuration) -> bool {
        let now = self.0.clock.real_now();
        let Some(end) = token.moment("exp") else { return false };
        let begin = token.payload.get("nbf").map(|_| token.moment("nbf"));
        let has_begun = begin.is_none_or(|begin| begin.is_some_and(|begin| begin <= end && begin.minus(skew) <= now));
        has_begun && now <= end.plus(skew)
    }

    /// auth §6.1: whoever signed it, a readable, signed and current token that names Maskinporten gets the hint to exchange it.
    async fn needs_exchange(&self, token: &Compact<'_>, accepted: &[TokenKind]) -> bool {
        let Some(name) = token.issuer().filter(|_| accepted.contains(&TokenKind::Altinn) && token.is_signed()) else { return false };
        self.is_within_lifetime(token, SKEW)
            && (name.contains("maskinporten.no") || self.0.maskinporten.name().await.is_some_and(|known| is_same(&known, name)))
    }
}

/// Exactly, a slash at the end aside (run-contract §5).
fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// When a token ends, whoever signed it; none when that cannot be read. For tokens that we were given, never for those of callers.
pub(crate) fn expiry(token: &str) -> Option<Timestamp> {
    Compact::read(token)?.moment("exp")
}

/// Bytes of a text in either base64 alphabet, padded or not: Altinn's key set uses the one, everybody else's the other (auth §3.2).
pub(crate) fn base64_of_either_alphabet(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    URL_SAFE_NO_PAD.decode(text).ok()
}

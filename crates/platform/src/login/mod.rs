//! Altinn's OpenID provider, which logs people in for us in their browser (auth §3.5, integrations §15): the code flow with PKCE.
//!
//! Nothing is asked twice: a code holds for one try, and a login that fails is begun anew by the browser. No code, token or secret is
//! part of an error.

mod failure;
mod id_token;

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use correspondence_domain::claims::{Claims, TokenKind};
use reqwest::header::HeaderValue;
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;
use url::form_urlencoded::Serializer;

use crate::error::RemoteError;
use crate::http::{Authorization, Call, Remote, Transport};
use crate::inbound::InboundTokens;
use crate::json;
use crate::settings::PlatformSettings;
pub use failure::LoginFailure;

const FORM: &str = "application/x-www-form-urlencoded";

/// Who may log in: people, and those who only have an e-mail address.
const AUTHENTICATION_LEVELS: &str = "selfregistered-email idporten-loa-substantial";

/// The provider. Cheap to clone.
#[derive(Clone)]
pub struct Login(Arc<Inner>);

struct Inner {
    provider: Remote,
    inbound: InboundTokens,
    client_id: String,
    client_secret: String,
}

/// What a browser is sent to the provider with.
#[derive(Clone, Copy)]
pub struct Departure<'a> {
    /// Where the provider sends the browser back to.
    pub redirect_uri: &'a str,
    /// Comes back with the browser.
    pub state: &'a str,
    /// Comes back in the id token.
    pub nonce: &'a str,
    /// Kept for the arrival; only its digest is sent along.
    pub code_verifier: &'a str,
}

/// What the browser came back with, and what belongs to it.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// As at the departure.
    pub redirect_uri: &'a str,
    /// As at the departure.
    pub nonce: &'a str,
    /// As at the departure.
    pub code_verifier: &'a str,
    /// What the provider gives a token for.
    pub code: &'a str,
}

impl Login {
    pub(crate) fn new(settings: &PlatformSettings, transport: &Arc<Transport>, inbound: &InboundTokens) -> Self {
        Self(Arc::new(Inner {
            provider: Remote::new(transport, "openid_provider", "", Authorization::None).without_repeats(),
            inbound: inbound.clone(),
            client_id: settings.login_client_id.trim().to_owned(),
            client_secret: settings.login_client_secret.clone(),
        }))
    }

    /// Whether the operator has a client for logins.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        !self.0.client_id.is_empty()
    }

    /// Where a browser is sent to log in.
    ///
    /// # Errors
    /// [`RemoteError`] when the provider's metadata cannot be had, or names no such place.
    pub async fn address(&self, departure: Departure<'_>) -> Result<String, RemoteError> {
        let endpoints = self.0.inbound.login_endpoints().await;
        let endpoint = endpoints.ok_or_else(|| self.cannot_ask("its metadata cannot be had"))?.authorization;
        let endpoint = endpoint.ok_or_else(|| self.cannot_ask("its metadata names no authorization endpoint"))?;
        let mut address = Url::parse(&endpoint).map_err(|_| self.cannot_ask("its authorization endpoint is no address"))?;
        address
            .query_pairs_mut()
            .append_pair("client_id", &self.0.client_id)
            .append_pair("redirect_uri", departure.redirect_uri)
            .append_pair("response_type", "code")
            .append_pair("scope", "openid profile")
            .append_pair("acr_values", AUTHENTICATION_LEVELS)
            .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(Sha256::digest(departure.code_verifier)))
            .append_pair("code_challenge_method", "S256")
            .append_pair("nonce", departure.nonce)
            .append_pair("state", departure.state);
        Ok(address.into())
    }

    /// The access token of the person who logged in.
    ///
    /// # Errors
    /// [`LoginFailure`] when the provider gives none, or anything about it is not as it must be.
    pub async fn redeem(&self, arrival: Arrival<'_>) -> Result<String, LoginFailure> {
        let endpoints = self.0.inbound.login_endpoints().await.ok_or_else(|| self.cannot_ask("its metadata cannot be had"))?;
        let endpoint = endpoints.token.ok_or_else(|| self.cannot_ask("its metadata names no token endpoint"))?;
        let answer = self.0.provider.send(Call::post(endpoint).content(FORM, self.form(arrival))).await?.success()?;
        let body = answer.json()?;
        let text = |name| json::text(&body, name).filter(|text| !text.trim().is_empty());
        let access_token = text("access_token").ok_or(LoginFailure::NoAccessToken)?;
        let id_token = text("id_token").ok_or(LoginFailure::NoIdToken)?;

        let claims = self.0.inbound.of_login(id_token).await.ok_or(LoginFailure::IdToken)?;
        let subject = id_token::subject(&claims, &self.0.client_id, arrival.nonce)?;
        if let Some(endpoint) = endpoints.user_info {
            let told = self.user_info(&endpoint, access_token).await?;
            if json::text(&told, "sub") != Some(subject) {
                return Err(LoginFailure::OtherPerson);
            }
        }
        Ok(access_token.to_owned())
    }

    /// The claims of an access token that a login gave, as long as it holds (auth §3.5 "Ticket token validation").
    pub async fn validate(&self, access_token: &str) -> Option<Claims> {
        let payload = self.0.inbound.of_login(access_token).await?;
        let issuer = payload.get("iss").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Claims::from_payload(TokenKind::Altinn, issuer, &payload))
    }

    fn form(&self, arrival: Arrival<'_>) -> Bytes {
        let mut form = Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", arrival.code)
            .append_pair("redirect_uri", arrival.redirect_uri)
            .append_pair("code_verifier", arrival.code_verifier)
            .append_pair("client_id", &self.0.client_id)
            .append_pair("client_secret", &self.0.client_secret);
        form.finish().into()
    }

    async fn user_info(&self, endpoint: &str, access_token: &str) -> Result<Value, RemoteError> {
        let bearer = HeaderValue::from_str(&format!("Bearer {access_token}"));
        let mut bearer = bearer.map_err(|_| self.cannot_ask("its token is one that no header can carry"))?;
        bearer.set_sensitive(true);
        self.0.provider.send(Call::get(endpoint).bearer(bearer)).await?.success()?.json()
    }

    fn cannot_ask(&self, why: &'static str) -> RemoteError {
        self.0.provider.cannot_ask(why)
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("client_id", &self.0.client_id).finish_non_exhaustive()
    }
}

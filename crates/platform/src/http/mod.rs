//! The one HTTP wrapper: base address, token, subscription key, time limits, quick repeats, trace header and figures of every
//! outbound call (integrations §1.2–1.4). It does not know what the calls mean, and it never repeats for longer than a caller waits.

mod metrics;
mod transport;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Failure, PlatformError, RemoteError};
use crate::settings::PlatformSettings;
use crate::tokens::AccessTokens;

pub(crate) use transport::Transport;

/// Media type of every JSON body but events.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// The whole call: tokens, repeats and the second pass after a 401 included (design §6).
const WHOLE_CALL: Duration = Duration::from_secs(10);

/// Pauses before the quick repeats (integrations §1.3).
const PAUSES: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(200), Duration::from_millis(400)];

/// Whose token a remote wants.
#[derive(Clone, Debug)]
pub(crate) enum Authorization {
    /// None, or one that the call itself brings.
    None,
    /// Maskinporten's, as it is.
    Maskinporten(AccessTokens),
    /// Altinn's, exchanged.
    Altinn(AccessTokens),
}

/// One request, before address and token are added.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    method: Method,
    path: String,
    content: Option<(&'static str, Bytes)>,
    bearer: Option<HeaderValue>,
}

impl Call {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), content: None, bearer: None }
    }

    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(path) }
    }

    pub(crate) fn patch(path: impl Into<String>) -> Self {
        Self { method: Method::PATCH, ..Self::get(path) }
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    pub(crate) fn json(self, body: &impl Serialize) -> Self {
        self.json_as(JSON, body)
    }

    pub(crate) fn json_as(self, media_type: &'static str, body: &impl Serialize) -> Self {
        // A value of our own types always has a JSON form; an empty body would be refused by the remote, which is what is wanted.
        let bytes = serde_json::to_vec(body).unwrap_or_default();
        self.content(media_type, bytes.into())
    }

    pub(crate) fn content(mut self, media_type: &'static str, bytes: Bytes) -> Self {
        self.content = Some((media_type, bytes));
        self
    }

    pub(crate) fn bearer(mut self, token: HeaderValue) -> Self {
        self.bearer = Some(token);
        self
    }
}

/// What a remote answered.
#[derive(Debug)]
pub(crate) struct Answer {
    remote: &'static str,
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    /// The call was made before in vain, and may have done its work all the same.
    pub(crate) is_of_repetition: bool,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON; `null` and an empty body are unreadable.
    pub(crate) fn json(&self) -> Result<Value, RemoteError> {
        match serde_json::from_slice(&self.body) {
            Ok(Value::Null) | Err(_) => Err(self.unreadable("not the JSON that was expected")),
            Ok(value) => Ok(value),
        }
    }

    /// Whether the body has this text, as some refusals are told apart by their words.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(text)
    }

    pub(crate) fn unreadable(&self, what: &'static str) -> RemoteError {
        RemoteError::unreadable(self.remote, what)
    }

    /// The answer as an error that tells the status and which members were complained about.
    pub(crate) fn refusal(&self) -> RemoteError {
        RemoteError::new(self.remote, Failure::Status(self.status, transport::complaints(&self.body)))
    }

    pub(crate) fn success(self) -> Result<Self, RemoteError> {
        if self.is_success() { Ok(self) } else { Err(self.refusal()) }
    }
}

/// A remote system.
#[derive(Clone, Debug)]
pub(crate) struct Remote {
    transport: Arc<Transport>,
    name: &'static str,
    base: String,
    authorization: Authorization,
    subscription_key: Option<HeaderValue>,
    whole_call: Duration,
    repeats: bool,
}

impl Remote {
    /// `base` is put before every path; blank for calls to absolute addresses.
    pub(crate) fn new(transport: &Arc<Transport>, name: &'static str, base: &str, authorization: Authorization) -> Self {
        let base = base.trim().trim_end_matches('/');
        let base = if base.is_empty() { String::new() } else { format!("{base}/") };
        Self { transport: Arc::clone(transport), name, base, authorization, subscription_key: None, whole_call: WHOLE_CALL, repeats: true }
    }

    pub(crate) fn with_subscription_key(mut self, settings: &PlatformSettings) -> Result<Self, PlatformError> {
        let key = settings.subscription_key.trim();
        if !key.is_empty() {
            let mut value = HeaderValue::from_str(key).map_err(|_| PlatformError::Setting {
                key: "platform.subscription_key",
                reason: "holds characters that a header cannot carry".to_owned(),
            })?;
            value.set_sensitive(true);
            self.subscription_key = Some(value);
        }
        Ok(self)
    }

    pub(crate) fn within(mut self, whole_call: Duration) -> Self {
        self.whole_call = whole_call;
        self
    }

    pub(crate) fn without_repeats(mut self) -> Self {
        self.repeats = false;
        self
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn cannot_ask(&self, why: &'static str) -> RemoteError {
        RemoteError::new(self.name, Failure::CannotAsk(why))
    }

    /// Makes the call. Any status is an answer; what it means is the caller's matter.
    pub(crate) async fn send(&self, call: Call) -> Result<Answer, RemoteError> {
        let began = Instant::now();
        let result = tokio::time::timeout(self.whole_call, self.both_passes(&call))
            .await
            .unwrap_or_else(|_| Err(RemoteError::new(self.name, Failure::TimedOut)));
        let outcome = match &result {
            Ok(answer) if answer.is_success() => "ok",
            Ok(answer) if answer.status >= 500 => "failed",
            Ok(_) => "refused",
            Err(error) => error.outcome(),
        };
        self.transport.metrics.call(self.name, outcome, began.elapsed());
        tracing::debug!(remote = self.name, method = %call.method, outcome, "outbound call");
        result
    }

    /// A 401 with a token of ours is met with fresh tokens and one more pass (integrations §1.3).
    async fn both_passes(&self, call: &Call) -> Result<Answer, RemoteError> {
        let token = self.token().await?;
        let answer = self.pass(call, token.as_ref()).await?;
        match token {
            Some(used) if answer.status == 401 => {
                if let Authorization::Maskinporten(tokens) | Authorization::Altinn(tokens) = &self.authorization {
                    tokens.forget(&used);
                }
                let fresh = self.token().await?;
                self.pass(call, fresh.as_ref()).await
            }
            _ => Ok(answer),
        }
    }

    async fn token(&self) -> Result<Option<HeaderValue>, RemoteError> {
        match &self.authorization {
            Authorization::None => Ok(None),
            Authorization::Maskinporten(tokens) => tokens.maskinporten().await.map(Some),
            Authorization::Altinn(tokens) => tokens.altinn().await.map(Some),
        }
    }

    async fn pass(&self, call: &Call, token: Option<&HeaderValue>) -> Result<Answer, RemoteError> {
        let mut pauses = PAUSES.iter().take(if self.repeats { PAUSES.len() } else { 0 });
        let mut is_of_repetition = false;
        loop {
            let result = self.attempt(call, token).await.map(|answer| Answer { is_of_repetition, ..answer });
            let worth_repeating = match &result {
                Ok(answer) => matches!(answer.status, 408 | 429 | 500 | 502 | 503 | 504),
                Err(_) => true,
            };
            match pauses.next().filter(|_| worth_repeating) {
                Some(pause) => tokio::time::sleep(*pause).await,
                None => return result,
            }
            is_of_repetition = true;
        }
    }

    async fn attempt(&self, call: &Call, token: Option<&HeaderValue>) -> Result<Answer, RemoteError> {
        let mut request = self.transport.request(call.method.clone(), &format!("{}{}", self.base, call.path));
        if let Some(token) = call.bearer.as_ref().or(token) {
            request = request.header(reqwest::header::AUTHORIZATION, token);
        }
        if matches!(self.authorization, Authorization::None) {
            request = request.header(reqwest::header::ACCEPT, "application/json");
        }
        if let Some(key) = &self.subscription_key {
            request = request.header("Ocp-Apim-Subscription-Key", key);
        }
        if let Some((media_type, bytes)) = &call.content {
            request = request.header(reqwest::header::CONTENT_TYPE, *media_type).body(bytes.clone());
        } else if call.method == Method::POST {
            request = request.header(reqwest::header::CONTENT_LENGTH, 0);
        }
        let result = self.transport.exchange(request).await;
        self.transport.metrics.attempt(self.name, result.as_ref().map_or("none", |(status, _)| metrics::class(*status)));
        match result {
            Ok((status, body)) => Ok(Answer { remote: self.name, status, body, is_of_repetition: false }),
            Err(why) => Err(RemoteError::new(self.name, Failure::Unreachable(why))),
        }
    }
}

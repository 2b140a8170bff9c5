//! One HTTP call of the story and the telling of it.

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::Method;
use serde_json::Value;

use super::cast;

/// Characters of a body that are told.
const TOLD: usize = 360;

/// Makes calls and tells them.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    client: reqwest::Client,
}

/// What is asked.
#[derive(Debug)]
pub(super) struct Call<'a> {
    method: Method,
    base: &'a str,
    path: String,
    token: Option<&'a str>,
    body: Option<Value>,
}

impl<'a> Call<'a> {
    pub(super) fn get(base: &'a str, path: impl Into<String>) -> Self {
        Self { method: Method::GET, base, path: path.into(), token: None, body: None }
    }

    pub(super) fn post(base: &'a str, path: impl Into<String>) -> Self {
        Self { method: Method::POST, ..Self::get(base, path) }
    }

    pub(super) fn delete(base: &'a str, path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, ..Self::get(base, path) }
    }

    pub(super) fn with_token(self, token: &'a str) -> Self {
        Self { token: Some(token), ..self }
    }

    pub(super) fn with_body(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    line: String,
    pub(super) status: u16,
    pub(super) text: String,
}

impl Caller {
    pub(super) fn new() -> anyhow::Result<Self> {
        // A client of the public API, as a user of the service would write it; the program's own calls have a wrapper of their own.
        let client = reqwest::Client::builder().timeout(Duration::from_secs(15)).no_proxy().build()?;
        Ok(Self { client })
    }

    /// Calls and tells what was sent and answered.
    pub(super) async fn tell(&self, call: Call<'_>) -> anyhow::Result<Answer> {
        let sent = call.body.as_ref().map(short);
        let answer = self.ask(call).await?;
        eprintln!("   → {}", answer.line);
        if let Some(sent) = sent {
            eprintln!("     {sent}");
        }
        answer.tell();
        Ok(answer)
    }

    /// As [`Self::tell`], but of a long answer these members alone (JSON pointers) when it is a success.
    pub(super) async fn tell_members(&self, call: Call<'_>, members: &[&str]) -> anyhow::Result<Answer> {
        let answer = self.ask(call).await?;
        eprintln!("   → {}", answer.line);
        answer.tell_members(members);
        Ok(answer)
    }

    /// Calls without a word, for questions that are asked again and again.
    pub(super) async fn ask(&self, call: Call<'_>) -> anyhow::Result<Answer> {
        let line = format!("{} {}", call.method, call.path);
        let mut request = self.client.request(call.method, format!("{}{}", call.base, call.path));
        request = request.header("Ocp-Apim-Subscription-Key", cast::SUBSCRIPTION_KEY);
        if let Some(token) = call.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        let reply = request.send().await.with_context(|| line.clone())?;
        let status = reply.status().as_u16();
        let text = reply.text().await.with_context(|| line.clone())?;
        Ok(Answer { line, status, text })
    }
}

impl Answer {
    pub(super) fn tell(&self) {
        eprintln!("   ← {} {}", self.status, short(&self.text));
    }

    pub(super) fn tell_members(&self, members: &[&str]) {
        let Some(body) = self.json().ok().filter(|_| self.status == 200) else { return self.tell() };
        let shown = members.iter().filter_map(|member| {
            let value = body.pointer(member)?;
            Some(format!("{}: {value}", member.rsplit('/').next().unwrap_or(member)))
        });
        eprintln!("   ← {} {{{}, …}}", self.status, shown.collect::<Vec<_>>().join(", "));
    }

    /// This answer, if it has the status that the story needs.
    pub(super) fn expect(self, status: u16) -> anyhow::Result<Self> {
        if self.status != status {
            bail!("{} was answered {} instead of {status}: {}", self.line, self.status, self.text);
        }
        Ok(self)
    }

    /// The body as JSON.
    pub(super) fn json(&self) -> anyhow::Result<Value> {
        serde_json::from_str(&self.text).with_context(|| format!("{} was not answered with JSON: {}", self.line, self.text))
    }
}

fn short(text: &impl ToString) -> String {
    let text = text.to_string().replace('\n', "⏎");
    match text.char_indices().nth(TOLD) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

//! Sockets: the connection pool, limits of time and size, and the trace header.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use correspondence_domain::randomness::SharedRandomness;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use url::{Host, Url};

use super::metrics::Metrics;
use crate::error::PlatformError;
use crate::settings::PlatformSettings;
use crate::trace;

const CONNECT: Duration = Duration::from_secs(2);
/// Connections are kept this long for the next call: most remotes are asked again within seconds.
const IDLE: Duration = Duration::from_secs(90);
const IDLE_PER_HOST: usize = 256;
/// Longest answer that is read. The largest real ones, lists of rights, stay far below.
const LONGEST_ANSWER: usize = 16 * 1024 * 1024;

/// The client that all remotes share.
#[derive(Debug)]
pub(crate) struct Transport {
    client: Client,
    randomness: SharedRandomness,
    pub(super) metrics: Metrics,
}

impl Transport {
    pub(crate) fn new(
        settings: &PlatformSettings,
        randomness: &SharedRandomness,
        registry: &prometheus::Registry,
    ) -> Result<Arc<Self>, PlatformError> {
        let addresses = addresses(settings)?;
        let mut builder = Client::builder()
            .connect_timeout(CONNECT)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .tcp_nodelay(true)
            .http1_only()
            .redirect(Policy::none())
            .referer(false);
        if addresses.iter().all(|url| url.scheme() == "http") {
            // Against plain addresses, as in development, no root certificates are needed; the machine may have none.
            builder = builder.tls_certs_only([]);
        }
        if addresses.iter().all(is_loopback) {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(PlatformError::Client)?;
        Ok(Arc::new(Self { client, randomness: Arc::clone(randomness), metrics: Metrics::new(registry)? }))
    }

    pub(super) fn request(&self, method: Method, address: &str) -> RequestBuilder {
        let request = self.client.request(method, address);
        match trace::current() {
            Some(context) => request.header("traceparent", context.child(&*self.randomness).to_string()),
            None => request,
        }
    }

    /// Sends and reads the whole answer; an error is the machine's own words, without the address.
    pub(super) async fn exchange(&self, request: RequestBuilder) -> Result<(u16, Bytes), String> {
        let mut response = request.send().await.map_err(words)?;
        let status = response.status().as_u16();
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(words)? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err("the answer is too long".to_owned());
            }
            body.extend_from_slice(&chunk);
        }
        Ok((status, body.freeze()))
    }
}

/// The innermost cause, which names neither address nor content.
fn words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn addresses(settings: &PlatformSettings) -> Result<Vec<Url>, PlatformError> {
    [
        ("platform.gateway_url", Some(settings.gateway_url.as_str())),
        ("platform.authorization_url", settings.authorization_url.as_deref()),
        ("platform.contact_registry_url", Some(&settings.contact_registry_url)),
        ("maskinporten.token_url", Some(&settings.token_url)),
        ("maskinporten.exchange_url", Some(&settings.exchange_url)),
        ("auth.altinn_metadata_url", Some(&settings.altinn_metadata_url)),
        ("auth.maskinporten_metadata_url", Some(&settings.maskinporten_metadata_url)),
        ("slack.webhook_url", Some(settings.slack_webhook_url.as_str()).filter(|address| !address.trim().is_empty())),
    ]
    .into_iter()
    .filter_map(|(key, text)| text.map(|text| (key, text)))
    .map(|(key, text)| match Url::parse(text.trim()) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err(PlatformError::Setting { key, reason: "not an absolute http or https address".to_owned() }),
    })
    .collect()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// What a refusal is about: the names of the members in `errors`, or an OAuth error code. Never their texts, which may quote what
/// was sent; names that could hold an identifier are left out.
pub(super) fn complaints(body: &[u8]) -> String {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return String::new() };
    let names: Vec<&str> = match (body.get("errors"), body.get("error")) {
        (Some(Value::Object(errors)), _) => errors.keys().map(String::as_str).filter(|name| is_harmless(name)).take(5).collect(),
        (_, Some(Value::String(code))) if is_harmless(code) => vec![code],
        _ => Vec::new(),
    };
    names.join(", ")
}

fn is_harmless(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'[' | b']' | b'$');
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    (1..=80).contains(&name.len()) && name.bytes().all(plain) && digits < 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_name_members_but_no_values() {
        let body =
            br#"{"title":"x","errors":{"content.title.value":["15838510075 is too long"],"15838510075":["no"],"$.data[3]":["Invalid"]}}"#;
        assert_eq!(complaints(body), "content.title.value, $.data[3]");
        assert_eq!(complaints(br#"{"error":"invalid_grant","error_description":"assertion of 15838510075"}"#), "invalid_grant");
        assert_eq!(complaints(b"<html>"), "");
    }
}

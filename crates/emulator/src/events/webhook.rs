//! The one HTTP client of the platform: it posts events to webhooks, and nothing else.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

/// Patience with an endpoint.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Posts events.
#[derive(Clone, Debug)]
pub(super) struct Webhook(Client);

impl Webhook {
    /// A client that follows no redirect and uses no proxy: an endpoint answers for itself, and most are on this machine.
    pub(super) fn new() -> Result<Self, String> {
        let client = Client::builder().timeout(TIMEOUT).connect_timeout(Duration::from_secs(2)).redirect(Policy::none()).no_proxy().build();
        client.map(Self).map_err(|error| error.to_string())
    }

    /// What the endpoint said: `Ok` for 2xx.
    pub(super) async fn post(&self, end_point: &str, event: Bytes) -> Result<String, String> {
        let url = Url::parse(end_point).map_err(|error| error.to_string())?;
        let request = self.0.post(url).header(CONTENT_TYPE, "application/json; charset=utf-8").body(event);
        match request.send().await {
            Ok(response) if response.status().is_success() => Ok(response.status().to_string()),
            Ok(response) => Err(response.status().to_string()),
            Err(error) if error.is_timeout() => Err("timed out".to_owned()),
            Err(error) if error.is_connect() => Err("no connection".to_owned()),
            Err(error) => Err(error.without_url().to_string()),
        }
    }
}

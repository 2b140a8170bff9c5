//! A sender or a recipient who calls the public API.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use url::{Host, Url};

use crate::letters::OWNER;
use crate::recipients;

const API: &str = "/correspondence/api/v1/correspondence";

/// Times that the server is given 20 s to finish its background work.
const MOST_DRAINS: u32 = 30;

/// Where to call and with which token. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) client: Client,
    base: String,
    token: String,
}

impl Caller {
    /// The sender of all letters.
    pub(crate) async fn sender(server: &str, platform: &str, ask_decision_point: bool) -> anyhow::Result<Self> {
        let scopes = if ask_decision_point { "altinn:correspondence.write" } else { "altinn:serviceowner altinn:correspondence.write" };
        Self::new(server, platform, OWNER, scopes).await
    }

    /// The organisation that gets the letters with files.
    pub(crate) async fn recipient(server: &str, platform: &str) -> anyhow::Result<Self> {
        let organisation = recipients::organisation(recipients::USUAL);
        let number = organisation.rsplit(':').next().unwrap_or_default();
        Self::new(server, platform, number, "altinn:correspondence.read").await
    }

    /// Fetches a token from the emulated platform.
    async fn new(server: &str, platform: &str, organisation: &str, scopes: &str) -> anyhow::Result<Self> {
        require_loopback(server)?;
        require_loopback(platform)?;
        // A client of the public API, as its users would write it.
        let client = Client::builder().timeout(Duration::from_secs(30)).no_proxy().pool_max_idle_per_host(256).build()?;
        let url = format!("{}/testtools/api/GetEnterpriseToken", platform.trim_end_matches('/'));
        let query = [("org", "ttd"), ("orgNo", organisation), ("scopes", scopes), ("ttl", "7200")];
        let answer = client.get(&url).query(&query).send().await.with_context(|| format!("no token from {url}"))?;
        let token = answer.error_for_status()?.text().await?;
        Ok(Self { client, base: server.trim_end_matches('/').to_owned(), token })
    }

    /// Creates the letters of a request and gives their ids.
    pub(crate) async fn create(&self, request: &Value) -> anyhow::Result<Vec<String>> {
        let answer = self.send(self.call(Method::POST, "").json(request)).await?;
        let answer: Value = serde_json::from_slice(&answer)?;
        let letters = answer["correspondences"].as_array().context("the answer has no correspondences")?;
        Ok(letters.iter().filter_map(|letter| letter["correspondenceId"].as_str().map(str::to_owned)).collect())
    }

    /// The overview of a letter.
    pub(crate) async fn overview(&self, id: &str) -> anyhow::Result<Value> {
        Ok(serde_json::from_slice(&self.send(self.call(Method::GET, &format!("/{id}"))).await?)?)
    }

    /// Letters found by a query.
    pub(crate) async fn search(&self, query: &[(&str, &str)]) -> anyhow::Result<usize> {
        let answer: Value = serde_json::from_slice(&self.send(self.call(Method::GET, "").query(query)).await?)?;
        Ok(answer["ids"].as_array().context("the answer has no ids")?.len())
    }

    /// Waits until the server's background work is done; false when the server does not let itself be asked (run-contract §4).
    pub(crate) async fn drain(&self) -> anyhow::Result<bool> {
        let url = format!("{}/testing/jobs/drain", self.base);
        for _ in 0..MOST_DRAINS {
            // The server answers after 20 s at the latest.
            let answer = self.client.post(&url).json(&json!({ "timeout": "PT20S" })).send().await?;
            match answer.status() {
                StatusCode::NOT_FOUND => return Ok(false),
                StatusCode::GATEWAY_TIMEOUT => {}
                status if status.is_success() => return Ok(true),
                status => bail!("{url} answered {status}"),
            }
        }
        bail!("the server's background work does not end")
    }

    /// A call about letters.
    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, &format!("{API}{path}"))
    }

    /// A call of any path.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    /// Sends it and gives the body of a good answer.
    pub(crate) async fn send(&self, request: RequestBuilder) -> anyhow::Result<Vec<u8>> {
        let answer = request.send().await?;
        let status = answer.status();
        let body = answer.bytes().await?;
        if !status.is_success() {
            bail!("{status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(body.into())
    }
}

/// Load is for one's own machine.
fn require_loopback(address: &str) -> anyhow::Result<()> {
    let url = Url::parse(address).with_context(|| address.to_owned())?;
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    ensure!(is_loopback, "{address} is not on this machine");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loaded() {
        for good in ["http://127.0.0.1:5096", "http://localhost", "http://[::1]:80"] {
            assert!(require_loopback(good).is_ok(), "{good}");
        }
        for bad in ["https://platform.altinn.no", "http://192.0.2.1", "localhost"] {
            assert!(require_loopback(bad).is_err(), "{bad}");
        }
    }
}

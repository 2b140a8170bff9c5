//! A browser: it keeps cookies by their path and goes only where a test lets it.

use correspondence_testkit::{API, Altinn, Answer, LetterRequest, person_urn};
use reqwest::Client;
use url::Url;

/// Path that the provider sends browsers back to.
pub(crate) const CALLBACK: &str = "/correspondence/api/v1/idporten-callback";

/// A browser of its own.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    pub(crate) cookies: Vec<Cookie>,
}

#[derive(Clone, Debug)]
pub(crate) struct Cookie {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) path: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, cookies: Vec::new() }
    }

    /// Opens an address.
    pub(crate) async fn open(&mut self, address: &str) -> Answer {
        self.open_with(address, &[]).await
    }

    /// Opens an address with headers.
    pub(crate) async fn open_with(&mut self, address: &str, headers: &[(&str, &str)]) -> Answer {
        let path = Url::parse(address).unwrap().path().to_owned();
        let sent: Vec<String> = self
            .cookies
            .iter()
            .filter(|cookie| path.starts_with(&cookie.path))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let mut call = self.client.get(address);
        if !sent.is_empty() {
            call = call.header("cookie", sent.join("; "));
        }
        for (name, value) in headers {
            call = call.header(*name, *value);
        }
        let answer = Answer::of(call.send().await.unwrap()).await;
        for cookie in set_cookies(&answer) {
            self.take(&cookie);
        }
        answer
    }

    fn take(&mut self, cookie: &str) {
        let mut parts = cookie.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let attributes: Vec<&str> = parts.collect();
        let path = attributes.iter().find_map(|attribute| attribute.strip_prefix("Path=")).unwrap();
        self.cookies.retain(|kept| kept.name != name || kept.path != path);
        if !attributes.iter().any(|attribute| attribute.starts_with("Expires=Thu, 01 Jan 1970")) {
            self.cookies.push(Cookie { name: name.to_owned(), value: value.to_owned(), path: path.to_owned() });
        }
    }

    /// Opens an address that needs a login; the address at the provider.
    pub(crate) async fn sent_to_log_in(&mut self, address: &str) -> String {
        let answer = self.open(address).await;
        provider_of(&answer)
    }

    /// Says at the provider who it is; the address of the callback.
    pub(crate) async fn as_person(&mut self, provider: &str, person: &str) -> String {
        location(&self.open(&format!("{provider}&person={person}")).await)
    }

    /// The whole way; the address that the callback leads to.
    pub(crate) async fn logged_in(&mut self, address: &str, person: &str) -> String {
        let provider = self.sent_to_log_in(address).await;
        let callback = self.as_person(&provider, person).await;
        location(&self.open(&callback).await)
    }
}

/// Where an answer sends the browser.
#[track_caller]
pub(crate) fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 302, "{}", answer.text);
    answer.header("location").unwrap().to_owned()
}

/// Where an answer sends the browser, which must be the provider.
#[track_caller]
pub(crate) fn provider_of(answer: &Answer) -> String {
    let location = location(answer);
    assert!(location.contains("/authentication/api/v1/authorize?"), "{location}");
    location
}

/// Cookies of an answer as they were sent.
pub(crate) fn set_cookies(answer: &Answer) -> Vec<String> {
    answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

/// A parameter of an address.
#[track_caller]
pub(crate) fn parameter(address: &str, name: &str) -> String {
    let url = Url::parse(address).unwrap();
    let value = url.query_pairs().find(|(given, _)| given == name).map(|(_, value)| value.into_owned());
    value.unwrap_or_else(|| panic!("{address} has no {name}"))
}

/// The address with a parameter changed, or taken away.
pub(crate) fn with_parameter(address: &str, name: &str, value: Option<&str>) -> String {
    let mut url = Url::parse(address).unwrap();
    let kept: Vec<(String, String)> = url.query_pairs().filter(|(given, _)| given != name).map(|(n, v)| (n.into(), v.into())).collect();
    url.query_pairs_mut().clear().extend_pairs(kept);
    if let Some(value) = value {
        url.query_pairs_mut().append_pair(name, value);
    }
    url.into()
}

/// Addresses of one letter to the first person, which carries one file of this text.
pub(crate) struct Links {
    pub(crate) file: String,
    pub(crate) archive: String,
    pub(crate) forward: String,
    pub(crate) letter: String,
}

pub(crate) async fn links(altinn: &Altinn, text: &str) -> Links {
    let sender = altinn.sender().await;
    let file = altinn.published(&sender, "a.txt", text.to_owned()).await;
    let letter = altinn.sent(&sender, &LetterRequest::to(&[person_urn(1)]).carrying(&[&file])).await;
    let address = |rest: &str| format!("{}{API}/{letter}/{rest}", altinn.url());
    Links {
        file: address(&format!("attachment/{file}/download")),
        archive: address("attachments/downloadall"),
        forward: address("forward/check"),
        letter,
    }
}

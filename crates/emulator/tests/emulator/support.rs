//! A platform on a free port, with a clock that a test moves.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use correspondence_domain::randomness::Randomness;
use correspondence_domain::time::{Clock, Timestamp};
use correspondence_emulator::{Emulator, EmulatorSettings};
use jiff::SignedDuration;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

pub(crate) const OWNER: &str = "991825827";
pub(crate) const ORGANISATION: &str = "310000140";
pub(crate) const PERSON: &str = "01898790041";

/// Scopes of the letters' service.
pub(crate) const SERVER_SCOPES: &str = "altinn:events.publish altinn:events.publish.admin altinn:register/partylookup.admin \
     altinn:authorization/authorize.admin digdir:dialogporten.correspondence digdir:dialogporten.serviceprovider \
     digdir:dialogporten.serviceprovider.admin krr:global/kontaktinformasjon.read";

#[derive(Debug, Default)]
pub(crate) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.real_now().plus(SignedDuration::from_micros(self.0.load(Ordering::SeqCst)))
    }

    fn real_now(&self) -> Timestamp {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap())
    }
}

impl TestClock {
    pub(crate) fn advance(&self, by: SignedDuration) {
        self.0.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }
}

#[derive(Debug)]
pub(crate) struct TestRandomness;

impl Randomness for TestRandomness {
    fn bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        aws_lc_rs::rand::fill(&mut bytes).unwrap();
        bytes
    }
}

pub(crate) struct Platform {
    pub emulator: Emulator,
    pub url: String,
    pub clock: Arc<TestClock>,
    pub client: Client,
}

impl Platform {
    pub(crate) async fn start() -> Self {
        Self::start_with(EmulatorSettings::default()).await
    }

    pub(crate) async fn start_with(settings: EmulatorSettings) -> Self {
        let clock = Arc::new(TestClock::default());
        // Shared by all tests: making keys is slow.
        let key_folder = settings.key_folder.or_else(|| Some(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("emulator-keys")));
        let settings = EmulatorSettings { key_folder, ..settings };
        let emulator = Emulator::new(&settings, clock.clone(), Arc::new(TestRandomness)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        emulator.set_base_url(&url);
        let router = emulator.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        Self { emulator, url, clock, client }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url))
    }

    pub(crate) fn patch(&self, path: &str) -> RequestBuilder {
        self.client.patch(format!("{}{path}", self.url))
    }

    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        self.client.delete(format!("{}{path}", self.url))
    }

    pub(crate) fn put(&self, path: &str) -> RequestBuilder {
        self.client.put(format!("{}{path}", self.url))
    }

    /// A test token as text.
    pub(crate) async fn token(&self, path_and_query: &str) -> String {
        let response = self.get(&format!("/testtools/api/{path_and_query}")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path_and_query}");
        response.text().await.unwrap()
    }

    /// An organisation's token.
    pub(crate) async fn enterprise(&self, number: &str, scopes: &str) -> String {
        self.token(&format!("GetEnterpriseToken?orgNo={number}&scopes={}", scopes.replace(' ', ","))).await
    }

    /// The letters' service's own token.
    pub(crate) async fn server_token(&self) -> String {
        self.enterprise(OWNER, SERVER_SCOPES).await
    }

    /// An assertion for the grant, changed as a test likes it. Nobody checks its signature.
    pub(crate) fn assertion(&self, change: impl FnOnce(&mut Value)) -> String {
        let now = self.clock.real_now().as_seconds();
        let mut claims = json!({
            "aud": format!("{}/maskinporten/", self.url), "iss": "a-client", "scope": SERVER_SCOPES,
            "iat": now, "exp": now + 10, "jti": Uuid::from_bytes(TestRandomness.bytes()).to_string(),
        });
        change(&mut claims);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.{}", part(&json!({"alg": "RS256", "kid": "k"})), part(&claims), URL_SAFE_NO_PAD.encode("anything"))
    }

    pub(crate) async fn grant(&self, assertion: &str) -> Response {
        let form = format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
        let request = self.post("/maskinporten/token").header("content-type", "application/x-www-form-urlencoded");
        request.body(form).send().await.unwrap()
    }

    /// A raw Maskinporten token.
    pub(crate) async fn maskinporten_token(&self, scope: &str) -> String {
        let response = self.grant(&self.assertion(|claims| claims["scope"] = json!(scope))).await;
        json_of(response).await["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn read_back(&self, path: &str) -> Value {
        json_of(self.get(&format!("/emulator{path}")).send().await.unwrap()).await
    }

    /// Waits for a read-back to satisfy the condition.
    pub(crate) async fn until(&self, path: &str, condition: impl Fn(&Value) -> bool) -> Value {
        let seen = tokio::time::timeout(Duration::from_secs(15), async {
            loop {
                let value = self.read_back(path).await;
                if condition(&value) {
                    return value;
                }
                tokio::task::yield_now().await;
            }
        });
        let Ok(value) = seen.await else { panic!("the condition was not met: {}", self.read_back(path).await) };
        value
    }
}

pub(crate) async fn json_of(response: Response) -> Value {
    let status = response.status();
    let text = response.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}: {text:?} is no JSON"))
}

/// Status of a request.
pub(crate) async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

/// Payload of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// A UUIDv7 at this moment.
pub(crate) fn uuid7(at: Timestamp) -> Uuid {
    correspondence_domain::identifiers::time_ordered(at, 0, &TestRandomness)
}

pub(crate) fn dialogs(rest: &str) -> String {
    format!("/dialogporten/api/v1/serviceowner/dialogs{rest}")
}

/// A dialog as the letters' service creates it.
pub(crate) fn dialog(platform: &Platform) -> Value {
    let id = uuid7(platform.now());
    let letter = format!("https://platform.example/correspondence/api/v1/correspondence/{id}");
    json!({
        "id": id, "serviceResource": "urn:altinn:resource:demo-correspondence",
        "party": format!("urn:altinn:organization:identifier-no:{ORGANISATION}"),
        "createdAt": platform.now(), "updatedAt": null, "visibleFrom": null, "dueAt": null, "process": null, "expiresAt": null,
        "externalReference": "SAK-1", "status": "RequiresAttention", "systemLabel": "Default", "progress": null, "extendedStatus": null,
        "content": {
            "title": {"value": [{"value": "Vedtak", "languageCode": "nb"}], "mediaType": "text/plain"},
            "summary": null, "senderName": null, "additionalInfo": null, "extendedStatus": null,
            "mainContentReference": {
                "value": [{"value": format!("{letter}/content"), "languageCode": "nb"}],
                "mediaType": "application/vnd.dialogporten.frontchannelembed+json;type=markdown",
            },
        },
        "searchTags": [{"value": "sak-417"}], "attachments": [], "transmissions": [], "activities": [],
        "guiActions": [
            {"action": "read", "url": format!("{letter}/confirm"), "authorizationAttribute": null, "isDeleteDialogAction": false,
             "httpMethod": "POST", "priority": "Primary", "title": [{"value": "Bekreft", "languageCode": "nb"}], "prompt": null},
            {"action": "read", "url": format!("{letter}/purge"), "authorizationAttribute": null, "isDeleteDialogAction": true,
             "httpMethod": "DELETE", "priority": "Tertiary", "title": [{"value": "Slett", "languageCode": "nb"}], "prompt": null},
        ],
        "apiActions": [{"action": "read", "authorizationAttribute": null, "name": "getCorrespondence", "endpoints": [
            {"version": null, "url": letter, "httpMethod": "GET", "deprecated": false, "sunsetAt": null}]}],
        "serviceOwnerContext": {"serviceOwnerLabels": [{"value": format!("urn:altinn:correspondence-id:{id}")}]},
    })
}

//! A platform whose answers a test decides, and the clients that talk to it.

mod clock;
pub(crate) mod keys;
pub(crate) mod mint;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use correspondence_domain::randomness::Randomness;
use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::SharedClock;
use correspondence_platform::{Platform, PlatformSettings};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) use clock::TestClock;
use keys::Keys;

pub(crate) const ALTINN_ISSUER: &str = "https://platform.altinn.example/authentication/api/v1/openid/";
pub(crate) const MAXIMUM_WAIT: Duration = Duration::from_millis(50);

type Computed = Box<dyn Fn(&Request) -> ResponseTemplate + Send + Sync>;

enum Answers {
    /// In turn; the last one stays.
    InTurn(VecDeque<ResponseTemplate>),
    Computed(Computed),
}

/// The scripted platform.
pub(crate) struct World {
    server: MockServer,
    answers: Arc<Mutex<HashMap<String, Answers>>>,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) platform: Platform,
    pub(crate) metrics: prometheus::Registry,
}

#[derive(Debug, Default)]
struct Counting(AtomicU64);

impl Randomness for Counting {
    fn bytes(&self) -> [u8; 16] {
        u128::from(self.0.fetch_add(1, Ordering::Relaxed) + 1).to_be_bytes()
    }
}

/// Different at every call.
pub(crate) fn randomness() -> SharedRandomness {
    Arc::new(Counting::default())
}

impl World {
    pub(crate) async fn start() -> Self {
        let server = MockServer::start().await;
        let answers: Arc<Mutex<HashMap<String, Answers>>> = Arc::default();
        let script = Arc::clone(&answers);
        let respond = move |request: &Request| respond(&mut script.lock().unwrap(), request);
        Mock::given(any()).respond_with(respond).mount(&server).await;
        let clock = Arc::new(TestClock::default());
        let shared: SharedClock = Arc::<TestClock>::clone(&clock);
        let randomness = randomness();
        let metrics = prometheus::Registry::new();
        let platform = Platform::new(&settings(&server.uri()), &shared, &randomness, &metrics).unwrap();
        let world = Self { server, answers, clock, platform, metrics };
        world.publish_tokens();
        world.publish_keys(&Keys::own());
        world
    }

    pub(crate) fn uri(&self) -> String {
        self.server.uri()
    }

    /// Answers of `METHOD /path` in turn; the last one stays.
    pub(crate) fn on(&self, call: &str, answers: impl IntoIterator<Item = ResponseTemplate>) {
        self.answers.lock().unwrap().insert(call.to_owned(), Answers::InTurn(answers.into_iter().collect()));
    }

    pub(crate) fn on_computed(&self, call: &str, answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) {
        self.answers.lock().unwrap().insert(call.to_owned(), Answers::Computed(Box::new(answer)));
    }

    /// Every request of `METHOD /path` so far, in order.
    pub(crate) async fn calls(&self, call: &str) -> Vec<Request> {
        let all = self.server.received_requests().await.unwrap();
        all.into_iter().filter(|request| name(request) == call).collect()
    }

    pub(crate) async fn count(&self, call: &str) -> usize {
        self.calls(call).await.len()
    }

    /// The body of the only request of `METHOD /path`.
    pub(crate) async fn only_body(&self, call: &str) -> Value {
        let calls = self.calls(call).await;
        assert_eq!(calls.len(), 1, "{call}");
        serde_json::from_slice(&calls[0].body).unwrap()
    }

    /// Grants and exchanges that give `mp-1`, `mp-2`, … and `altinn-1`, … with a lifetime of two minutes, each after a moment.
    fn publish_tokens(&self) {
        let grants = AtomicU64::new(0);
        self.on_computed(GRANT, move |_| {
            let token = format!("mp-{}", grants.fetch_add(1, Ordering::Relaxed) + 1);
            let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": 120, "scope": "x"});
            ResponseTemplate::new(200).set_body_json(body).set_delay(MAXIMUM_WAIT)
        });
        let exchanges = AtomicU64::new(0);
        self.on_computed(EXCHANGE, move |_| {
            let token = format!("altinn-{}", exchanges.fetch_add(1, Ordering::Relaxed) + 1);
            ResponseTemplate::new(200).set_body_json(token).set_delay(MAXIMUM_WAIT)
        });
    }

    /// Metadata and key sets of the three issuers.
    pub(crate) fn publish_keys(&self, keys: &Keys) {
        let uri = self.uri();
        let metadata = |issuer: &str, path: &str| json!({"issuer": issuer, "jwks_uri": format!("{uri}{path}")});
        self.on(ALTINN_METADATA, [ok(&metadata(ALTINN_ISSUER, "/altinn/jwks"))]);
        self.on(ALTINN_KEYS, [ok(&json!({"keys": [keys.altinn.public_jwk_in_standard_alphabet()]}))]);
        self.on("GET /mp/metadata", [ok(&metadata(mint::MASKINPORTEN_ISSUER, "/mp/jwks"))]);
        self.on("GET /mp/jwks", [ok(&json!({"keys": [keys.maskinporten.public_jwk()]}))]);
        self.on("GET /dialogporten/api/v1/.well-known/jwks.json", [ok(&json!({"keys": [keys.dialogporten.public_jwk()]}))]);
    }
}

pub(crate) const GRANT: &str = "POST /mp/token";
pub(crate) const EXCHANGE: &str = "GET /authentication/api/v1/exchange/maskinporten";
pub(crate) const ALTINN_METADATA: &str = "GET /altinn/metadata";
pub(crate) const ALTINN_KEYS: &str = "GET /altinn/jwks";

pub(crate) fn settings(uri: &str) -> PlatformSettings {
    PlatformSettings {
        gateway_url: format!("{uri}/"),
        subscription_key: "the-key".to_owned(),
        authorization_url: None,
        contact_registry_url: format!("{uri}/krr"),
        token_url: format!("{uri}/mp/token"),
        audience: "https://test.maskinporten.no/".to_owned(),
        exchange_url: format!("{uri}/authentication/api/v1/exchange/maskinporten"),
        client_id: "our-client".to_owned(),
        jwk: Keys::own().client.private_jwk_in_base64(),
        altinn_metadata_url: format!("{uri}/altinn/metadata"),
        maskinporten_metadata_url: format!("{uri}/mp/metadata"),
        dialogporten_issuer: mint::DIALOGPORTEN_ISSUER.to_owned(),
        login_client_id: "our-login".to_owned(),
        login_client_secret: "our secret".to_owned(),
        slack_webhook_url: format!("{uri}/slack/webhook"),
    }
}

pub(crate) fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

pub(crate) fn status(code: u16) -> ResponseTemplate {
    ResponseTemplate::new(code)
}

pub(crate) fn problem(code: u16, errors: &Value) -> ResponseTemplate {
    let body = json!({"type": "about:blank", "title": "refused", "status": code, "errors": errors});
    ResponseTemplate::new(code).set_body_raw(body.to_string(), "application/problem+json")
}

pub(crate) fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name).map(|value| value.to_str().unwrap())
}

fn name(request: &Request) -> String {
    format!("{} {}", request.method, request.url.path())
}

fn respond(answers: &mut HashMap<String, Answers>, request: &Request) -> ResponseTemplate {
    match answers.get_mut(&name(request)) {
        Some(Answers::InTurn(answers)) if answers.len() > 1 => answers.pop_front().unwrap(),
        Some(Answers::InTurn(answers)) => answers.front().cloned().unwrap(),
        Some(Answers::Computed(answer)) => answer(request),
        None => status(404),
    }
}

//! The use cases with a database of their own and a local platform behind them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use correspondence_app::{App, AppSettings, AttachmentSettings, Caller, ProgramClock, Scanner};
use correspondence_blobs::BlobStore;
use correspondence_domain::claims::TokenKind;
use correspondence_domain::randomness::{Randomness, SharedRandomness};
use correspondence_domain::time::{Clock, SharedClock, Timestamp};
use correspondence_emulator::{Emulator, EmulatorSettings};
use correspondence_jobs::JobsHandle;
use correspondence_platform::{Platform, PlatformSettings};
use correspondence_testkit_databases::TestDatabase;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The use cases and their surroundings.
pub(crate) struct Local {
    pub(crate) app: Arc<App>,
    address: String,
    folder: TempDir,
}

#[derive(Debug, Default)]
struct Counting(AtomicU64);

impl Randomness for Counting {
    fn bytes(&self) -> [u8; 16] {
        u128::from(self.0.fetch_add(1, Ordering::Relaxed) + 1).to_be_bytes()
    }
}

impl Local {
    pub(crate) async fn start(database: &TestDatabase) -> Self {
        Self::with(database, |_| {}).await
    }

    /// As an operator, or nobody, would set it.
    pub(crate) async fn with(database: &TestDatabase, change: impl FnOnce(&mut AppSettings)) -> Self {
        let folder = TempDir::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let clock = Arc::new(ProgramClock::default());
        let shared: SharedClock = clock.clone();
        let randomness: SharedRandomness = Arc::new(Counting::default());
        let settings = EmulatorSettings { base_url: address.clone(), ..EmulatorSettings::default() };
        let emulator = Emulator::new(&settings, Arc::clone(&shared), Arc::clone(&randomness)).unwrap();
        let router = emulator.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = tokio::task::spawn_blocking(move || emulator.client_credentials()).await.unwrap();
        let settings = PlatformSettings {
            gateway_url: address.clone(),
            subscription_key: "any".to_owned(),
            authorization_url: None,
            contact_registry_url: format!("{address}/kontaktregisteret"),
            token_url: format!("{address}/maskinporten/token"),
            audience: format!("{address}/maskinporten/"),
            exchange_url: format!("{address}/authentication/api/v1/exchange/maskinporten"),
            client_id: client.client_id,
            jwk: client.jwk,
            altinn_metadata_url: format!("{address}/authentication/api/v1/openid/.well-known/openid-configuration"),
            maskinporten_metadata_url: format!("{address}/maskinporten/.well-known/oauth-authorization-server"),
            dialogporten_issuer: format!("{address}/dialogporten/api/v1"),
            login_client_id: client.login_client_id,
            login_client_secret: client.login_client_secret,
            slack_webhook_url: String::new(),
        };
        let platform = Platform::new(&settings, &shared, &randomness, &prometheus::Registry::new()).unwrap();
        let storage = database.storage().await;
        let blobs = BlobStore::at(&format!("file://{}", folder.path().display()), &BTreeMap::new()).unwrap();
        let jobs = JobsHandle::new(storage.clone(), shared, Arc::clone(&randomness));
        let mut settings =
            AppSettings { public_url: address.clone(), portal_url: address.clone(), service_owner_rule: true, attachments: attachments() };
        change(&mut settings);
        let app = Arc::new(App::new(storage, platform, blobs, jobs, clock, randomness, settings));
        Self { app, address, folder }
    }

    /// Where files lie.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody with a token of this organisation.
    pub(crate) async fn caller(&self, organisation: &str, scopes: &str) -> Caller {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let call =
            client.get(format!("{}/testtools/api/GetEnterpriseToken", self.address)).query(&[("orgNo", organisation), ("scopes", scopes)]);
        let token = call.send().await.unwrap().text().await.unwrap();
        Caller { claims: self.app.platform.inbound.validate(Some(&token), &[TokenKind::Altinn]).await.unwrap() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app.clock.now()
    }
}

/// Organisations that exist, as recipients.
pub(crate) fn organisations() -> impl Iterator<Item = String> {
    numbers().map(|number| format!("urn:altinn:organization:identifier-no:{number}"))
}

/// The number of one of them.
pub(crate) fn number(n: usize) -> String {
    numbers().nth(n).unwrap()
}

fn numbers() -> impl Iterator<Item = String> {
    (31_000_000_u32..).filter_map(|eight| {
        let eight = eight.to_string();
        let sum: u32 = eight.bytes().zip([3, 2, 7, 6, 5, 4, 3, 2]).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        match 11 - sum % 11 {
            11 => Some(format!("{eight}0")),
            10 => None,
            digit => Some(format!("{eight}{digit}")),
        }
    })
}

fn attachments() -> AttachmentSettings {
    AttachmentSettings {
        in_production: false,
        download_all: true,
        zip_limit: 0,
        scan_bypass_resources: Vec::new(),
        scanner: Scanner::None,
        looked_at_per_run: AttachmentSettings::LOOKED_AT_PER_RUN,
    }
}

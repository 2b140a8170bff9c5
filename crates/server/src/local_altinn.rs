//! The emulated platform as `dev` and `platform` run it, and the configuration that points a server at it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::SharedClock;
use correspondence_emulator::{ClientCredentials, Emulator, EmulatorSettings, Scanner, Seed};

/// Stands for the key that an API portal hands out.
const SUBSCRIPTION_KEY: &str = "local-subscription-key";

/// A running local Altinn.
#[derive(Debug)]
pub(crate) struct LocalAltinn {
    emulator: Emulator,
    base_url: String,
    credentials: ClientCredentials,
    scanner: Scanner,
}

impl LocalAltinn {
    /// Makes the platform that is reached at `address`. Keys lie in `folder`, so that tokens outlive a restart.
    pub(crate) async fn open(
        address: SocketAddr,
        folder: Option<PathBuf>,
        seed: Option<&Path>,
        clock: SharedClock,
        randomness: SharedRandomness,
    ) -> anyhow::Result<Self> {
        let base_url = base_url(address);
        let seed = seed.map(Seed::read).transpose().context("the seed")?;
        let settings = EmulatorSettings {
            base_url: base_url.clone(),
            seed,
            subscription_key: None,
            key_folder: folder.map(|folder| folder.join("keys")),
        };
        let emulator = Emulator::new(&settings, clock, randomness).context("the seed")?;
        let waiting = emulator.clone();
        let credentials = tokio::task::spawn_blocking(move || waiting.client_credentials()).await?;
        emulator.spawn_deliveries(std::future::pending());
        let scanner = Scanner::start(&emulator).await.context("the scanner")?;
        Ok(Self { emulator, base_url, credentials, scanner })
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    pub(crate) async fn stop(&self) {
        self.emulator.stop().await;
    }

    /// The sections of a server's configuration that point it at this platform, as TOML.
    fn sections(&self) -> String {
        let base = &self.base_url;
        let ClientCredentials { client_id, jwk, login_client_id, login_client_secret } = &self.credentials;
        format!(
            r#"
[platform]
gateway_url = "{base}"
subscription_key = "{SUBSCRIPTION_KEY}"
contact_registry_url = "{base}/kontaktregisteret"

[maskinporten]
token_url = "{base}/maskinporten/token"
audience = "{base}/maskinporten/"
client_id = "{client_id}"
jwk = "{jwk}"

[auth]
maskinporten_metadata_url = "{base}/maskinporten/.well-known/oauth-authorization-server"
login_client_id = "{login_client_id}"
login_client_secret = "{login_client_secret}"

[slack]
webhook_url = "{base}/slack/webhook"
"#
        )
    }

    /// Writes a complete configuration for a server of its own beside `file`'s folder: embedded engine, clock control on.
    pub(crate) fn write_configuration(&self, file: &Path) -> anyhow::Result<()> {
        let folder = std::path::absolute(file)?.parent().unwrap_or(Path::new("/")).join("correspondence-data");
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let database_url = format!("sqlite://{}/db.sqlite", folder.display());
        let text = self.configuration("127.0.0.1:5096", "http://127.0.0.1:5096", &database_url, &folder)?;
        std::fs::write(file, text).with_context(|| file.display().to_string())
    }

    /// The configuration of a development server of this platform that keeps its files in `folder`, as TOML.
    pub(crate) fn configuration(&self, listen: &str, public_url: &str, database_url: &str, folder: &Path) -> anyhow::Result<String> {
        let files = url::Url::from_directory_path(folder.join("attachments"))
            .map_err(|()| anyhow::anyhow!("{} is no absolute path", folder.display()))?;
        let (database_url, scanner) = (serde_json::Value::from(database_url), self.scanner.url());
        let server = format!(
            r#"environment = "development"

[server]
listen = "{listen}"
public_url = "{public_url}"
portal_url = "{public_url}"

[database]
url = {database_url}

[attachments]
url = "{files}"
scanner = "clamav"
clamav = "{scanner}"

[telemetry]
log_format = "pretty"

[testing]
clock_control = true
"#
        );
        Ok(server + &self.sections())
    }
}

/// How a client on this machine reaches a listener: one that listens everywhere is reached by loopback.
fn base_url(address: SocketAddr) -> String {
    let mut reached = address;
    if address.ip().is_unspecified() {
        reached.set_ip(if address.is_ipv4() { std::net::Ipv4Addr::LOCALHOST.into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
    }
    format!("http://{reached}")
}

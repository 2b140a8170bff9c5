//! From a configuration to the parts of a server. Nothing is at work yet, and no remote is called.

use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use correspondence_api::{ApiSettings, Secret};
use correspondence_app::{App, AppSettings, AttachmentSettings, ProgramClock, Scanner};
use correspondence_blobs::clamd::Clamd;
use correspondence_blobs::{BlobError, BlobStore};
use correspondence_config::{Config, ConfigError, Environment, Role};
use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::SharedClock;
use correspondence_jobs::{JobsHandle, Runner};
use correspondence_platform::{Platform, PlatformError, PlatformSettings};
use correspondence_storage::{Storage, StorageError};
use prometheus::Registry;

use crate::failure::Failure;
use crate::randomness::SystemRandomness;
use crate::waiting_files::WaitingFiles;

/// The parts of a server.
pub(crate) struct Parts {
    pub(crate) app: Arc<App>,
    /// Present when this process has the role.
    pub(crate) runner: Option<Runner>,
    /// Present as the runner is.
    pub(crate) waiting_files: Option<WaitingFiles>,
    pub(crate) clock_control: bool,
    randomness: SharedRandomness,
    metrics: Registry,
}

impl Parts {
    /// Opens database and store and puts the use cases on top of them.
    pub(crate) async fn assemble(config: &Config, clock: Arc<ProgramClock>) -> Result<Self, Failure> {
        let metrics = Registry::new();
        let randomness: SharedRandomness = Arc::new(SystemRandomness);
        let shared_clock: SharedClock = clock.clone();
        let blobs = BlobStore::at(&config.attachments.url, &config.attachments.options).map_err(of_blobs)?;
        let platform = Platform::new(&platform_settings(config), &shared_clock, &randomness, &metrics).map_err(of_platform)?;
        let storage = open_storage(config).await?;
        clock.follow(&storage).await.context("the clock's offset cannot be read")?;

        let jobs = JobsHandle::new(storage.clone(), shared_clock, randomness.clone());
        let settings = app_settings(config)?;
        let app = Arc::new(App::new(storage, platform, blobs, jobs.clone(), clock, randomness.clone(), settings));
        let runner = if config.server.has(Role::Jobs) {
            let handlers = correspondence_app::jobs::handlers(&app);
            let slack = app.platform.slack.clone();
            let recurring = correspondence_app::jobs::recurring(&app);
            let runner = Runner::new(&jobs, handlers, recurring, &metrics).map_err(anyhow::Error::from)?;
            Some(runner.on_dead(move |job| {
                slack.tell(format!(
                    "Job {} ({}) of {} is given up after {} attempts: {}",
                    job.id, job.kind, job.subject, job.attempts, job.error
                ));
            }))
        } else {
            None
        };
        let waiting_files = runner.as_ref().map(|_| WaitingFiles::new(&metrics)).transpose().map_err(anyhow::Error::from)?;
        Ok(Self { app, runner, waiting_files, clock_control: config.testing.clock_control, randomness, metrics })
    }

    /// What this process serves, by its roles.
    pub(crate) fn router(&self, config: &Config) -> Router {
        let settings = ApiSettings {
            public_url: config.server.public_url.clone(),
            cors_origins: config.server.origins().to_vec(),
            development: config.environment == Environment::Development,
            clock_control: self.clock_control,
            metrics: self.metrics.clone(),
            scanner_secret: Secret::new(config.attachments.webhook_secret.clone()),
            randomness: Arc::clone(&self.randomness),
        };
        let build = if config.server.has(Role::Api) { correspondence_api::router } else { correspondence_api::operations_router };
        build(Arc::clone(&self.app), settings)
    }
}

async fn open_storage(config: &Config) -> Result<Storage, Failure> {
    let storage = Storage::open(&config.database.url, config.database.max_connections).await.map_err(of_storage)?;
    if config.database.auto_migrate() {
        for name in storage.migrate().await.context("the schema could not be brought up to date")? {
            tracing::info!(migration = name, "migration applied");
        }
    }
    storage.check_schema().await.context("the database cannot be used")?;
    Ok(storage)
}

fn app_settings(config: &Config) -> Result<AppSettings, Failure> {
    let attachments = &config.attachments;
    let attachments = AttachmentSettings {
        in_production: config.environment == Environment::Production,
        download_all: attachments.download_all,
        zip_limit: attachments.zip_limit,
        scan_bypass_resources: attachments.scan_bypass_resources.clone(),
        scanner: match attachments.scanner {
            correspondence_config::Scanner::None => Scanner::None,
            correspondence_config::Scanner::Webhook => Scanner::Webhook,
            correspondence_config::Scanner::Clamav => {
                Scanner::Clamd(Clamd::new(&attachments.clamav).map_err(|error| ConfigError::about("attachments.clamav", error))?)
            }
        },
        looked_at_per_run: AttachmentSettings::LOOKED_AT_PER_RUN,
    };
    let (public_url, portal_url) = (config.server.public_url.clone(), config.server.portal_url.clone());
    Ok(AppSettings { public_url, portal_url, service_owner_rule: config.auth.service_owner_rule, attachments })
}

fn platform_settings(config: &Config) -> PlatformSettings {
    let Config { platform, maskinporten, auth, .. } = config;
    PlatformSettings {
        gateway_url: platform.gateway_url.clone(),
        subscription_key: platform.subscription_key.clone(),
        authorization_url: platform.has_own_decision_point().then(|| platform.authorization_url.clone()),
        contact_registry_url: platform.contact_registry_url.clone(),
        token_url: maskinporten.token_url.clone(),
        audience: maskinporten.audience.clone(),
        exchange_url: maskinporten.exchange_url.clone(),
        client_id: maskinporten.client_id.clone(),
        jwk: maskinporten.jwk.clone(),
        altinn_metadata_url: auth.altinn_metadata_url.clone(),
        maskinporten_metadata_url: auth.maskinporten_metadata_url.clone(),
        dialogporten_issuer: auth.dialogporten_issuer.clone(),
        login_client_id: auth.login_client_id.clone(),
        login_client_secret: auth.login_client_secret.clone(),
        slack_webhook_url: config.slack.webhook_url.clone(),
    }
}

fn of_blobs(error: BlobError) -> Failure {
    if error.is_configuration() {
        ConfigError::about("attachments", error).into()
    } else {
        Failure::Other(anyhow::Error::new(error).context("the attachment store"))
    }
}

fn of_platform(error: PlatformError) -> Failure {
    match error {
        PlatformError::Setting { key, reason } => ConfigError::about(key, reason).into(),
        other => Failure::Other(other.into()),
    }
}

fn of_storage(error: StorageError) -> Failure {
    match error {
        StorageError::Url(problem) => ConfigError::about("database.url", problem).into(),
        other => Failure::Other(anyhow::Error::new(other).context("the database cannot be opened")),
    }
}

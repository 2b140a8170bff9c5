//! What the use cases must know of the configuration. Everything here was checked before; nothing is looked up later.

use correspondence_blobs::clamd::Clamd;

/// What the use cases must know of the configuration.
#[derive(Clone, Debug)]
pub struct AppSettings {
    /// Where clients reach this service, without a slash at the end: links in dialogs and events begin with it.
    pub public_url: String,
    /// The end users' portal, without a slash at the end: where a login leads that cannot be brought to a good end.
    pub portal_url: String,
    /// Whether the owner of a resource with the service-owner scope needs no decision (decision 12).
    pub service_owner_rule: bool,
    /// What concerns files.
    pub attachments: AttachmentSettings,
}

/// What the use cases of attachments must know of the configuration.
#[derive(Clone, Debug)]
pub struct AttachmentSettings {
    /// Files are kept longer there (lifecycle §5.1).
    pub in_production: bool,
    /// Whether all files of a letter can be fetched as one archive.
    pub download_all: bool,
    /// Bytes that such an archive may hold; 0: no limit.
    pub zip_limit: u64,
    /// Resources whose files pass without a scan; compared exactly.
    pub scan_bypass_resources: Vec<String>,
    /// Who looks for malware in all other files.
    pub scanner: Scanner,
    /// Entries of the store that one run of the hourly clean-up looks at. No operator sets it.
    pub looked_at_per_run: usize,
}

impl AttachmentSettings {
    /// Whether dialogs offer so many bytes as one archive (integrations §10.2). What is larger could not be fetched (2023).
    pub(crate) const fn offers_archive_of(&self, bytes: u64) -> bool {
        self.download_all && (self.zip_limit == 0 || bytes < self.zip_limit)
    }
}

impl AttachmentSettings {
    /// Minutes of work where much is to be deleted, seconds where nothing is.
    pub const LOOKED_AT_PER_RUN: usize = 50_000;
}

/// Who looks for malware in uploaded files.
#[derive(Clone, Debug)]
pub enum Scanner {
    /// An outside scanner tells its verdict by webhook.
    Webhook,
    /// Nobody: every file passes at once.
    None,
    /// A clamd that this program asks.
    Clamd(Clamd),
}

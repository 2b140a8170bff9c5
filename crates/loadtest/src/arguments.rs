//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

/// Measures a running server, or one that it starts itself.
#[derive(Clone, Debug, Parser)]
#[command(name = "loadtest", version)]
pub(crate) struct Arguments {
    /// Starts everything itself: a throw-away PostgreSQL cluster, the emulated platform and the server.
    #[arg(long, requires = "binary", conflicts_with_all = ["url", "platform_url", "pg_url", "pid"])]
    pub(crate) all: bool,
    /// The program that `--all` starts.
    #[arg(long, value_name = "FILE", requires = "all")]
    pub(crate) binary: Option<PathBuf>,
    /// With `--all`: the embedded engine instead of PostgreSQL; there are no ratios then.
    #[arg(long, requires = "all")]
    pub(crate) embedded: bool,

    /// The server to measure.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:5096")]
    pub(crate) url: String,
    /// The emulated platform that hands out tokens; the server itself when it runs as `dev`.
    #[arg(long, value_name = "URL")]
    pub(crate) platform_url: Option<String>,
    /// The server's database, to measure `pgbench` in; without it there are no ratios.
    #[arg(long, value_name = "URL")]
    pub(crate) pg_url: Option<String>,
    /// The server's process, to read its CPU time and memory.
    #[arg(long, value_name = "PID")]
    pub(crate) pid: Option<u32>,

    /// Only these scenarios.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) only: Vec<Scenario>,
    /// Clients at once.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=256))]
    pub(crate) clients: u32,
    /// Length of each scenario and each run of pgbench, seconds.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// Letters of the publishing scenario.
    #[arg(long, default_value_t = 5000, value_parser = clap::value_parser!(u64).range(500..=1_000_000))]
    pub(crate) letters: u64,
    /// Size of the very large file, megabytes (10^6 bytes).
    #[arg(long, value_name = "MEGABYTES", default_value_t = 5000, value_parser = clap::value_parser!(u64).range(10..=50_000))]
    pub(crate) large_file: u64,
    /// Leaves the service owner's scope out of the sender's token, so that the decision point is asked about every request.
    #[arg(long)]
    pub(crate) ask_decision_point: bool,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scenario {
    /// As many simultaneous calls as there are clients, on a server where nothing is cached. It says something only on a fresh start.
    FirstCalls,
    /// Requests for one letter.
    CreateOne,
    /// Requests for 500 letters.
    CreateLot,
    /// Letters from their creation until they are published, all effects delivered.
    Publish,
    /// Status and text of one letter.
    Overview,
    /// The newest 50 letters of a sender.
    Search,
    /// One very large file from its sender into the store.
    UploadLarge,
    /// 200 files of 1 MB.
    UploadMany,
    /// The very large file to its recipient.
    Download,
    /// Pieces of 1 MB out of it.
    DownloadRange,
    /// All files of a letter as one archive.
    Zip,
}

impl Scenario {
    /// Whether it is about bytes and not about letters.
    pub(crate) const fn moves_files(self) -> bool {
        matches!(self, Self::UploadLarge | Self::UploadMany | Self::Download | Self::DownloadRange | Self::Zip)
    }
}

impl Arguments {
    pub(crate) fn duration(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// Whether the scenario was asked for, by name or by naming none.
    pub(crate) fn wants(&self, scenario: Scenario) -> bool {
        self.only.is_empty() || self.only.contains(&scenario)
    }
}

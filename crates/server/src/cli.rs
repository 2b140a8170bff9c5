//! The command line (run-contract §1).

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Altinn Correspondence: letters from public bodies to citizens and businesses.
#[derive(Debug, Parser)]
#[command(name = "correspondence", version, propagate_version = true)]
pub(crate) struct Program {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A complete local Altinn on one port: the API, the emulated platform, an embedded database and file store.
    #[cfg(feature = "emulator")]
    Dev(Dev),
    /// The production server.
    Serve(Configured),
    /// Only the emulated Altinn platform, for another server to be pointed at.
    #[cfg(feature = "emulator")]
    Platform(Platform),
    /// Bring the database schema up to date, print what was applied.
    Migrate(Configured),
    /// Check the configuration, the database and the attachment store.
    Check(Configured),
    /// Print the OpenAPI document.
    Openapi,
    /// Play the main job once against a running server and a running emulated platform.
    #[cfg(feature = "emulator")]
    Demo(Demo),
}

/// Where the configuration comes from.
#[derive(Debug, Args)]
pub(crate) struct Configured {
    /// The configuration file (TOML); environment variables CORRESPONDENCE__SECTION__KEY win over it.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Flags of `dev`.
#[cfg(feature = "emulator")]
#[derive(Debug, Args)]
pub(crate) struct Dev {
    /// Address to listen on; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:5096")]
    pub(crate) listen: String,
    /// Folder of the embedded database, the files and the signing keys.
    #[arg(long, value_name = "DIR", default_value = "./.correspondence")]
    pub(crate) data_dir: PathBuf,
    /// Use a fresh temporary folder and remove it at the end.
    #[arg(long, conflicts_with = "data_dir")]
    pub(crate) ephemeral: bool,
    /// More organisations, persons and resources.
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,
    /// Use this PostgreSQL database instead of the embedded engine.
    #[arg(long, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// After the start, play the main job once through the public API and tell each step on stderr.
    #[arg(long)]
    pub(crate) demo: bool,
    /// Stop after the demo; the exit status tells whether every step went as it must.
    #[arg(long, requires = "demo")]
    pub(crate) exit: bool,
}

/// Flags of `platform`.
#[cfg(feature = "emulator")]
#[derive(Debug, Args)]
pub(crate) struct Platform {
    /// Address to listen on; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:5097")]
    pub(crate) listen: String,
    /// Folder of the signing keys; without it they are fresh at each start.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// More organisations, persons and resources.
    #[arg(long, value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,
    /// Write a configuration for `serve` that points at this platform, once it is ready.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_config: Option<PathBuf>,
}

/// Flags of `demo`.
#[cfg(feature = "emulator")]
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where the server is reached.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:5096")]
    pub(crate) server: String,
    /// Where the emulated platform is reached; without it, where the server is.
    #[arg(long, value_name = "URL")]
    pub(crate) platform: Option<String>,
}

//! The commands, one file each.

mod check;
#[cfg(feature = "emulator")]
mod demo;
#[cfg(feature = "emulator")]
pub(crate) mod dev;
mod migrate;
mod openapi;
#[cfg(feature = "emulator")]
mod platform;
mod serve;

use correspondence_config::{Config, ConfigError};

use crate::cli::{Command, Configured};
use crate::failure::Failure;

/// Does what the command line asks for.
pub(crate) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        #[cfg(feature = "emulator")]
        Command::Dev(flags) => dev::run(flags).await,
        Command::Serve(flags) => serve::run(&flags).await,
        #[cfg(feature = "emulator")]
        Command::Platform(flags) => platform::run(flags).await,
        Command::Migrate(flags) => migrate::run(&flags).await,
        Command::Check(flags) => check::run(&flags).await,
        Command::Openapi => {
            openapi::run();
            Ok(())
        }
        #[cfg(feature = "emulator")]
        Command::Demo(flags) => demo::run(flags).await,
    }
}

impl Configured {
    /// Reads the configuration from the file and the environment.
    fn load(&self) -> Result<Config, ConfigError> {
        let variables = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Config::load(self.config.as_deref(), variables)
    }
}

//! The correspondence program: commands, wiring, telemetry. There is no rule of the service in here.

mod cli;
mod commands;
#[cfg(feature = "emulator")]
mod demo;
mod failure;
mod http;
#[cfg(feature = "emulator")]
mod local_altinn;
mod parts;
mod randomness;
mod running;
#[cfg(all(test, feature = "emulator"))]
mod slow_senders;
mod stop;
mod telemetry;
mod waiting_files;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use crate::cli::Program;

/// What may still run when a command is over: look-ups of names, closing of files.
const LEFTOVERS: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let program = Program::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("the program cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(commands::run(program.command));
    runtime.shutdown_timeout(LEFTOVERS);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.tell();
            failure.status()
        }
    }
}

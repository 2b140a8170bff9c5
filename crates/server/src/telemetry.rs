//! Logs on stderr. Which lines follow `RUST_LOG`; stdout stays free for the ready line.

use std::io::IsTerminal;

use correspondence_config::{LogFormat, Telemetry};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::Subscriber;

/// Which lines are written when `RUST_LOG` says nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Chatter {
    /// What an operator follows.
    Normal,
    /// Only what is wrong, so that a story told on stderr stays readable.
    Quiet,
}

/// Begins logging as configured.
pub(crate) fn start(telemetry: &Telemetry, chatter: Chatter) {
    begin(telemetry.log_format, chatter);
    if !telemetry.otlp_endpoint.is_empty() {
        tracing::warn!("telemetry.otlp_endpoint is set, but this version does not send traces or metrics by OTLP");
    }
}

/// Begins logging for somebody who looks on.
#[cfg(feature = "emulator")]
pub(crate) fn start_for_people(chatter: Chatter) {
    begin(LogFormat::Pretty, chatter);
}

fn begin(format: LogFormat, chatter: Chatter) {
    let usual = match chatter {
        Chatter::Normal => "info",
        Chatter::Quiet => "warn",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let colours = std::io::stderr().is_terminal();
    let lines = Subscriber::builder().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    let started = match format {
        // The innermost span carries the trace id; its parents would only repeat it.
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).try_init(),
        LogFormat::Pretty => lines.compact().with_target(false).try_init(),
    };
    if let Err(error) = started {
        eprintln!("no log is written: {error}");
    }
}

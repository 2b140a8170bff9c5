//! The program as those see it who run it from outside: command line, streams, exit statuses (run-contract §1, §2, §5).

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod commands;
mod configuration;
mod error_numbers;
mod program;
mod start_and_stop;
mod story;

//! Where files, scanners and letters meet: verdicts by webhook and by clamd, letters that wait for them, files that end with their letters.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod chance;
mod clamd;
mod endings;
mod files;
mod letters;
mod races;
mod sent;
mod setting;
mod waiting;
mod webhook;

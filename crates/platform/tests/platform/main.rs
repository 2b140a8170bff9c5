//! The clients against a scripted platform over HTTP (what goes over the wire, what every kind of answer means) and against the emulator.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends here")]

mod contacts;
mod decisions;
mod dialogs;
mod emulator;
mod events;
mod inbound;
mod login;
mod register;
mod resources;
mod slack;
mod support;
mod tokens;
mod wrapper;

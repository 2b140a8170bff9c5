//! What outside systems tell us, one file per route.

pub(crate) mod malware_scan_results;
mod scan_event;
mod secret;

pub use secret::Secret;

//! `demo`: the main job played against a running server and a running emulated platform.

use crate::cli::Demo;
use crate::demo::{self, Addresses};
use crate::failure::Failure;

pub(crate) async fn run(flags: Demo) -> Result<(), Failure> {
    let server = flags.server.trim_end_matches('/').to_owned();
    let platform = flags.platform.map_or_else(|| server.clone(), |platform| platform.trim_end_matches('/').to_owned());
    if demo::play(Addresses { server, platform }).await { Ok(()) } else { Err(Failure::Told) }
}

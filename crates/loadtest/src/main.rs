//! Scripted load over loopback. Every figure stands beside what `pgbench` does with the same rows, or the disk, a checksum or nginx with the
//! same bytes, in the same minute, so that it says something about the program and not about the machine. It never calls another machine and ends by itself.

mod arguments;
mod attachments;
mod caller;
mod letters;
mod limits;
mod load;
mod pgbench;
mod process;
mod recipients;
mod report;
mod scenarios;
mod stage;

use anyhow::bail;
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use crate::arguments::Arguments;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let work = async {
        match &arguments.binary {
            Some(binary) => stage::all(&arguments, binary).await,
            None => scenarios::against_running(&arguments).await,
        }
    };
    let mut terminated = signal(SignalKind::terminate())?;
    let failed = tokio::select! {
        failed = work => failed?,
        // Returning drops what was started, which stops it.
        _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        _ = terminated.recv() => bail!("terminated"),
    };
    if failed > 0 {
        bail!("{failed} requests failed: the figures above are not worth much");
    }
    Ok(())
}

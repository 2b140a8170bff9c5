//! A folder.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::Mutex;

use correspondence_blobs::BlobStore;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Ready, ready};
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

use super::{Behind, Subject, files};
use crate::bytes::{MIB, PIECE};
use crate::proxy::Fault;

struct Folder {
    home: TempDir,
    fault: Mutex<Fault>,
}

/// Blocks of a body have 2 MiB: four may wait for the disk or the checksums while the next one comes in. Those of a reader have 512 KiB.
pub(crate) fn start() -> Ready<Subject> {
    let home = tempfile::tempdir().unwrap();
    let store = BlobStore::at(url::Url::from_file_path(home.path()).unwrap().as_str(), &BTreeMap::new()).unwrap();
    let behind = Box::new(Folder { home, fault: Mutex::new(Fault::None) });
    ready(Subject { store, most_held: 5 * 2 * MIB + 6 * PIECE, most_ahead: 2 * MIB as u64, behind })
}

/// What stands in the way of a fault's uploads: a file where a folder must be, so that they fail at their beginning or at their end.
fn obstacle(fault: Fault) -> Option<&'static str> {
    match fault {
        Fault::Refusing => Some(".staging"),
        Fault::BreakingOff => Some("attachments"),
        _ => None,
    }
}

/// This process may write files of so many bytes; the operating system refuses every further byte.
fn limit_files_to(bytes: &str) {
    let limited = Command::new("prlimit").args(["--pid", &std::process::id().to_string(), &format!("--fsize={bytes}:")]).status();
    assert!(limited.unwrap().success(), "prlimit is of Debian's util-linux");
}

impl Behind for Folder {
    fn contents(&self) -> BoxFuture<'_, Vec<String>> {
        let obstacle = obstacle(*self.fault.lock().unwrap());
        ready(files(self.home.path()).into_iter().filter(|name| Some(name.as_str()) != obstacle).collect()).boxed()
    }

    /// What this process read from files; each test has one of its own.
    fn read(&self) -> u64 {
        let counts = fs::read_to_string("/proc/self/io").unwrap();
        counts.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
    }

    fn inject(&self, fault: Fault) {
        let before = std::mem::replace(&mut *self.fault.lock().unwrap(), fault);
        if let Some(obstacle) = obstacle(before) {
            fs::remove_file(self.home.path().join(obstacle)).unwrap();
        }
        if let Some(obstacle) = obstacle(fault) {
            fs::write(self.home.path().join(obstacle), "").unwrap();
        }
        if before == Fault::Full {
            limit_files_to("unlimited");
        }
        if fault == Fault::Full {
            // Its signal would end the process; listened to, the write fails instead.
            let _ = signal(SignalKind::from_raw(25)).unwrap();
            limit_files_to("1500000");
        }
    }
}

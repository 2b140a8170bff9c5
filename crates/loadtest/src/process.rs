//! What a process of this machine has used, as Linux tells it.

use std::fs;
use std::time::Duration;

use anyhow::Context;

/// Length of a tick of the kernel's CPU accounting: 100 a second on every Linux that we know.
const TICK: Duration = Duration::from_millis(10);

/// A process that is watched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process {
    /// Its number.
    pub(crate) id: u32,
}

/// CPU time and memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    /// User and system time.
    pub(crate) cpu: Duration,
    /// Memory in use, kibibytes.
    pub(crate) resident: u64,
    /// Most memory that was in use since the start, or since it was forgotten, kibibytes.
    pub(crate) peak: u64,
}

impl Usage {
    /// CPU time since `earlier`, memory as it is now.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self { cpu: self.cpu.saturating_sub(earlier.cpu), ..self }
    }
}

impl Process {
    /// What it has used until now.
    pub(crate) fn usage(self) -> anyhow::Result<Usage> {
        let read = |file: &str| fs::read_to_string(format!("/proc/{}/{file}", self.id)).with_context(|| format!("process {}", self.id));
        let status = read("status")?;
        Ok(Usage {
            cpu: cpu(&read("stat")?).context("/proc/…/stat has an unknown form")?,
            resident: memory(&status, "VmRSS:").context("/proc/…/status names no VmRSS")?,
            peak: memory(&status, "VmHWM:").context("/proc/…/status names no VmHWM")?,
        })
    }

    /// Makes the most memory that was in use what is in use now.
    pub(crate) fn forget_peak(self) -> anyhow::Result<()> {
        fs::write(format!("/proc/{}/clear_refs", self.id), "5").with_context(|| format!("process {}", self.id))
    }
}

/// Fields 14 and 15; the name of the program in field 2 may hold blanks and parentheses.
fn cpu(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

fn memory(status: &str, name: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_s_files_are_read() {
        let stat = "42 (a b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0";
        assert_eq!(cpu(stat), Some(Duration::from_secs(2)));
        assert_eq!(memory("VmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n", "VmRSS:"), Some(1024));
    }

    #[test]
    fn this_process_uses_memory() {
        let usage = Process { id: std::process::id() }.usage().unwrap();
        assert!(usage.resident > 0 && usage.peak >= usage.resident);
    }
}

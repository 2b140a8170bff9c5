//! What the machine can do with bytes when nothing else is asked of it, measured in the same minute as the server.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::thread;
use std::time::Instant;

use md5::{Digest, Md5};
use sha2::Sha256;

use crate::attachments::Content;
use crate::load::{as_float, per_second};

/// Bytes that tell the speed of hashing well enough.
const HASHED: u64 = 1_000_000_000;

/// MD5 and SHA-256 in one pass on one thread, bytes per second.
pub(crate) fn hashing(content: &Content) -> f64 {
    let (mut md5, mut sha256) = (Md5::new(), Sha256::new());
    let start = Instant::now();
    for piece in content.pieces(HASHED) {
        md5.update(&piece);
        sha256.update(&piece);
    }
    std::hint::black_box((md5.finalize(), sha256.finalize()));
    per_second(HASHED, start.elapsed())
}

/// Files written and made durable, `threads` at once, bytes per second.
pub(crate) fn disk(folder: &Path, content: &Content, files: u64, length: u64, threads: u64) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir_in(folder)?;
    let start = Instant::now();
    thread::scope(|scope| {
        let writers: Vec<_> = (0..threads)
            .map(|writer| {
                let (folder, of_writer) = (folder.path(), (writer..files).step_by(usize::try_from(threads).unwrap_or(1)));
                scope.spawn(move || of_writer.into_iter().try_for_each(|number| write(&folder.join(number.to_string()), content, length)))
            })
            .collect();
        writers.into_iter().try_for_each(|writer| writer.join().map_err(|_| anyhow::anyhow!("a writer panicked"))?)
    })?;
    Ok(as_float(files * length) / start.elapsed().as_secs_f64())
}

fn write(path: &Path, content: &Content, length: u64) -> anyhow::Result<()> {
    let mut file = File::create(path)?;
    for piece in content.pieces(length) {
        file.write_all(&piece)?;
    }
    file.sync_all()?;
    fs::File::open(path.parent().unwrap_or(path))?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_is_measured_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        assert!(disk(folder.path(), &Content::new(), 3, 10, 2).unwrap() > 0.0);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

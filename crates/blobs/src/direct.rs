//! The bulk of a large file goes to the disk past the page cache: copying it there costs as much as a checksum, and would push out what
//! others read. What the file system does not take this way is written as usual.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;

/// Bytes of a write. A disk at the other end of a network is worth larger ones than a local disk needs.
const WRITE: usize = 2 * 1024 * 1024;

/// Places in the file, in memory and lengths are multiples of this; no disk that we know asks for more.
const ALIGNMENT: usize = 4096;

/// How the operating system is told. Elsewhere than on Linux, where nobody runs this for others, bytes go the usual way.
#[cfg(target_os = "linux")]
const FLAG: i32 = libc::O_DIRECT;
#[cfg(not(target_os = "linux"))]
const FLAG: i32 = 0;

/// Writes on from a place in a file.
#[derive(Debug)]
pub(crate) struct Direct {
    /// None when the file system has refused.
    file: Option<File>,
    memory: Vec<u8>,
    /// Where in `memory` the aligned part begins.
    start: usize,
    filled: usize,
    /// Where in the file that part belongs.
    place: u64,
    /// Bytes until the first aligned place.
    missing: usize,
}

impl Direct {
    /// From `place` on.
    pub(crate) fn open(path: &Path, place: u64) -> Self {
        let file = OpenOptions::new().write(true).custom_flags(FLAG).open(path).ok();
        let memory = vec![0; WRITE + ALIGNMENT];
        // Never beyond what was added for it: memory can be aligned to any power of two.
        let start = memory.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
        let missing = usize::try_from(place.next_multiple_of(ALIGNMENT as u64) - place).unwrap_or(0);
        Self { file, memory, start, filled: 0, place, missing }
    }

    /// Writes the next bytes; `plain` is the same file opened as usual.
    pub(crate) fn write(&mut self, plain: &File, mut piece: &[u8]) -> io::Result<()> {
        if self.missing > 0 {
            let (first, rest) = piece.split_at(self.missing.min(piece.len()));
            plain.write_all_at(first, self.place)?;
            self.missing -= first.len();
            self.advance(first.len());
            piece = rest;
        }
        while !piece.is_empty() {
            let (first, rest) = piece.split_at((WRITE - self.filled).min(piece.len()));
            let from = self.start + self.filled;
            self.memory[from..from + first.len()].copy_from_slice(first);
            self.filled += first.len();
            piece = rest;
            if self.filled == WRITE {
                self.write_filled(plain)?;
            }
        }
        Ok(())
    }

    /// Writes what is left.
    pub(crate) fn finish(mut self, plain: &File) -> io::Result<()> {
        // The end is hardly ever aligned.
        self.file = None;
        self.write_filled(plain)
    }

    fn write_filled(&mut self, plain: &File) -> io::Result<()> {
        let bytes = &self.memory[self.start..self.start + self.filled];
        match self.file.as_ref().map(|file| file.write_all_at(bytes, self.place)) {
            Some(Ok(())) => {}
            Some(Err(error)) if error.kind() != io::ErrorKind::InvalidInput => return Err(error),
            None | Some(Err(_)) => {
                self.file = None;
                plain.write_all_at(bytes, self.place)?;
            }
        }
        self.advance(self.filled);
        self.filled = 0;
        Ok(())
    }

    fn advance(&mut self, length: usize) {
        self.place += length as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn written(mut direct: Direct, path: &Path, begun: &[u8], rest: &[u8]) -> Vec<u8> {
        let plain = OpenOptions::new().write(true).open(path).unwrap();
        plain.write_all_at(begun, 0).unwrap();
        for piece in rest.chunks(77_777) {
            direct.write(&plain, piece).unwrap();
        }
        direct.finish(&plain).unwrap();
        fs::read(path).unwrap()
    }

    /// Whether the file system takes it or not, from aligned places and others.
    #[test]
    fn bytes_are_where_they_belong() {
        let all: Vec<u8> = (0..3 * WRITE + 4711).map(|place| u8::try_from(place % 251).unwrap()).collect();
        let folder = tempfile::tempdir().unwrap();
        for begun in [0, 1, ALIGNMENT, WRITE + 5, all.len() - 3] {
            for refused in [false, true] {
                let path = folder.path().join("file");
                fs::write(&path, "").unwrap();
                let mut direct = Direct::open(&path, u64::try_from(begun).unwrap());
                if refused {
                    direct.file = None;
                }
                let (begun, rest) = all.split_at(begun);
                assert!(written(direct, &path, begun, rest) == all, "{} bytes as usual, refused: {refused}", begun.len());
            }
        }
    }
}

//! The records between the files of a zip, as APPNOTE 6.3.10 lays them out.
//!
//! Numbers that do not fit into 32 bits move to an extra field ("zip64"); nothing else makes records longer.

/// Lengths of the records, without names.
pub(super) const LOCAL: u64 = 30;
pub(super) const CENTRAL: u64 = 46;
pub(super) const DESCRIPTOR: u64 = 16;
pub(super) const END: u64 = 22;

/// From here on a size or an offset stands in the extra field.
pub(super) const MOST_IN_32_BITS: u64 = 0xffff_ffff;
/// From here on the number of entries stands in the larger end record.
pub(super) const MOST_ENTRIES: usize = 0xffff;

/// Version of the format that a reader must know.
const PLAIN: u16 = 20;
const ZIP64: u16 = 45;
/// Made on Unix, so that the permissions below are meant.
const UNIX: u16 = 3 << 8;
/// A file that its owner may write and everybody read.
const PERMISSIONS: u32 = 0o100_644 << 16;
/// The name is UTF-8.
const UTF8: u16 = 1 << 11;
/// Checksum and sizes follow the bytes.
const DESCRIBED: u16 = 1 << 3;
/// 1 January 1980 at midnight, the format's first moment: files carry no time here.
const TIME_AND_DATE: u32 = 0x0021_0000;
const EXTRA_ZIP64: u16 = 1;

/// What the records say of a file.
pub(super) struct FileRecord {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) checksum: u32,
    /// Where its local header begins.
    pub(super) start: u64,
}

impl FileRecord {
    const fn is_large(&self) -> bool {
        self.size >= MOST_IN_32_BITS
    }

    const fn version(&self) -> u16 {
        if self.is_large() || self.start >= MOST_IN_32_BITS { ZIP64 } else { PLAIN }
    }

    /// What both headers say: version, flags, no compression, the moment.
    fn begin(&self, record: &mut Record) {
        record.u16(self.version());
        record.u16(if self.size > 0 { UTF8 | DESCRIBED } else { UTF8 });
        record.u16(0);
        record.u32(TIME_AND_DATE);
    }

    pub(super) fn local_header(&self) -> Vec<u8> {
        let mut record = Record::new(*b"PK\x03\x04");
        self.begin(&mut record);
        record.u32(0);
        // The extra field tells the reader that the descriptor's sizes have 64 bits; its own are not known yet either.
        let size = if self.is_large() { u32::MAX } else { 0 };
        record.u32(size);
        record.u32(size);
        record.u16(short(self.name.len()));
        record.u16(if self.is_large() { 20 } else { 0 });
        record.0.extend(self.name.as_bytes());
        if self.is_large() {
            record.extra(&[0, 0]);
        }
        record.0
    }

    /// What follows the bytes; nothing follows none.
    pub(super) fn descriptor(&self) -> Vec<u8> {
        if self.size == 0 {
            return Vec::new();
        }
        let mut record = Record::new(*b"PK\x07\x08");
        record.u32(self.checksum);
        for _ in ["compressed", "plain"] {
            if self.is_large() { record.u64(self.size) } else { record.u32(limited(self.size)) }
        }
        record.0
    }
}

/// The central directory, as far as it is known. It grows by about 100 bytes for each file.
#[derive(Default)]
pub(super) struct Directory {
    record: Vec<u8>,
    entries: usize,
}

impl Directory {
    pub(super) fn add(&mut self, file: &FileRecord) {
        let sizes: &[u64] = if file.is_large() { &[file.size, file.size] } else { &[] };
        let start: &[u64] = if file.start >= MOST_IN_32_BITS { &[file.start] } else { &[] };
        let extra = [sizes, start].concat();
        let mut record = Record::new(*b"PK\x01\x02");
        record.u16(UNIX | file.version());
        file.begin(&mut record);
        record.u32(file.checksum);
        record.u32(limited(file.size));
        record.u32(limited(file.size));
        record.u16(short(file.name.len()));
        record.u16(if extra.is_empty() { 0 } else { short(4 + 8 * extra.len()) });
        // No comment, on the first disk, not known to be text.
        record.u16(0);
        record.u16(0);
        record.u16(0);
        record.u32(PERMISSIONS);
        record.u32(limited(file.start));
        record.0.extend(file.name.as_bytes());
        if !extra.is_empty() {
            record.extra(&extra);
        }
        self.record.append(&mut record.0);
        self.entries += 1;
    }
}

/// Everything after the last file.
pub(super) struct End {
    /// Where the directory begins.
    pub(super) start: u64,
    pub(super) directory: Directory,
}

impl End {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let length = self.directory.record.len() as u64;
        let entries = self.directory.entries;
        let mut record = Record(self.directory.record);
        if entries >= MOST_ENTRIES || self.start >= MOST_IN_32_BITS || length >= MOST_IN_32_BITS {
            record.0.extend(b"PK\x06\x06");
            record.u64(44);
            record.u16(UNIX | ZIP64);
            record.u16(ZIP64);
            record.u32(0);
            record.u32(0);
            record.u64(entries as u64);
            record.u64(entries as u64);
            record.u64(length);
            record.u64(self.start);
            record.0.extend(b"PK\x06\x07");
            record.u32(0);
            record.u64(self.start + length);
            record.u32(1);
        }
        record.0.extend(b"PK\x05\x06");
        record.u16(0);
        record.u16(0);
        record.u16(short(entries));
        record.u16(short(entries));
        record.u32(limited(length));
        record.u32(limited(self.start));
        record.u16(0);
        record.0
    }
}

/// Numbers with their lowest byte first.
struct Record(Vec<u8>);

impl Record {
    fn new(signature: [u8; 4]) -> Self {
        Self(signature.to_vec())
    }

    fn u16(&mut self, number: u16) {
        self.0.extend(number.to_le_bytes());
    }

    fn u32(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn u64(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    fn extra(&mut self, numbers: &[u64]) {
        self.u16(EXTRA_ZIP64);
        self.u16(short(8 * numbers.len()));
        for number in numbers {
            self.u64(*number);
        }
    }
}

/// The number, or the value that says it stands elsewhere.
fn limited(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn short(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn as_many_files_as_need_the_larger_end_are_found() {
        let (mut bytes, mut directory) = (Vec::new(), Directory::default());
        for number in 0..70_000 {
            let file = FileRecord { name: format!("{number}.txt"), size: 0, checksum: 0, start: bytes.len() as u64 };
            bytes.append(&mut file.local_header());
            directory.add(&file);
        }
        let end = End { start: bytes.len() as u64, directory };
        bytes.append(&mut end.into_bytes());
        let zip = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(zip.path(), bytes).unwrap();
        let script =
            "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nprint(len(z.namelist()), z.namelist()[-1], z.read('69999.txt'))";
        let said = Command::new("python3").args(["-c", script]).arg(zip.path()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&said.stdout), "70000 69999.txt b''\n", "{}", String::from_utf8_lossy(&said.stderr));
    }
}

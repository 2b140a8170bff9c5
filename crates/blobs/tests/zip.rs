//! The zip of several blobs, opened by the programs that recipients have.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bytes::Bytes;
use correspondence_blobs::zip::{Entry, content_length, stream};
use correspondence_blobs::{BlobError, BlobKey, BlobStore, UploadLimits};
use correspondence_domain::attachment::zip_names::entry_names;
use futures_util::stream::iter;
use futures_util::{StreamExt as _, TryStreamExt as _};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

const LIMITS: UploadLimits = UploadLimits { most_bytes: 1_000_000, longest_pause: std::time::Duration::from_mins(1) };
const FOUR_GIB: u64 = 1 << 32;

struct Zipper {
    home: TempDir,
    store: BlobStore,
}

impl Zipper {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let store = BlobStore::at(url::Url::from_file_path(home.path()).unwrap().as_str(), &BTreeMap::new()).unwrap();
        Self { home, store }
    }

    async fn entry(&self, number: usize, name: &str, content: &[u8]) -> Entry {
        let key = key(number);
        let body = iter([Ok::<_, String>(Bytes::copy_from_slice(content))]);
        let size = self.store.put(key, body, LIMITS).await.unwrap().size;
        Entry { name: name.to_owned(), size, key }
    }

    /// A blob of zeros that takes no room on the disk.
    fn sparse(&self, number: usize, name: &str, size: u64) -> Entry {
        let key = key(number);
        let path = self.home.path().join(key.path());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().set_len(size).unwrap();
        Entry { name: name.to_owned(), size, key }
    }

    async fn bytes(&self, entries: &[Entry]) -> Vec<u8> {
        stream(self.store.clone(), entries.to_vec()).try_collect::<Vec<_>>().await.unwrap().concat()
    }

    fn save(&self, bytes: &[u8]) -> PathBuf {
        let path = self.home.path().join("all.zip");
        fs::write(&path, bytes).unwrap();
        path
    }
}

fn key(number: usize) -> BlobKey {
    let id = uuid::Uuid::from_u128(number as u128);
    BlobKey { attachment: id.into(), upload: id.into() }
}

fn length(entries: &[Entry]) -> Option<u64> {
    content_length(&entries.iter().map(|entry| (entry.name.len(), entry.size)).collect::<Vec<_>>())
}

/// Runs a program of `scripts/test tools` and returns what it says.
fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).env("LC_ALL", "C.UTF-8").output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; scripts/test tools installs what tests need"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {said} {}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Names, sizes and checksums as Python's reader sees them, which checks every byte.
fn python(zip: &Path) -> String {
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                  for i in z.infolist(): assert i.compress_type == 0; print(i.filename, i.file_size, i.header_offset)";
    run("python3", &["-c", script, zip.to_str().unwrap()])
}

#[tokio::test]
async fn every_program_opens_it_and_its_length_was_known() {
    let zipper = Zipper::new();
    let names = [
        "vedtak.pdf",
        "Vedtak.pdf",
        "blåbærsyltetøy æøå.txt",
        "Čázehus – sámegiella.docx",
        "Ελληνικά.csv",
        "кириллица.xml",
        "العربية.json",
        "中文名字.html",
        "😀😀.png",
        "e\u{301}.gif",
        "tom.txt",
        "vedtak.pdf",
    ];
    let files: Vec<_> = names.iter().enumerate().map(|(number, name)| (key(number).attachment, *name)).collect();
    let mut entries = Vec::new();
    for (number, name) in entry_names(&files).iter().enumerate() {
        let content = if name == "tom.txt" { Vec::new() } else { name.as_bytes().repeat(number * 997 + 1) };
        entries.push(zipper.entry(number, name, &content).await);
    }
    let bytes = zipper.bytes(&entries).await;
    assert_eq!(length(&entries), Some(bytes.len() as u64));
    let zip = zipper.save(&bytes);

    let seen = python(&zip);
    let expected: Vec<_> = entries.iter().map(|entry| format!("{} {}", entry.name, entry.size)).collect();
    assert!(seen.lines().zip(&expected).all(|(line, entry)| line.starts_with(entry.as_str())), "{seen}");
    assert_eq!(seen.lines().count(), entries.len());

    for (program, arguments) in [("unzip", ["-q", "-d"]), ("7z", ["x", "-o"])] {
        let into = zipper.home.path().join(program);
        let (into, zip) = (into.to_str().unwrap(), zip.to_str().unwrap());
        match program {
            "unzip" => run(program, &[arguments[0], zip, arguments[1], into]),
            _ => run(program, &[arguments[0], zip, &format!("{}{into}", arguments[1])]),
        };
        for (number, entry) in entries.iter().enumerate() {
            let content = fs::read(Path::new(into).join(&entry.name)).unwrap_or_else(|error| panic!("{program}: {}: {error}", entry.name));
            let expected = if entry.size == 0 { Vec::new() } else { entry.name.as_bytes().repeat(number * 997 + 1) };
            assert!(content == expected, "{program} took other bytes for {}", entry.name);
        }
    }
}

#[tokio::test]
async fn a_zip_of_nothing_and_of_an_empty_file_are_whole() {
    let zipper = Zipper::new();
    assert_eq!(zipper.bytes(&[]).await.len(), 22);
    assert_eq!(length(&[]), Some(22));
    let empty = [zipper.entry(1, "tom.txt", b"").await];
    let bytes = zipper.bytes(&empty).await;
    assert_eq!(length(&empty), Some(bytes.len() as u64));
    // No descriptor, and no sign that there is one.
    assert_eq!(bytes.len(), 22 + 76 + 14);
    assert_eq!(bytes[6] & 8, 0);
    python(&zipper.save(&bytes));
}

#[test]
fn the_length_of_the_larger_form_is_not_told() {
    let limit = 4_294_967_295;
    let around = limit - 22 - 76 - 16 - 2;
    assert_eq!(content_length(&[(1, around - 1)]), Some(limit - 1));
    assert_eq!(content_length(&[(1, around)]), None);
    assert_eq!(content_length(&[(1, u64::MAX)]), None);
    assert_eq!(content_length(&vec![(1, 0); 65_534]), Some(22 + 65_534 * 78));
    assert_eq!(content_length(&vec![(1, 0); 65_535]), None);
}

/// Written to a file whose zeros take no room: what is stored between the records is not there.
#[tokio::test]
async fn files_beyond_four_gib_are_found_by_their_larger_records() {
    let zipper = Zipper::new();
    let entries = [
        zipper.entry(1, "before.txt", b"before").await,
        zipper.sparse(2, "large.pdf", FOUR_GIB + 1),
        zipper.entry(3, "after.txt", b"after").await,
    ];
    assert_eq!(length(&entries), None);
    let path = zipper.home.path().join("large.zip");
    let mut file = tokio::fs::File::create(&path).await.unwrap();
    let (mut pieces, mut written) = (stream(zipper.store.clone(), entries.to_vec()), 0);
    while let Some(piece) = pieces.try_next().await.unwrap() {
        // The middle of the large file is passed over.
        if piece.len() < 100_000 {
            tokio::io::AsyncSeekExt::seek(&mut file, std::io::SeekFrom::Start(written)).await.unwrap();
            file.write_all(&piece).await.unwrap();
        }
        written += piece.len() as u64;
    }
    file.flush().await.unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), written);
    let path = path.to_str().unwrap();

    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n\
                  for i in z.infolist(): print(i.filename, i.file_size, i.header_offset > 0xffffffff)\n\
                  print(z.read('before.txt'), z.read('after.txt'))";
    let seen = run("python3", &["-c", script, path]);
    assert_eq!(seen, "before.txt 6 False\nlarge.pdf 4294967297 False\nafter.txt 5 True\nb'before' b'after'\n");
    // 7z and unzip compare the records with each other, and the checksum with the bytes before and after.
    assert!(run("7z", &["t", path, "before.txt", "after.txt"]).contains("Everything is Ok"));
    assert!(run("unzip", &["-t", path, "before.txt", "after.txt"]).contains("No errors detected"));
    let listed = run("7z", &["l", "-slt", path]);
    assert!(listed.contains("Size = 4294967297") && !listed.contains("ERROR") && !listed.contains("WARNING"), "{listed}");
}

#[tokio::test]
async fn it_breaks_off_when_bytes_are_not_as_recorded() {
    let zipper = Zipper::new();
    let good = zipper.entry(1, "a.txt", b"12345").await;
    for size in [4, 6] {
        let last =
            stream(zipper.store.clone(), vec![good.clone(), Entry { size, ..good.clone() }]).collect::<Vec<_>>().await.pop().unwrap();
        assert!(matches!(last, Err(BlobError::Size { stored: 5, .. })), "{last:?}");
    }
    let missing = Entry { key: key(9), ..good.clone() };
    let last = stream(zipper.store.clone(), vec![good, missing]).collect::<Vec<_>>().await.pop().unwrap();
    assert!(matches!(last, Err(BlobError::Missing(_))), "{last:?}");
}

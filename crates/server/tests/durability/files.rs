//! Files: their bytes as clients send and fetch them, and as they lie in the store.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use correspondence_testkit::{ATTACHMENTS, Answer, announcement, eventually};
use futures_util::stream;
use md5::{Digest, Md5};
use reqwest::{Body, Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::setting::{Server, Setting};

/// From one byte to several blocks of an upload.
const SIZES: [usize; 7] = [1, 700, 66_000, 300_000, 1_048_576, 1_700_001, 3_000_000];

/// The bytes of the file of this number: no two files have the same, nor do two parts of one.
pub(crate) fn bytes(number: usize) -> Vec<u8> {
    bytes_of(number, SIZES[number % SIZES.len()])
}

/// So many bytes, told from others by a number.
pub(crate) fn bytes_of(number: usize, size: usize) -> Vec<u8> {
    let seed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let words = (0..=size as u64 / 8).map(|place| (seed ^ place).wrapping_mul(0xd129_0d3f_6e5c_b16b).rotate_left(29) ^ seed);
    let mut bytes: Vec<u8> = words.flat_map(u64::to_le_bytes).collect();
    bytes.truncate(size);
    bytes
}

/// As an overview tells it.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// A body that goes on as the test says.
pub(crate) struct Sending {
    pieces: mpsc::Sender<Vec<u8>>,
    answer: JoinHandle<reqwest::Result<Response>>,
}

impl Sending {
    pub(crate) fn begin(call: RequestBuilder) -> Self {
        let (pieces, taken) = mpsc::channel::<Vec<u8>>(1);
        let body = stream::unfold(taken, async |mut taken| taken.recv().await.map(|piece| (Ok::<_, Infallible>(piece), taken)));
        Self { pieces, answer: tokio::spawn(call.body(Body::wrap_stream(body)).send()) }
    }

    /// Waits until everything but this piece was taken.
    pub(crate) async fn send(&self, piece: &[u8]) {
        self.pieces.send(piece.to_vec()).await.unwrap();
    }

    /// The body is complete. Gives what the client hears.
    pub(crate) async fn end(self) -> reqwest::Result<Response> {
        drop(self.pieces);
        self.answer.await.unwrap()
    }
}

impl Server {
    /// A call about files.
    pub(crate) fn files(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.call(method, &format!("{ATTACHMENTS}{path}")).bearer_auth(token)
    }

    /// Announces a file and gives its id.
    pub(crate) async fn announced(&self, token: &str, name: &str) -> String {
        let call = self.files(Method::POST, "", token).json(&announcement(name));
        Answer::of(call.send().await.unwrap()).await.good().as_str().unwrap().to_owned()
    }

    /// Uploads the bytes of a file.
    pub(crate) async fn upload(&self, token: &str, file: &str, bytes: Vec<u8>) -> Answer {
        Answer::of(self.upload_call(token, file).body(bytes).send().await.unwrap()).await
    }

    /// Sends some bytes of a file, with more to come.
    pub(crate) async fn begin_upload(&self, token: &str, file: &str, some: &[u8]) -> Sending {
        let sending = Sending::begin(self.upload_call(token, file));
        sending.send(some).await;
        eventually("the upload", async || (self.shown(token, file).await["status"] == "UploadProcessing").then_some(())).await;
        sending
    }

    fn upload_call(&self, token: &str, file: &str) -> RequestBuilder {
        self.files(Method::POST, &format!("/{file}/upload"), token).header("content-type", "application/octet-stream")
    }

    /// What an overview shows.
    pub(crate) async fn shown(&self, token: &str, file: &str) -> Value {
        Answer::of(self.files(Method::GET, &format!("/{file}"), token).send().await.unwrap()).await.good()
    }

    /// Fetches a file as its sender.
    pub(crate) async fn fetch_back(&self, token: &str, file: &str) -> Answer {
        Answer::of(self.files(Method::GET, &format!("/{file}/download"), token).send().await.unwrap()).await
    }

    /// The file has these bytes, and says so.
    pub(crate) async fn has_bytes(&self, token: &str, file: &str, bytes: &[u8]) {
        let fetched = self.fetch_back(token, file).await.expect(200);
        assert!(fetched.bytes == bytes, "{file} has other bytes, {} instead of {}", fetched.bytes.len(), bytes.len());
        assert_eq!(self.shown(token, file).await["checksum"], checksum(bytes), "{file}");
    }

    /// The file claims no bytes.
    pub(crate) async fn has_no_bytes(&self, token: &str, file: &str) {
        let shown = self.shown(token, file).await;
        assert!(shown["status"] != "Published" && shown["checksum"].is_null(), "{shown:#}");
        self.fetch_back(token, file).await.refused(404, 2001);
    }
}

impl Setting {
    /// Every file in the store's folder, by path, and the folders that hold none.
    pub(crate) fn stored(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        collect(&self.store(), &mut found);
        found.sort();
        found
    }

    /// How often there are bytes of each attachment. Everything else is reported under its path: nothing else may be there.
    pub(crate) fn stored_by_attachment(&self) -> BTreeMap<String, usize> {
        let mut stored = BTreeMap::new();
        for path in self.stored() {
            let inside = path.strip_prefix(self.store()).unwrap().display().to_string();
            let name = match inside.split('/').collect::<Vec<_>>()[..] {
                ["attachments", _, attachment] => attachment.to_owned(),
                [".staging"] => continue,
                _ => inside,
            };
            *stored.entry(name).or_default() += 1;
        }
        stored
    }

    /// Waits until bytes of this attachment lie where they stay.
    pub(crate) async fn bytes_lie_there(&self, attachment: &str) {
        eventually("bytes in the store", async || self.stored_by_attachment().contains_key(attachment).then_some(())).await;
    }

    /// Half-written files.
    pub(crate) fn staged(&self) -> Vec<PathBuf> {
        self.stored().into_iter().filter(|path| path.starts_with(self.store().join(".staging/"))).filter(|path| path.is_file()).collect()
    }

    /// What killed servers left looks as if that was a day ago: some of it is judged by the clock of the machine, which no test can move.
    pub(crate) fn make_old(&self) {
        for path in self.stored() {
            let left = File::open(path).unwrap();
            left.set_modified(left.metadata().unwrap().modified().unwrap() - Duration::from_hours(25)).unwrap();
        }
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    // What goes meanwhile is gone.
    let Ok(entries) = fs::read_dir(folder) else { return };
    let before = found.len();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.push(path);
        }
    }
    if found.len() == before {
        found.push(folder.to_path_buf());
    }
}

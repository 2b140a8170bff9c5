//! Files of letters, as their senders and recipients call the public API about them.

use std::convert::Infallible;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use futures_util::stream;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, RANGE};
use reqwest::{Body, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::letters::{self, RESOURCE};
use crate::recipients;

const API: &str = "/correspondence/api/v1/attachment";

/// The longest time that a file may take.
const PATIENCE: Duration = Duration::from_mins(20);

/// Bytes that a client hands over at once.
const PIECE: usize = 256 * 1024;

/// Bytes of no pattern that a disk or a checksum could make use of, the same ones over and over.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    piece: Bytes,
}

impl Content {
    pub(crate) fn new() -> Self {
        // Xorshift: good enough to look like anything else in an archive of pictures.
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let words = std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        });
        Self { piece: words.take(PIECE / 8).flat_map(u64::to_le_bytes).collect() }
    }

    /// `length` bytes in pieces that share their memory.
    pub(crate) fn pieces(&self, length: u64) -> impl Iterator<Item = Bytes> + Send + use<> {
        let (piece, mut left) = (self.piece.clone(), length);
        std::iter::from_fn(move || {
            let next = piece.slice(..usize::try_from(left).unwrap_or(PIECE).min(PIECE));
            left -= u64::try_from(next.len()).unwrap_or(left);
            (!next.is_empty()).then_some(next)
        })
    }
}

impl Caller {
    /// Announces a file and gives its id.
    pub(crate) async fn announce(&self, name: &str) -> anyhow::Result<String> {
        let announcement = json!({ "resourceId": RESOURCE, "fileName": name, "sendersReference": name });
        let id: Value = serde_json::from_slice(&self.send(self.request(Method::POST, API).json(&announcement)).await?)?;
        Ok(id.as_str().context("the answer is no id")?.to_owned())
    }

    /// Uploads `length` bytes as the content of a file.
    pub(crate) async fn upload(&self, attachment: &str, content: &Content, length: u64) -> anyhow::Result<()> {
        let body = Body::wrap_stream(stream::iter(content.pieces(length).map(Ok::<_, Infallible>)));
        let call = self.request(Method::POST, &format!("{API}/{attachment}/upload")).timeout(PATIENCE);
        let call = call.header(CONTENT_TYPE, "application/octet-stream").header(CONTENT_LENGTH, length).body(body);
        self.send(call).await.map(drop)
    }

    /// Sends a letter with these files to the usual recipient, who can read it then. Gives its id.
    pub(crate) async fn send_files(&self, reference: &str, attachments: &[String]) -> anyhow::Result<String> {
        let mut request = letters::request(reference, std::iter::once(recipients::USUAL));
        request["existingAttachments"] = json!(attachments);
        let letter = self.create(&request).await?.pop().context("the answer has no letter")?;
        self.drain().await?;
        let status = self.overview(&letter).await?["status"].clone();
        ensure!(status == "Published", "the letter with the files is {status}: does the server wait for a scanner?");
        Ok(letter)
    }

    /// A request for a file of a letter.
    pub(crate) fn file_of(&self, letter: &str, attachment: &str) -> RequestBuilder {
        self.call(Method::GET, &format!("/{letter}/attachment/{attachment}/download"))
    }

    /// A request for all files of a letter.
    pub(crate) fn archive_of(&self, letter: &str) -> RequestBuilder {
        self.call(Method::GET, &format!("/{letter}/attachments/downloadall"))
    }

    /// A request for a file that a plain file server has.
    pub(crate) fn plain(&self, url: &str) -> RequestBuilder {
        self.client.get(url)
    }
}

/// Takes a whole answer and throws it away. Gives the number of its bytes.
pub(crate) async fn swallow(request: RequestBuilder) -> anyhow::Result<u64> {
    let mut answer = request.timeout(PATIENCE).send().await?;
    if !answer.status().is_success() {
        bail!("{}: {}", answer.status(), answer.text().await?);
    }
    let mut length = 0;
    while let Some(piece) = answer.chunk().await? {
        length += u64::try_from(piece.len())?;
    }
    Ok(length)
}

/// Asks for the bytes from `start` on, `length` of them.
pub(crate) fn piece(request: RequestBuilder, start: u64, length: u64) -> RequestBuilder {
    request.header(RANGE, format!("bytes={start}-{}", start + length - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_has_the_length_that_was_asked_for() {
        let content = Content::new();
        for length in [0, 1, 262_144, 262_145, 1_000_000] {
            assert_eq!(content.pieces(length).map(|piece| piece.len() as u64).sum::<u64>(), length);
        }
    }
}

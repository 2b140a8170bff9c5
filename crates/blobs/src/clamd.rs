//! Asks clamd, ClamAV's daemon, about bytes, over TCP (its INSTREAM command).
//!
//! What cannot be scanned is never clean: it is an error, or too large.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::timeout;
use url::Url;

use crate::BlobError;

const CONNECT: Duration = Duration::from_secs(5);
/// How long clamd may take no further bytes: it takes them all before it looks at them.
const SEND: Duration = Duration::from_mins(1);
/// How long it may look at them; its own limit is two minutes unless the operator sets another.
const ANSWER: Duration = Duration::from_mins(10);
/// The most bytes of a chunk, far below what clamd takes.
const CHUNK: usize = 1024 * 1024;
/// The most bytes of an answer: a signature's name is short.
const LONGEST_ANSWER: u64 = 4096;

/// What names of "signatures" begin with that tell of a limit.
const LIMITS: &str = "Heuristics.Limits.Exceeded";

/// A clamd somewhere.
#[derive(Clone, Debug)]
pub struct Clamd {
    address: String,
}

/// What clamd says of the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No signature fits.
    Clean,
    /// The signature of this name fits.
    Infected(String),
    /// There is more than clamd looks at (its `StreamMaxLength`, or with `AlertExceedsMax` any other limit), so they are neither.
    TooLarge,
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// clamd cannot be reached, or the connection broke.
    #[error("clamd cannot be asked: {0}")]
    Connection(#[from] io::Error),
    /// clamd does not go on.
    #[error("clamd does not go on within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The bytes could not be read.
    #[error(transparent)]
    Bytes(BlobError),
    /// clamd answers something else.
    #[error("clamd answers {0:?}")]
    Answer(String),
}

impl Clamd {
    /// The clamd at `tcp://host:port`. It is not asked yet.
    ///
    /// # Errors
    /// [`BlobError::Address`] for any other address.
    pub fn new(address: &str) -> Result<Self, BlobError> {
        let unusable = || BlobError::Address(address.to_owned());
        let url = Url::parse(address).map_err(|_| unusable())?;
        match (url.scheme(), url.host_str(), url.port()) {
            ("tcp", Some(host), Some(port)) => Ok(Self { address: format!("{host}:{port}") }),
            _ => Err(unusable()),
        }
    }

    /// Sends the bytes and waits for the verdict.
    ///
    /// # Errors
    /// [`ScanError`]; the bytes are then neither clean nor infected.
    pub async fn scan<S>(&self, body: S) -> Result<Verdict, ScanError>
    where
        S: Stream<Item = Result<Bytes, BlobError>> + Send,
    {
        let mut connection = within(CONNECT, TcpStream::connect(&self.address)).await?;
        let (reader, writer) = connection.split();
        let mut answer = std::pin::pin!(answer(reader));
        // clamd answers before it has everything when it has enough, and then takes no more.
        let sent = tokio::select! {
            early = &mut answer => return unless_clean(verdict(&early?)),
            sent = send(writer, body) => sent,
        };
        match sent {
            Ok(()) => verdict(&within(ANSWER, answer).await?),
            // The answer may say why the connection broke.
            Err(ScanError::Connection(error)) => match within(SEND, answer).await {
                Ok(answer) => unless_clean(verdict(&answer)),
                Err(_) => Err(error.into()),
            },
            Err(other) => Err(other),
        }
    }
}

/// Bytes that were not all sent cannot have been found clean.
fn unless_clean(verdict: Result<Verdict, ScanError>) -> Result<Verdict, ScanError> {
    match verdict {
        Ok(Verdict::Clean) => Err(ScanError::Answer("clean, before it had every byte".to_owned())),
        other => other,
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> Result<T, ScanError> {
    Ok(timeout(limit, work).await.map_err(|_| ScanError::TimedOut(limit))??)
}

async fn send<S>(mut writer: WriteHalf<'_>, body: S) -> Result<(), ScanError>
where
    S: Stream<Item = Result<Bytes, BlobError>> + Send,
{
    let mut body = std::pin::pin!(body);
    within(SEND, writer.write_all(b"zINSTREAM\0")).await?;
    while let Some(mut piece) = body.try_next().await.map_err(ScanError::Bytes)? {
        // A chunk without bytes would be the end.
        while !piece.is_empty() {
            let chunk = piece.split_to(piece.len().min(CHUNK));
            let length = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
            within(SEND, writer.write_all(&length.to_be_bytes())).await?;
            within(SEND, writer.write_all(&chunk)).await?;
        }
    }
    within(SEND, writer.write_all(&[0; 4])).await
}

/// Up to the zero byte that ends it, or the end of the connection.
async fn answer(reader: ReadHalf<'_>) -> io::Result<Vec<u8>> {
    let mut reader = reader.take(LONGEST_ANSWER);
    let mut answer = Vec::new();
    while answer.last() != Some(&0) && reader.read_buf(&mut answer).await? > 0 {}
    if answer.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(answer) }
}

fn verdict(answer: &[u8]) -> Result<Verdict, ScanError> {
    let text = String::from_utf8_lossy(answer);
    let text = text.trim_end_matches(['\0', '\n']);
    if text == "stream: OK" {
        Ok(Verdict::Clean)
    } else if let Some(name) = text.strip_prefix("stream: ").and_then(|text| text.strip_suffix(" FOUND")) {
        // Told when the operator sets AlertExceedsMax: without it clamd passes what it did not look at.
        Ok(if name.starts_with(LIMITS) { Verdict::TooLarge } else { Verdict::Infected(name.to_owned()) })
    } else if text.contains("size limit exceeded") {
        Ok(Verdict::TooLarge)
    } else {
        Err(ScanError::Answer(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        assert_eq!(verdict(b"stream: OK\0").unwrap(), Verdict::Clean);
        assert_eq!(verdict(b"stream: Eicar-Signature FOUND\0").unwrap(), Verdict::Infected("Eicar-Signature".to_owned()));
        assert_eq!(verdict(b"INSTREAM size limit exceeded. ERROR\0").unwrap(), Verdict::TooLarge);
        assert_eq!(verdict(b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0").unwrap(), Verdict::TooLarge);
        for other in [&b"stream: Can't allocate memory ERROR\0"[..], b"", b"stream: OK", b"UNKNOWN COMMAND\0", b"OK\0"] {
            let clean = matches!(verdict(other), Ok(Verdict::Clean));
            assert_eq!(clean, other == b"stream: OK", "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn only_tcp_addresses_are_taken() {
        assert!(Clamd::new("tcp://127.0.0.1:3310").is_ok());
        assert!(Clamd::new("tcp://[::1]:3310").is_ok());
        for address in ["", "127.0.0.1:3310", "tcp://clamd", "http://clamd:3310", "unix:///run/clamd"] {
            assert!(Clamd::new(address).is_err(), "{address}");
        }
    }
}

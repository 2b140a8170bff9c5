//! Stands between a store and its server and spoils what passes through.
//!
//! One request for each connection, so that a spoiled one spoils no other.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What goes wrong. Only storing does: what was stored can always be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// Bytes pass slowly.
    Slow,
    /// The server answers 500 to whatever stores something.
    Refusing,
    /// The same, to the first request only.
    RefusingOnce,
    /// The connection breaks in the middle of the bytes.
    BreakingOff,
    /// The server answers 507 to bytes.
    Full,
    /// The server makes bytes visible as it is asked to, but nobody learns of it.
    AnswersLost,
    /// The connection breaks in the middle of the first answer with bytes.
    ReadingBreaksOffOnce,
}

/// The body's bytes after which a connection breaks.
const BROKEN_AFTER: usize = 300_000;

#[derive(Clone, Debug)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    fault: Arc<Mutex<Fault>>,
    /// Bytes of answers that clients were given, heads included.
    answered: Arc<AtomicU64>,
}

impl Proxy {
    pub(crate) async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self { address: listener.local_addr().unwrap(), fault: Arc::new(Mutex::new(Fault::None)), answered: Arc::default() };
        let serving = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let proxy = serving.clone();
                tokio::spawn(async move {
                    // Broken connections are what this is about.
                    let _ = proxy.pass(client, server).await;
                });
            }
        });
        proxy
    }

    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    fn fault_of(&self, request: &Request) -> Fault {
        let mut fault = self.fault.lock().unwrap();
        let now = *fault;
        let storing = request.method == "PUT" || request.method == "POST";
        let applies = match now {
            Fault::None => false,
            Fault::Slow => true,
            Fault::Refusing => storing,
            Fault::AnswersLost => storing && request.makes_visible(),
            Fault::RefusingOnce => {
                if storing {
                    *fault = Fault::None;
                }
                storing
            }
            Fault::BreakingOff => request.length > BROKEN_AFTER,
            Fault::Full => request.method == "PUT" && request.length > 0,
            Fault::ReadingBreaksOffOnce => {
                if request.method == "GET" {
                    *fault = Fault::None;
                }
                request.method == "GET"
            }
        };
        if applies { now } else { Fault::None }
    }

    async fn pass(&self, mut client: TcpStream, server: SocketAddr) -> std::io::Result<()> {
        let (reader, mut to_client) = client.split();
        let mut reader = BufReader::new(reader);
        let request = Request::read(&mut reader).await?;
        let fault = self.fault_of(&request);
        let refusal = match fault {
            Fault::Refusing | Fault::RefusingOnce => Some("500 Internal Server Error"),
            Fault::Full => Some("507 Insufficient Storage"),
            _ => None,
        };
        if let Some(status) = refusal {
            tokio::io::copy(&mut (&mut reader).take(request.length as u64), &mut tokio::io::sink()).await?;
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            return to_client.write_all(answer.as_bytes()).await;
        }
        let mut server = TcpStream::connect(server).await?;
        let (mut from_server, mut to_server) = server.split();
        to_server.write_all(&request.head).await?;
        let sent = if fault == Fault::BreakingOff { BROKEN_AFTER } else { request.length };
        copy(&mut reader, &mut to_server, sent, fault, &AtomicU64::new(0)).await?;
        match fault {
            Fault::BreakingOff => Ok(()),
            Fault::AnswersLost => tokio::io::copy(&mut from_server, &mut tokio::io::sink()).await.map(|_| ()),
            Fault::ReadingBreaksOffOnce => copy(&mut from_server, &mut to_client, BROKEN_AFTER, fault, &self.answered).await,
            _ => copy(&mut from_server, &mut to_client, usize::MAX, fault, &self.answered).await,
        }
    }
}

async fn copy(
    from: &mut (impl tokio::io::AsyncRead + Unpin),
    to: &mut (impl tokio::io::AsyncWrite + Unpin),
    mut length: usize,
    fault: Fault,
    copied: &AtomicU64,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    while length > 0 {
        let most = buffer.len().min(length);
        let read = from.read(&mut buffer[..most]).await?;
        if read == 0 {
            break;
        }
        if fault == Fault::Slow {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        to.write_all(&buffer[..read]).await?;
        length -= read;
        copied.fetch_add(read as u64, Ordering::Relaxed);
    }
    Ok(())
}

struct Request {
    method: String,
    target: String,
    length: usize,
    head: Vec<u8>,
}

impl Request {
    /// Neither a part or a block, nor the announcement of parts.
    fn makes_visible(&self) -> bool {
        !["partNumber=", "blockid=", "uploads"].iter().any(|sign| self.target.contains(sign))
    }

    async fn read(reader: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> std::io::Result<Self> {
        let (mut lines, mut length) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            assert!(!line.to_lowercase().starts_with("transfer-encoding:"), "bodies of unknown length are not passed");
            lines.push(line);
        }
        let mut words = lines[0].split(' ').map(str::to_owned);
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        lines.push("connection: close\r\n\r\n".to_owned());
        Ok(Self { method, target, length, head: lines.concat().into_bytes() })
    }
}

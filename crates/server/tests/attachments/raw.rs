//! A client that speaks HTTP by hand, for what ordinary clients do not let a test do.

use correspondence_testkit::Altinn;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection on which the head of an upload was sent.
pub(crate) async fn upload_head(altinn: &Altinn, token: &str, attachment: &str, headers: &str) -> TcpStream {
    head(
        altinn,
        token,
        &format!("attachment/{attachment}/upload"),
        &format!("Content-Type: application/octet-stream\r\nConnection: close\r\n{headers}"),
    )
    .await
}

/// A connection on which the head of a call was sent.
pub(crate) async fn head(altinn: &Altinn, token: &str, path: &str, headers: &str) -> TcpStream {
    let host = altinn.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!("POST /correspondence/api/v1/{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// Everything that comes until the other side closes.
pub(crate) async fn rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

/// The next line.
pub(crate) async fn line(stream: &mut TcpStream) -> String {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(line).unwrap().trim_end().to_owned()
}

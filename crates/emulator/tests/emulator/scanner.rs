//! The scanner, spoken to as clamd is.

use correspondence_emulator::Scanner;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::Platform;

fn eicar() -> String {
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

async fn says(scanner: &Scanner, sent: &[u8]) -> String {
    let mut connection = TcpStream::connect(scanner.url().strip_prefix("tcp://").unwrap()).await.unwrap();
    connection.write_all(sent).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer
}

/// A file in chunks of this many bytes.
fn in_stream(file: &[u8], chunk: usize) -> Vec<u8> {
    let mut sent = b"zINSTREAM\0".to_vec();
    for chunk in file.chunks(chunk) {
        sent.extend(u32::try_from(chunk.len()).unwrap().to_be_bytes());
        sent.extend(chunk);
    }
    sent.extend([0; 4]);
    sent
}

#[tokio::test]
async fn files_are_looked_through() {
    let platform = Platform::start().await;
    let scanner = Scanner::start(&platform.emulator).await.unwrap();
    let infected = ["a".repeat(100_000), eicar(), "b".repeat(100_000)].concat();
    for chunk in [7, 1000, 65_536, 1_000_000] {
        assert_eq!(says(&scanner, &in_stream(infected.as_bytes(), chunk)).await, "stream: Eicar-Signature FOUND\0");
    }
    assert_eq!(says(&scanner, &in_stream(&vec![0; 300_000], 4096)).await, "stream: OK\0");
    assert_eq!(says(&scanner, &in_stream(b"", 1)).await, "stream: OK\0");
    let too_large = in_stream(b"EMULATOR-TOO-LARGE-TO-SCAN", 3);
    assert_eq!(says(&scanner, &too_large).await, "INSTREAM size limit exceeded. ERROR\0");
    assert_eq!(says(&scanner, b"nPING\n").await, "PONG\n");
    assert_eq!(says(&scanner, b"zSHUTDOWN\0").await, "UNKNOWN COMMAND\0");
}

#[tokio::test]
async fn outages_end_scans_without_an_answer() {
    let platform = Platform::start().await;
    let scanner = Scanner::start(&platform.emulator).await.unwrap();
    let outage = json!({"remote": "clamd", "status": 503, "times": 1, "afterWork": true});
    assert_eq!(platform.post("/emulator/outage").json(&outage).send().await.unwrap().status(), 201);
    assert_eq!(says(&scanner, &in_stream(b"x", 1)).await, "");
    assert_eq!(says(&scanner, &in_stream(b"x", 1)).await, "stream: OK\0");
}

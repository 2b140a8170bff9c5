//! Debian's clamd with one signature of our own, that of the EICAR test file.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "support/mod.rs"]
mod support;

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use bytes::Bytes;
use correspondence_blobs::BlobError;
use correspondence_blobs::clamd::{Clamd, ScanError, Verdict};
use futures_util::stream::{Stream, iter};
use support::{Server, eventually, program};
use tempfile::TempDir;
use tokio::net::TcpStream;

/// In two halves, so that a scanner on a developer's machine does not take this file away.
const EICAR: [&str; 2] = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"];
const MOST_BYTES: usize = 3 * 1024 * 1024;

async fn start(home: &TempDir) -> (Server, Clamd) {
    let clamd = program(&["/usr/sbin/clamd".into(), "/usr/local/sbin/clamd".into(), "/usr/bin/clamd".into()]);
    let signatures = home.path().join("signatures");
    fs::create_dir(&signatures).unwrap();
    let signature = EICAR.concat().bytes().fold("Eicar-Test:0:*:".to_owned(), |text, byte| format!("{text}{byte:02x}"));
    fs::write(signatures.join("own.ndb"), signature + "\n").unwrap();
    let address = free_address();
    let settings = format!(
        "Foreground yes\nTCPAddr 127.0.0.1\nTCPSocket {}\nDatabaseDirectory {}\nTemporaryDirectory {}\nStreamMaxLength 3M\n\
         MaxFileSize 2M\nAlertExceedsMax yes\n",
        address.port(),
        signatures.display(),
        home.path().display(),
    );
    let file = home.path().join("clamd.conf");
    fs::write(&file, settings).unwrap();
    // Without root's rights it keeps those of this user.
    fs::set_permissions(home.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let server = Server::start(home.path(), &clamd, &["--config-file", file.to_str().unwrap()]);
    eventually("clamd", async || {
        let log = server.log();
        assert!(!log.contains("ERROR"), "{log}");
        TcpStream::connect(address).await.ok()
    })
    .await;
    (server, Clamd::new(&format!("tcp://{address}")).unwrap())
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn body(pieces: &[&[u8]]) -> impl Stream<Item = Result<Bytes, BlobError>> + Send + use<> {
    iter(pieces.iter().map(|piece| Ok(Bytes::copy_from_slice(piece))).collect::<Vec<_>>())
}

#[tokio::test]
async fn clamd_is_asked() {
    let home = tempfile::tempdir().unwrap();
    let (server, clamd) = start(&home).await;
    let padding = vec![b' '; 1_500_000];
    let eicar = EICAR.map(str::as_bytes);

    assert_eq!(clamd.scan(body(&[b"Hei"])).await.unwrap(), Verdict::Clean);
    assert_eq!(clamd.scan(body(&[])).await.unwrap(), Verdict::Clean);
    let infected = clamd.scan(body(&[&padding, eicar[0], b"", eicar[1]])).await.unwrap();
    assert_eq!(infected, Verdict::Infected("Eicar-Test.UNOFFICIAL".to_owned()));
    // More than it takes, and more than it would look at.
    let endless = iter(std::iter::repeat_with(|| Ok(Bytes::from(vec![0; 1_000_000]))).take(200));
    assert_eq!(clamd.scan(endless).await.unwrap(), Verdict::TooLarge);
    assert_eq!(clamd.scan(body(&[&vec![0; MOST_BYTES - 1000]])).await.unwrap(), Verdict::TooLarge);

    let broken = iter([Ok(Bytes::from("Hei")), Err(BlobError::TimedOut(Duration::from_secs(1)))]);
    assert!(matches!(clamd.scan(broken).await, Err(ScanError::Bytes(_))));

    drop(server);
    assert!(matches!(clamd.scan(body(&[b"Hei"])).await, Err(ScanError::Connection(_))));
}

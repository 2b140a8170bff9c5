//! A container of Azurite behind the proxy.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use correspondence_blobs::BlobStore;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use object_store::ObjectStore as _;
use object_store::azure::{AzureAccessKey, AzureAuthorizer, AzureCredential, MicrosoftAzure, MicrosoftAzureBuilder};
use object_store::client::HttpRequestBody;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{AHEAD_IN_CONNECTIONS, Behind, HELD_IN_PARTS, Subject};
use crate::proxy::{Fault, Proxy};
use crate::support::{Server, eventually, program};

/// The account that every Azurite has, with the key that Microsoft published for it.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const SAYS: &str = "successfully listens on http://";

struct Container {
    /// Past the proxy.
    direct: MicrosoftAzure,
    proxy: Proxy,
    _server: Server,
    _home: TempDir,
}

pub(crate) async fn start() -> Subject {
    let home = tempfile::tempdir().unwrap();
    let azurite = program(&[tools().join("azurite/node_modules/.bin/azurite-blob")]);
    let arguments =
        ["--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry"];
    let server = Server::start(home.path(), &azurite, &arguments);
    let address = eventually("Azurite", async || {
        let log = server.log();
        log.split_once(SAYS)?.1.lines().next()?.trim().parse().ok()
    })
    .await;
    let proxy = Proxy::before(address).await;
    let direct = format!("http://{address}/{ACCOUNT}");
    let direct = MicrosoftAzureBuilder::new()
        .with_container_name("letters")
        .with_account(ACCOUNT)
        .with_access_key(KEY)
        .with_endpoint(direct)
        .with_allow_http(true)
        .build()
        .unwrap();
    create_container(address).await;
    let endpoint = format!("http://{}/{ACCOUNT}", proxy.address);
    let options = [("account_name", ACCOUNT), ("access_key", KEY), ("endpoint", &endpoint), ("allow_http", "true")];
    let options: BTreeMap<_, _> = options.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let store = BlobStore::at("az://letters/of/today", &options).unwrap();
    store.probe().await.unwrap();
    let behind = Box::new(Container { direct, proxy, _server: server, _home: home });
    Subject { store, most_held: HELD_IN_PARTS, most_ahead: AHEAD_IN_CONNECTIONS, behind }
}

/// The store's own library makes none.
async fn create_container(address: SocketAddr) {
    let mut request = http::Request::put(format!("http://{address}/{ACCOUNT}/letters?restype=container"))
        .header("content-length", "0")
        .header("x-ms-version", "2023-11-03")
        .body(HttpRequestBody::empty())
        .unwrap();
    let key = AzureCredential::AccessKey(AzureAccessKey::try_new(KEY).unwrap());
    AzureAuthorizer::new(&key, ACCOUNT).try_authorize(&mut request).unwrap();
    let mut head = format!("PUT {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", request.uri().path_and_query().unwrap());
    for (name, value) in request.headers() {
        write!(head, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(format!("{head}\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

/// Beside the folder that Cargo gives tests.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tools")
}

impl Behind for Container {
    /// Blocks that belong to no blob are out of sight for everyone.
    fn contents(&self) -> BoxFuture<'_, Vec<String>> {
        self.direct.list(None).map(|found| found.unwrap().location.to_string()).collect().boxed()
    }

    fn inject(&self, fault: Fault) {
        self.proxy.set(fault);
    }

    fn read(&self) -> u64 {
        self.proxy.answered()
    }
}

//! A bucket of s3s-fs, which checks signatures, behind the proxy.

use std::collections::BTreeMap;

use correspondence_blobs::BlobStore;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::{AHEAD_IN_CONNECTIONS, Behind, HELD_IN_PARTS, Subject, files};
use crate::proxy::{Fault, Proxy};

struct Bucket {
    home: TempDir,
    proxy: Proxy,
}

pub(crate) async fn start() -> Subject {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("letters")).unwrap();
    let mut service = S3ServiceBuilder::new(FileSystem::new(home.path()).unwrap());
    service.set_auth(SimpleAuth::from_single("key", "secret"));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::before(listener.local_addr().unwrap()).await;
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                // The proxy breaks connections.
                let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    let endpoint = format!("http://{}", proxy.address);
    let options = [
        ("endpoint", endpoint.as_str()),
        ("allow_http", "true"),
        ("region", "eu-north-1"),
        ("access_key_id", "key"),
        ("secret_access_key", "secret"),
    ];
    let options: BTreeMap<_, _> = options.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let store = BlobStore::at("s3://letters/of/today", &options).unwrap();
    store.probe().await.unwrap();
    let behind = Box::new(Bucket { home, proxy });
    Subject { store, most_held: HELD_IN_PARTS, most_ahead: AHEAD_IN_CONNECTIONS, behind }
}

impl Behind for Bucket {
    fn contents(&self) -> BoxFuture<'_, Vec<String>> {
        // The server keeps notes about objects, and bytes of broken requests until it has seen that they are. Parts have other names.
        let own = |name: &String| name.starts_with(".bucket-") || name.starts_with(".tmp.");
        ready(files(self.home.path()).into_iter().filter(|name| !own(name)).collect()).boxed()
    }

    fn inject(&self, fault: Fault) {
        self.proxy.set(fault);
    }

    fn read(&self) -> u64 {
        self.proxy.answered()
    }
}

//! nginx with its usual settings for files, on the folder of the store.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use tokio::net::TcpStream;

use crate::scenarios::PlainServer;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);
/// Time between two tries.
const STEP: Duration = Duration::from_millis(20);

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub(super) struct StaticServer {
    child: Child,
    plain: PlainServer,
}

impl StaticServer {
    /// Serves the files below `root`, made if it is not there yet; keeps its own in `home`.
    pub(super) async fn start(home: &Path, root: &Path) -> anyhow::Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let configuration = home.join("nginx.conf");
        fs::create_dir_all(root)?;
        fs::write(&configuration, text(home, root, port))?;
        let mut command = Command::new("nginx");
        command.arg("-c").arg(&configuration).arg("-p").arg(home).args(["-e", "stderr"]);
        let child = command.stdin(Stdio::null()).spawn().context("nginx cannot be started (Debian: nginx-light)")?;
        let server = Self { child, plain: PlainServer { url: format!("http://127.0.0.1:{port}"), folder: root.to_owned() } };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            ensure!(begun.elapsed() < PATIENCE, "nginx does not listen");
            tokio::time::sleep(STEP).await;
        }
        Ok(server)
    }

    /// Where it is and what it serves.
    pub(super) fn plain(&self) -> PlainServer {
        self.plain.clone()
    }
}

impl Drop for StaticServer {
    fn drop(&mut self) {
        // Killing the process that was started would leave its workers behind.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn text(home: &Path, root: &Path, port: u16) -> String {
    let (home, root) = (home.display(), root.display());
    // The files belong to whoever runs this; a worker of root's would otherwise be nobody.
    let user = if super::cluster::is_root() { "user root;\n" } else { "" };
    format!(
        "{user}daemon off;
worker_processes auto;
pid {home}/nginx.pid;
error_log stderr;
events {{}}
http {{
    sendfile on;
    tcp_nopush on;
    access_log off;
    client_body_temp_path {home};
    proxy_temp_path {home};
    fastcgi_temp_path {home};
    uwsgi_temp_path {home};
    scgi_temp_path {home};
    server {{
        listen 127.0.0.1:{port};
        root {root};
    }}
}}
"
    )
}

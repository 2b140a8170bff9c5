//! The cluster that the test processes of a user share.
//!
//! In its folder, `lock` is held while somebody looks whether the server runs, starts it or stops it; `users` is held, shared, by
//! every test process for as long as it lives; `used` changes whenever one begins. The server listens on a socket in the folder alone.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use correspondence_storage::{Storage, schema_digest};

use crate::programs::{Programs, own_user};

/// Durability is not what these tests are about, and the cluster is thrown away after a crash.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 400
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
";

const WATCHDOG: &str = include_str!("watchdog.sh");

/// The running cluster, as this process uses it.
#[derive(Debug)]
pub(crate) struct Cluster {
    programs: Programs,
    folder: PathBuf,
    template: String,
    /// Keeps the watchdog away for as long as this process lives.
    _user: File,
}

/// Tells the databases of this process apart.
static NUMBER: AtomicU32 = AtomicU32::new(0);

static CLUSTER: OnceLock<Cluster> = OnceLock::new();

impl Cluster {
    /// The cluster, started when it does not run, with its template brought up to date.
    pub(crate) async fn shared() -> &'static Self {
        if let Some(cluster) = CLUSTER.get() {
            return cluster;
        }
        let cluster = Self::join().await;
        CLUSTER.get_or_init(|| cluster)
    }

    async fn join() -> Self {
        let programs = Programs::find();
        // Not in TMPDIR: the path of a socket may have a hundred characters only.
        let folder = PathBuf::from(format!("/tmp/correspondence-tests-{}", own_user()));
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        programs.give(&folder);
        let lock = shared_file(&folder.join("lock"));
        lock.lock().unwrap_or_else(|error| panic!("lock of the test cluster: {error}"));
        let user = shared_file(&folder.join("users"));
        user.lock_shared().unwrap_or_else(|error| panic!("lock of the test cluster: {error}"));
        touch(&folder.join("used"));
        let template = format!("template_{}", &schema_digest()[..16]);
        let cluster = Self { programs, folder, template, _user: user };
        if !cluster.is_running() {
            cluster.start();
        }
        cluster.watch();
        cluster.prepare_template().await;
        cluster
    }

    /// URL of a database of the cluster.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }

    /// Makes a migrated, otherwise empty database and gives its name.
    pub(crate) fn create_migrated(&self) -> String {
        self.create_from(&self.template)
    }

    /// Makes a database without tables and gives its name.
    pub(crate) fn create_empty(&self) -> String {
        self.create_from("template0")
    }

    /// Removes a database, whoever is connected to it.
    pub(crate) fn remove(&self, database: &str) {
        self.sql(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"));
    }

    /// Ends every connection to a database and admits none.
    pub(crate) fn cut_off(&self, database: &str) {
        self.sql(&format!("ALTER DATABASE {database} ALLOW_CONNECTIONS false"));
        self.sql(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"));
    }

    /// Admits connections to a database again.
    pub(crate) fn let_back(&self, database: &str) {
        self.sql(&format!("ALTER DATABASE {database} ALLOW_CONNECTIONS true"));
    }

    fn create_from(&self, template: &str) -> String {
        let name = format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        // A killed process of the same number may have left one behind.
        self.remove(&name);
        self.sql(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
        name
    }

    fn is_running(&self) -> bool {
        self.data().join("PG_VERSION").exists() && self.programs.succeeds("psql", &self.folder, &self.psql("SELECT 1"))
    }

    fn start(&self) {
        let data = self.data();
        let data_path = data.display().to_string();
        // What a killed server left behind, or one that hangs.
        self.programs.succeeds("pg_ctl", &self.folder, &["-D", &data_path, "-m", "immediate", "stop"]);
        if data.exists() {
            fs::remove_dir_all(&data).unwrap_or_else(|error| panic!("{data_path}: {error}"));
        }
        self.programs.run(
            "initdb",
            &self.folder,
            &["-D", &data_path, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        );
        let settings = data.join("postgresql.auto.conf");
        fs::write(&settings, format!("{SETTINGS}unix_socket_directories = '{}'\n", self.folder.display()))
            .unwrap_or_else(|error| panic!("{}: {error}", settings.display()));
        let log = self.folder.join("server.log").display().to_string();
        let started = self.programs.succeeds("pg_ctl", &self.folder, &["-D", &data_path, "-l", &log, "-w", "start"]);
        assert!(started, "the test cluster did not start: {}", fs::read_to_string(&log).unwrap_or_default());
    }

    /// Starts the watchdog unless one runs.
    #[expect(clippy::zombie_processes, reason = "it outlives this process on purpose and ends by itself")]
    fn watch(&self) {
        let pid_file = self.folder.join("watchdog.pid");
        let runs = fs::read_to_string(&pid_file)
            .ok()
            .and_then(|pid| fs::read_to_string(format!("/proc/{}/cmdline", pid.trim())).ok())
            .is_some_and(|command| command.contains("correspondence-tests"));
        if runs {
            return;
        }
        let watchdog = self
            .programs
            .command("/bin/sh", &self.folder)
            .args(["-c", WATCHDOG, "correspondence-tests-watchdog"])
            .args([&self.folder, self.programs.folder()] as [&Path; 2])
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("watchdog of the test cluster: {error}"));
        fs::write(&pid_file, watchdog.id().to_string()).unwrap_or_else(|error| panic!("{}: {error}", pid_file.display()));
        self.programs.give(&pid_file);
    }

    /// A database with today's schema, made under another name first, so that one that exists is complete.
    async fn prepare_template(&self) {
        let exists = format!("SELECT count(*) FROM pg_database WHERE datname = '{}'", self.template);
        if self.programs.run("psql", &self.folder, &self.psql(&exists)).trim() == "1" {
            return;
        }
        let unfinished = "unfinished_template";
        self.remove(unfinished);
        self.sql(&format!("CREATE DATABASE {unfinished}"));
        let storage = Storage::open(&self.url(unfinished), 1).await.unwrap_or_else(|error| panic!("{error}"));
        storage.migrate().await.unwrap_or_else(|error| panic!("{error}"));
        storage.close().await;
        self.sql(&format!("ALTER DATABASE {unfinished} RENAME TO {}", self.template));
    }

    fn sql(&self, statement: &str) {
        self.programs.run("psql", &self.folder, &self.psql(statement));
    }

    fn psql<'a>(&'a self, statement: &'a str) -> [&'a str; 10] {
        let folder = self.folder.to_str().unwrap_or_default();
        ["-X", "-q", "-A", "-t", "-h", folder, "-U", "postgres", "-c", statement]
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
}

/// A file that every user may lock.
fn shared_file(path: &Path) -> File {
    let file = OpenOptions::new().read(true).append(true).create(true).mode(0o666).open(path);
    let file = file.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    // The mode of a new file is narrowed by the process's mask.
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o666));
    file
}

fn touch(path: &Path) {
    fs::write(path, std::process::id().to_string()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

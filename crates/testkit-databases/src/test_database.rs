//! A database of one test.

use correspondence_storage::{Engine, Storage};
use tempfile::TempDir;

use crate::cluster::Cluster;

/// A database of one test, removed when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// The SQLite file is in this folder.
    Folder(#[expect(dead_code, reason = "removes the folder when it is dropped")] TempDir),
    /// A database of the shared cluster.
    Cluster(&'static Cluster, String),
}

/// Connections of [`TestDatabase::storage`]: enough for a race, few enough for many tests at once.
const CONNECTIONS: u32 = 16;

impl TestDatabase {
    /// A SQLite database that does not exist yet; [`Self::storage`] makes it.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = TempDir::new().unwrap_or_else(|error| panic!("temporary folder: {error}"));
        let url = format!("sqlite://{}", folder.path().join("db.sqlite").display());
        Self { url, place: Place::Folder(folder) }
    }

    /// A migrated, empty PostgreSQL database.
    pub async fn postgres() -> Self {
        let cluster = Cluster::shared().await;
        let name = cluster.create_migrated();
        Self { url: cluster.url(&name), place: Place::Cluster(cluster, name) }
    }

    /// A database of either engine without any table.
    pub async fn unmigrated(engine: Engine) -> Self {
        if engine == Engine::Sqlite {
            return Self::sqlite();
        }
        let cluster = Cluster::shared().await;
        let name = cluster.create_empty();
        Self { url: cluster.url(&name), place: Place::Cluster(cluster, name) }
    }

    /// A database of either engine.
    pub async fn of(engine: Engine) -> Self {
        match engine {
            Engine::Postgres => Self::postgres().await,
            Engine::Sqlite => Self::sqlite(),
        }
    }

    /// Which engine it is of.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.place {
            Place::Folder(_) => Engine::Sqlite,
            Place::Cluster(..) => Engine::Postgres,
        }
    }

    /// What a configuration would have as `database.url`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends every connection to it and admits none, as if the server were gone. PostgreSQL only.
    ///
    /// # Panics
    /// For SQLite, which nobody connects to.
    pub fn cut_off(&self) {
        let (cluster, name) = self.in_cluster();
        cluster.cut_off(name);
    }

    /// Admits connections again.
    ///
    /// # Panics
    /// For SQLite.
    pub fn let_back(&self) {
        let (cluster, name) = self.in_cluster();
        cluster.let_back(name);
    }

    fn in_cluster(&self) -> (&'static Cluster, &str) {
        match &self.place {
            Place::Cluster(cluster, name) => (cluster, name),
            Place::Folder(_) => panic!("nobody connects to a SQLite database"),
        }
    }

    /// Opens it, migrated. A SQLite database can be open only once at a time.
    pub async fn storage(&self) -> Storage {
        let storage = Storage::open(&self.url, CONNECTIONS).await.unwrap_or_else(|error| panic!("{error}"));
        if self.engine() == Engine::Sqlite {
            storage.migrate().await.unwrap_or_else(|error| panic!("{error}"));
        }
        storage
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Cluster(cluster, name) = &self.place {
            cluster.remove(name);
        }
    }
}

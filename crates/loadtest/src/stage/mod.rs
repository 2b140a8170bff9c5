//! Everything that a measurement needs, started for it and stopped after it: a database cluster that commits durably, the emulated platform
//! and the server, each a process of its own.

mod cluster;
mod program;
mod static_server;

use std::path::Path;

use anyhow::Context;

use crate::arguments::{Arguments, Scenario};
use crate::caller::Caller;
use crate::pgbench::Database;
use crate::process::Process;
use crate::report;
use crate::scenarios::{Files, Scene};
use cluster::Cluster;
use program::Program;
use static_server::StaticServer;

/// A server of its own for scenarios that go together, so that no background work of one disturbs another.
struct Act {
    roles: &'static str,
    scenarios: &'static [Scenario],
}

const ACTS: [Act; 3] = [
    // Creating is measured up to the commit: nobody does the work that follows.
    Act { roles: "api", scenarios: &[Scenario::FirstCalls, Scenario::CreateOne, Scenario::CreateLot] },
    Act { roles: "api,jobs", scenarios: &[Scenario::Publish, Scenario::Overview, Scenario::Search] },
    Act {
        roles: "api,jobs",
        scenarios: &[Scenario::UploadLarge, Scenario::UploadMany, Scenario::Download, Scenario::DownloadRange, Scenario::Zip],
    },
];

/// Measures `binary`. Gives the number of failed requests.
pub(crate) async fn all(arguments: &Arguments, binary: &Path) -> anyhow::Result<u64> {
    let binary = std::path::absolute(binary)?;
    let folder = tempfile::tempdir()?;
    let cluster = if arguments.embedded { None } else { Some(Cluster::start().context("the database cluster")?) };
    let mut failed = 0;
    for (number, act) in ACTS.iter().enumerate() {
        if !act.scenarios.iter().any(|&scenario| arguments.wants(scenario)) {
            continue;
        }
        let name = format!("act{number}");
        let home = folder.path().join(&name);
        std::fs::create_dir(&home)?;
        let config = home.join("config.toml");
        let platform = Program::start(&binary, &["platform", "--listen", "127.0.0.1:0", "--write-config", path(&config)?], &[])?;
        let database = cluster.as_ref().map(|cluster| cluster.create_database(&name)).transpose()?;
        let store = home.join("attachments");
        let store_url = url::Url::from_directory_path(&store).map_err(|()| anyhow::anyhow!("{} is no absolute path", store.display()))?;
        let mut environment = vec![
            ("CORRESPONDENCE__SERVER__LISTEN", "127.0.0.1:0"),
            ("CORRESPONDENCE__SERVER__ROLES", act.roles),
            // What is measured is the server, not a scanner.
            ("CORRESPONDENCE__ATTACHMENTS__SCANNER", "none"),
            ("CORRESPONDENCE__ATTACHMENTS__URL", store_url.as_str()),
        ];
        if let Some(url) = &database {
            environment.push(("CORRESPONDENCE__DATABASE__URL", url));
        }
        let server = Program::start(&binary, &["serve", "--config", path(&config)?], &environment)?;
        let moves_files = act.scenarios.iter().any(|scenario| scenario.moves_files());
        let plain = if moves_files { Some(StaticServer::start(&home, &store).await?) } else { None };
        let scene = Scene {
            caller: Caller::sender(&server.url, &platform.url, arguments.ask_decision_point).await?,
            recipient: Caller::recipient(&server.url, &platform.url).await?,
            files: Files::beside(plain.as_ref().map(StaticServer::plain)),
            database: database.map(Database::new),
            process: Some(Process { id: server.id() }),
            arguments: arguments.clone(),
        };
        report::note(&format!("server with the roles {}, ready after {} ms", act.roles, server.started_in.as_millis()));
        report::memory("when idle", Process { id: server.id() }.usage()?);
        failed += scene.play(act.scenarios).await?;
        report::memory("after the load", Process { id: server.id() }.usage()?);
    }
    Ok(failed)
}

fn path(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("a path is not UTF-8")
}

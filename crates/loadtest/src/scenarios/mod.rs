//! What is measured, one file each. A scenario says what it counts and what it is compared with.

mod create_lot;
mod create_one;
mod download;
mod download_range;
mod first_calls;
mod overview;
mod publish;
mod search;
mod transfer;
mod upload_large;
mod upload_many;
mod zip;

use anyhow::Context;

use crate::arguments::{Arguments, Scenario};
use crate::caller::Caller;
use crate::letters;
use crate::load::{Figures, Load};
use crate::pgbench::{Database, RowsOfTable, Run, summary, written_by};
use crate::process::Process;
use crate::report::{self, Ratio};
pub(crate) use transfer::{Files, PlainServer, Transferred};

/// A server under test and what is known of it.
#[derive(Debug)]
pub(crate) struct Scene {
    /// The sender.
    pub(crate) caller: Caller,
    /// Who gets letters with files.
    pub(crate) recipient: Caller,
    pub(crate) files: Files,
    pub(crate) database: Option<Database>,
    pub(crate) process: Option<Process>,
    pub(crate) arguments: Arguments,
}

/// All scenarios, in an order in which none spoils the next.
pub(crate) const ALL: [Scenario; 11] = [
    Scenario::FirstCalls,
    Scenario::CreateOne,
    Scenario::CreateLot,
    Scenario::Publish,
    Scenario::Overview,
    Scenario::Search,
    Scenario::UploadLarge,
    Scenario::UploadMany,
    Scenario::Download,
    Scenario::DownloadRange,
    Scenario::Zip,
];

/// Measures the server that the arguments name. Gives the number of failed requests.
pub(crate) async fn against_running(arguments: &Arguments) -> anyhow::Result<u64> {
    let platform = arguments.platform_url.as_deref().unwrap_or(&arguments.url);
    let scene = Scene {
        caller: Caller::sender(&arguments.url, platform, arguments.ask_decision_point).await?,
        recipient: Caller::recipient(&arguments.url, platform).await?,
        files: Files::beside(None),
        database: arguments.pg_url.as_deref().map(Database::new),
        process: arguments.pid.map(|id| Process { id }),
        arguments: arguments.clone(),
    };
    scene.play(&ALL).await
}

impl Scene {
    /// Runs those of `scenarios` that were asked for. Gives the number of failed requests.
    pub(crate) async fn play(&self, scenarios: &[Scenario]) -> anyhow::Result<u64> {
        let (mut failed, mut headed) = (0, None);
        for &scenario in scenarios.iter().filter(|&&scenario| self.arguments.wants(scenario)) {
            if headed.replace(scenario.moves_files()) != Some(scenario.moves_files()) {
                if scenario.moves_files() { report::transfer_heading() } else { report::heading() }
            }
            let outcome = match scenario {
                Scenario::FirstCalls => first_calls::run(self).await,
                Scenario::CreateOne => create_one::run(self).await,
                Scenario::CreateLot => create_lot::run(self).await,
                Scenario::Publish => publish::run(self).await,
                Scenario::Overview => overview::run(self).await,
                Scenario::Search => search::run(self).await,
                Scenario::UploadLarge => upload_large::run(self).await,
                Scenario::UploadMany => upload_many::run(self).await,
                Scenario::Download => download::run(self).await,
                Scenario::DownloadRange => download_range::run(self).await,
                Scenario::Zip => zip::run(self).await,
            };
            failed += outcome.with_context(|| format!("{scenario:?}"))?.failed;
        }
        Ok(failed)
    }

    fn load(&self, most: u64) -> Load {
        Load { clients: self.arguments.clients, duration: self.arguments.duration(), most }
    }

    /// How pgbench is run beside a scenario.
    fn beside(&self) -> Run {
        Run { clients: self.arguments.clients, duration: self.arguments.duration() }
    }

    /// Does `work` and counts the rows that each of its `transactions` writes, when there is a database to ask.
    async fn count_rows(&self, transactions: u64, work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<Rows> {
        match &self.database {
            Some(database) => written_by(database, transactions, work).await.map(Some),
            None => work.await.map(|()| None),
        }
    }

    /// Reports figures of writing beside what pgbench does with the same rows. Each request stands for `letters`.
    fn report_writing(&self, name: &str, figures: &Figures, letters: u64, rows: &Rows) -> anyhow::Result<()> {
        let (Some(database), Some(rows)) = (&self.database, rows) else {
            report::line(name, figures, letters, None);
            return Ok(());
        };
        let pgbench = database.writes_per_second(self.beside(), rows)?;
        report::line(name, figures, letters, Some(Ratio::new(figures.rate(), pgbench)));
        report::note(&format!("{name} writes {}", summary(rows)));
        Ok(())
    }

    /// Reports figures of reading beside pgbench reading `rows` rows by an index and one by its key.
    fn report_reading(&self, name: &str, figures: &Figures, rows: u64) -> anyhow::Result<()> {
        let pgbench = self.database.as_ref().map(|database| database.reads_per_second(self.beside(), rows)).transpose()?;
        report::line(name, figures, 1, pgbench.map(|pgbench| Ratio::new(figures.rate(), pgbench)));
        Ok(())
    }

    /// Creates letters to the same 500 organisations, so that what the server caches about them is there.
    async fn create_lot(&self, reference: &str) -> anyhow::Result<Vec<String>> {
        self.caller.create(&letters::request(reference, 0..letters::LOT)).await
    }

    /// Waits until the server has done what follows from earlier calls, when it lets itself be asked.
    async fn wait_for_jobs(&self) -> anyhow::Result<()> {
        if !self.caller.drain().await? {
            report::note("the server has no clock control: its background work is not waited for");
        }
        Ok(())
    }
}

/// What a transaction of a scenario writes; none without a database to ask.
type Rows = Option<Vec<RowsOfTable>>;

/// What every scenario gives back.
type Outcome = anyhow::Result<Figures>;

//! What the scenarios with files share: the very large file, a plain file server to compare with, and the measuring itself.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::RequestBuilder;
use tokio::sync::OnceCell;

use super::{Outcome, Scene};
use crate::attachments::{Content, swallow};
use crate::limits;
use crate::load::{self, Figures, Load, as_float};
use crate::report::{self, Limit};

/// The most time for a number of files; the number ends a scenario, not the time.
const PATIENCE: Duration = Duration::from_mins(30);

/// How often either server has its turn.
const TURNS: u32 = 2;

/// A server of plain files, on the store of the server under test.
#[derive(Clone, Debug)]
pub(crate) struct PlainServer {
    pub(crate) url: String,
    /// What it serves: the folder of the store.
    pub(crate) folder: PathBuf,
}

/// What is known about files.
#[derive(Debug)]
pub(crate) struct Files {
    /// Compared with, when there is one.
    pub(super) plain: Option<PlainServer>,
    large: OnceCell<Large>,
}

/// The very large file, in a letter that its recipient can read.
#[derive(Clone, Debug)]
pub(super) struct Large {
    pub(super) attachment: String,
    pub(super) letter: String,
}

impl Files {
    /// No files yet, and perhaps a server to compare with.
    pub(crate) fn beside(plain: Option<PlainServer>) -> Self {
        Self { plain, large: OnceCell::new() }
    }

    /// Where the plain server has the bytes of a file; none without such a server.
    pub(super) fn plain_url(&self, attachment: &str) -> anyhow::Result<Option<String>> {
        let Some(plain) = &self.plain else { return Ok(None) };
        let file = find(&plain.folder, attachment)?.with_context(|| format!("the store has no file {attachment}"))?;
        let path = file.strip_prefix(&plain.folder)?;
        Ok(Some(format!("{}/{}", plain.url, path.display())))
    }
}

/// The file of this name in a folder or below.
fn find(folder: &Path, name: &str) -> std::io::Result<Option<PathBuf>> {
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            if let Some(found) = find(&path, name)? {
                return Ok(Some(found));
            }
        } else if path.file_name().is_some_and(|found| found == name) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

impl Scene {
    /// The very large file; uploaded now if no scenario before has done so.
    pub(super) async fn large(&self) -> anyhow::Result<Large> {
        let upload = async {
            let attachment = self.caller.announce("large.pdf").await?;
            self.caller.upload(&attachment, &Content::new(), self.large_bytes()).await?;
            self.send_large(attachment).await
        };
        self.files.large.get_or_try_init(|| upload).await.cloned()
    }

    /// Remembers an uploaded file as the very large one.
    pub(super) async fn keep_large(&self, attachment: String) -> anyhow::Result<()> {
        self.files.large.get_or_try_init(|| self.send_large(attachment)).await.map(drop)
    }

    async fn send_large(&self, attachment: String) -> anyhow::Result<Large> {
        let letter = self.caller.send_files("large", std::slice::from_ref(&attachment)).await?;
        Ok(Large { attachment, letter })
    }

    pub(super) const fn large_bytes(&self) -> u64 {
        self.arguments.large_file * 1_000_000
    }

    /// Moves files, so many times or for as long as scenarios last, and watches the server's memory meanwhile.
    pub(super) async fn transfer<W, F>(&self, clients: u32, most: Option<u64>, work: W) -> anyhow::Result<Transferred>
    where
        W: Fn(u64) -> F + Send + Sync + 'static,
        F: Future<Output = anyhow::Result<()>> + Send,
    {
        let before = self.process.map(|process| process.forget_peak().and_then(|()| process.usage())).transpose()?;
        let duration = if most.is_some() { PATIENCE } else { self.arguments.duration() };
        let figures = load::run(Load { clients, duration, most: most.unwrap_or(u64::MAX) }, self.process, work).await?;
        let added = before.zip(figures.usage).map(|(before, after)| after.peak.saturating_sub(before.resident));
        Ok(Transferred { figures, added })
    }

    /// Downloads from the server under test and reports it beside the plain server, each in turns. `ours` and `plain` make the requests.
    pub(super) async fn download<O, P>(&self, name: &str, amount: Amount, ours: O, plain: Option<P>) -> Outcome
    where
        O: Fn(u64) -> RequestBuilder + Send + Sync + Clone + 'static,
        P: Fn(u64) -> RequestBuilder + Send + Sync + Clone + 'static,
    {
        // So that neither server alone has to fetch the file from the disk.
        swallow(ours(0)).await?;
        let (mut of_ours, mut of_plain) = (None, None);
        for _ in 0..TURNS {
            if let Some(plain) = plain.clone() {
                let turn = self.transfer(amount.clients, amount.each_turn, swallowing(plain, amount.bytes_each)).await?;
                Transferred::add(&mut of_plain, turn)?;
            }
            let turn = self.transfer(amount.clients, amount.each_turn, swallowing(ours.clone(), amount.bytes_each)).await?;
            Transferred::add(&mut of_ours, turn)?;
        }
        let ours = of_ours.context("nothing was measured")?;
        let limits = of_plain.map(|plain| Limit { name: "nginx", bytes_per_second: plain.figures.rate() * as_float(amount.bytes_each) });
        report::transfer(name, &ours, amount.bytes_each, limits.as_slice());
        Ok(ours.figures)
    }
}

/// What the machine could do with the same bytes.
#[derive(Debug, Default)]
pub(super) struct Limits {
    hashing: Vec<f64>,
    disk: Vec<f64>,
}

impl Limits {
    /// Measures both once more.
    pub(super) fn measure(&mut self, scene: &Scene, content: &Content, files: u64, length: u64, writers: u64) -> anyhow::Result<()> {
        self.hashing.push(limits::hashing(content));
        let folder = scene.files.plain.as_ref().map_or_else(std::env::temp_dir, |plain| plain.folder.clone());
        self.disk.push(limits::disk(&folder, content, files, length, writers)?);
        Ok(())
    }

    /// The means of what was measured.
    pub(super) fn means(&self) -> [Limit; 2] {
        let mean = |rates: &[f64]| rates.iter().sum::<f64>() / as_float(u64::try_from(rates.len()).unwrap_or(1));
        [Limit { name: "hashing", bytes_per_second: mean(&self.hashing) }, Limit { name: "disk", bytes_per_second: mean(&self.disk) }]
    }
}

/// How much is downloaded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    /// At once.
    pub(super) clients: u32,
    /// Requests of a turn; none: as many as fit into the time of a scenario.
    pub(super) each_turn: Option<u64>,
    /// Bytes of an answer.
    pub(super) bytes_each: u64,
}

/// Figures of moved bytes.
#[derive(Debug)]
pub(crate) struct Transferred {
    pub(crate) figures: Figures,
    /// How far the server's memory went beyond what it was before, kibibytes.
    pub(crate) added: Option<u64>,
}

impl Transferred {
    fn add(sum: &mut Option<Self>, turn: Self) -> anyhow::Result<()> {
        match sum {
            None => *sum = Some(turn),
            Some(sum) => {
                sum.figures.add(turn.figures)?;
                sum.added = sum.added.max(turn.added);
            }
        }
        Ok(())
    }
}

fn swallowing<R>(
    request: R,
    length: u64,
) -> impl Fn(u64) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> + Send + Sync + 'static
where
    R: Fn(u64) -> RequestBuilder + Send + Sync + 'static,
{
    move |number| {
        let request = request(number);
        Box::pin(async move {
            let got = swallow(request).await?;
            ensure!(got == length, "{got} bytes came instead of {length}");
            Ok(())
        })
    }
}

//! The parts at work: the listener, the job workers, what follows the database: the clock and figures. And their end, in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use correspondence_app::App;
use correspondence_jobs::Runner;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::http;
use crate::parts::Parts;

/// How soon a replica notices that another one moved the clock (run-contract §4).
const FOLLOW_EVERY: Duration = Duration::from_millis(900);

/// Room beyond the grace of requests and job steps, for giving leases back and closing the database.
const TIDYING: Duration = Duration::from_secs(1);

/// Binds `address`, `host:port`.
pub(crate) async fn listen(address: &str) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address).await.with_context(|| format!("{address} cannot be listened on"))?;
    let bound = listener.local_addr()?;
    Ok((listener, bound))
}

/// A program at work.
#[derive(Debug)]
pub(crate) struct Running {
    app: Arc<App>,
    server: Part,
    jobs: Option<Part>,
    clock: Option<Part>,
    figures: Option<Part>,
}

/// A task and how it is told to end.
#[derive(Debug)]
struct Part {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Part {
    fn start<F: Future<Output = ()> + Send + 'static>(begin: impl FnOnce(CancellationToken) -> F) -> Self {
        let stop = CancellationToken::new();
        Self { task: tokio::spawn(begin(stop.clone())), stop }
    }

    async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "a part of the program ended badly");
        }
    }
}

impl Running {
    /// Sets everything to work.
    pub(crate) fn start(parts: Parts, listener: TcpListener, router: Router) -> Self {
        let Parts { app, runner, waiting_files, clock_control, .. } = parts;
        let (followed, figured) = (Arc::clone(&app), Arc::clone(&app));
        Self {
            server: Part::start(|stop| http::serve(listener, router, stop)),
            jobs: runner.map(|runner| Part::start(|stop| work(runner, stop))),
            clock: clock_control.then(|| Part::start(|stop| follow_clock(followed, stop))),
            figures: waiting_files.map(|figures| Part::start(|stop| figures.follow(figured, stop))),
            app,
        }
    }

    /// Stops accepting, lets requests and job steps finish, closes the database.
    pub(crate) async fn stop(self) {
        tracing::info!("stopping");
        let Self { app, server, jobs, clock, figures } = self;
        let jobs = async {
            if let Some(jobs) = jobs {
                jobs.stop().await;
            }
        };
        let requests = async {
            server.stop().await;
            app.finish().await;
        };
        let work = async {
            tokio::join!(requests, jobs);
        };
        end(&app, [clock, figures], work).await;
    }

    /// As [`Self::stop`], for a program whose jobs call its own port: they finish while that still answers.
    #[cfg(feature = "emulator")]
    pub(crate) async fn stop_jobs_first(self) {
        let Self { app, server, jobs, clock, figures } = self;
        let work = async {
            if let Some(jobs) = jobs {
                jobs.stop().await;
            }
            server.stop().await;
            app.finish().await;
        };
        end(&app, [clock, figures], work).await;
    }
}

async fn end(app: &App, followers: [Option<Part>; 2], work: impl Future<Output = ()>) {
    if timeout(http::GRACE + TIDYING, work).await.is_err() {
        tracing::warn!("work was cut off; what was accepted goes on at the next start");
    }
    for follower in followers.into_iter().flatten() {
        follower.stop().await;
    }
    if timeout(TIDYING, app.storage.close()).await.is_err() {
        tracing::warn!("the database was left before its statements ended");
    }
}

async fn work(runner: Runner, stop: CancellationToken) {
    runner.run(stop).await;
}

/// Another replica, or a start before this one, may have moved the clock.
async fn follow_clock(app: Arc<App>, stop: CancellationToken) {
    let mut tick = interval(FOLLOW_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        match app.clock.follow(&app.storage).await {
            Ok(true) => app.jobs.wake(),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the clock's offset cannot be read"),
        }
    }
}

//! Waiting until there is nothing to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use correspondence_domain::time::Clock;
use correspondence_jobs::{DrainTimedOut, Drained, NewJob, Outcome};
use correspondence_testkit_databases::{TestDatabase, db_test};

use crate::support::{Process, TestClock, Told, hours, job, job_id, start, until};

db_test! {
    async fn it_counts_what_was_done_failed_and_left(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let (handler, gate) = Told::to("letter", |job| {
            if job.id == job_id(2) { Outcome::Retry("remote down".to_owned()) } else { Outcome::Done }
        })
        .one_at_a_time()
        .behind_gate();
        let runner = process.run(vec![Arc::new(handler)]);
        assert_eq!(process.drain().await, Drained { done: 0, failed: 0, scheduled: 0 });
        // Nothing ends before the drain has begun.
        let drain_of = async |jobs| tokio::join!(process.drain(), async { gate.add_permits(jobs) }).0;
        process.enqueue(&[job("letter", 1)]).await;
        assert_eq!(drain_of(1).await, Drained { done: 1, failed: 0, scheduled: 0 });

        // What was done before does not count.
        let tomorrow = NewJob { due_at: start().plus(hours(24)), ..job("letter", 4) };
        process.enqueue(&[job("letter", 2), job("letter", 3), tomorrow]).await;
        assert_eq!(drain_of(2).await, Drained { done: 1, failed: 1, scheduled: 2 });

        clock.advance(hours(24));
        assert_eq!(drain_of(2).await, Drained { done: 1, failed: 1, scheduled: 1 });
        runner.stop().await;
    }

    async fn it_waits_for_what_a_job_leaves_behind(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let chain = Arc::new(Chain { process: Process::with(process.storage.clone(), &clock), length: AtomicUsize::new(0) });
        let runner = process.run(vec![chain.clone()]);
        process.enqueue(&[job("chain", 1)]).await;
        process.drain().await;
        assert_eq!(process.listed().await, []);
        assert_eq!(chain.length.load(Ordering::SeqCst), 20);
        runner.stop().await;
    }

    async fn it_gives_up_in_time(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let (handler, gate) = Told::to_succeed("letter").behind_gate();
        let handler = Arc::new(handler);
        process.enqueue(&[job("letter", 1)]).await;
        assert_eq!(process.handle.drain(Duration::from_millis(60)).await, Err(DrainTimedOut), "it is due");
        let runner = process.run(vec![handler.clone()]);
        until("it runs", async || handler.attempts() == 1).await;
        assert_eq!(process.handle.drain(Duration::from_millis(60)).await, Err(DrainTimedOut), "it runs");
        gate.add_permits(1);
        assert_eq!(process.drain().await.scheduled, 0);
        runner.stop().await;
    }
}

/// Each job leaves another one, twenty in all.
struct Chain {
    process: Process,
    length: AtomicUsize,
}

impl correspondence_jobs::Handler for Chain {
    fn kind(&self) -> &'static str {
        "chain"
    }

    fn run<'a>(&'a self, jobs: &'a [correspondence_jobs::Job]) -> correspondence_jobs::BoxFuture<'a, Vec<Outcome>> {
        Box::pin(async move {
            self.length.fetch_add(1, Ordering::SeqCst);
            let number = jobs[0].payload["number"].as_u64().unwrap();
            if number < 20 {
                self.process.enqueue(&[job("chain", number + 1)]).await;
            }
            vec![Outcome::Done]
        })
    }
}

/// A program that only serves the API asks; another one works.
#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_other_processes() {
    let database = TestDatabase::postgres().await;
    let clock = TestClock::standing();
    let (api, worker) = (Process::new(&database, &clock).await, Process::new(&database, &clock).await);
    let (handler, gate) = Told::to_succeed("letter").behind_gate();
    let handler = Arc::new(handler);
    let runner = worker.run(vec![handler.clone()]);
    api.enqueue(&[job("letter", 1), NewJob { due_at: clock.now().plus(hours(1)), ..job("letter", 2) }]).await;
    until("it runs", async || handler.attempts() == 1).await;
    assert_eq!(api.handle.drain(Duration::from_millis(60)).await, Err(DrainTimedOut));
    gate.add_permits(1);
    assert_eq!(api.drain().await, Drained { done: 0, failed: 0, scheduled: 1 }, "counts are of the own process");
    runner.stop().await;
}

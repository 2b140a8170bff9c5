//! Stopping in order.

use std::sync::Arc;
use std::time::{Duration, Instant};

use correspondence_jobs::JobState;
use correspondence_testkit_databases::db_test;

use crate::support::{Process, TestClock, Told, job, job_id, until};

db_test! {
    async fn running_jobs_are_finished_and_no_more_are_begun(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let (handler, gate) = Told::to_succeed("letter").behind_gate();
        let handler = Arc::new(handler);
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[job("letter", 1)]).await;
        until("it runs", async || handler.attempts() == 1).await;
        let stopping = tokio::spawn(runner.stop());
        process.enqueue(&[job("letter", 2)]).await;
        gate.add_permits(10);
        stopping.await.unwrap();
        let listed = process.listed().await;
        assert_eq!(listed.len(), 1, "{listed:?}");
        assert_eq!((listed[0].id, listed[0].state), (job_id(2), JobState::Scheduled));
    }

    async fn what_does_not_end_is_given_back(database) {
        let clock = TestClock::standing();
        let mut process = Process::new(&database, &clock).await;
        process.settings.stop_grace = Duration::from_millis(100);
        let (handler, _gate) = Told::to_succeed("letter").behind_gate();
        let handler = Arc::new(handler);
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[job("letter", 1)]).await;
        until("it runs", async || handler.attempts() == 1).await;
        let begun = Instant::now();
        runner.stop().await;
        assert!(begun.elapsed() < Duration::from_secs(10));
        let listed = process.listed_one(job_id(1)).await.unwrap();
        assert_eq!((listed.state, listed.attempts), (JobState::Scheduled, 0), "the attempt does not count");

        // At once, not after the lease.
        let successor = process.successor(&clock);
        let runner = successor.run(vec![Arc::new(Told::to_succeed("letter"))]);
        assert_eq!(successor.drain().await.scheduled, 0);
        assert_eq!(successor.listed().await, []);
        runner.stop().await;
    }
}

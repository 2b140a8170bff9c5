//! What belongs to a runner, and what becomes of it when the runner is gone.

use std::sync::Arc;
use std::time::Duration;

use correspondence_domain::time::{Clock, Timestamp};
use correspondence_jobs::{JobState, MOST_ATTEMPTS, Outcome};
use correspondence_storage::jobs::{Claim, FailedJob};
use correspondence_testkit_databases::db_test;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::support::{Process, TestClock, Told, hours, job, job_id, start, until};

/// Short enough to wait for, long enough that a living runner renews it in time on a busy machine.
fn short_leases(process: &mut Process) {
    process.settings.lease = Duration::from_millis(1500);
    process.settings.renewal = Duration::from_millis(100);
    process.settings.poll = Duration::from_millis(50);
}

db_test! {
    async fn jobs_of_a_killed_runner_are_taken_over(database) {
        let clock = TestClock::standing();
        let mut process = Process::new(&database, &clock).await;
        short_leases(&mut process);
        let (hanging, _gate) = Told::to_succeed("letter").behind_gate();
        let hanging = Arc::new(hanging);
        let killed = process.run(vec![hanging.clone()]);
        process.enqueue(&[job("letter", 1), job("letter", 2)]).await;
        until("both run", async || hanging.attempts() == 2).await;
        killed.kill().await;
        assert_eq!(process.state(job_id(1)).await, Some(JobState::Running), "nobody gave it back");

        let successor = process.successor(&clock);
        let handler = Arc::new(Told::to_succeed("letter"));
        let runner = successor.run(vec![handler.clone()]);
        successor.drain().await;
        assert_eq!(successor.listed().await, []);
        assert_eq!(handler.attempts(), 2);
        assert!(handler.jobs().iter().all(|job| job.attempts == 1), "the lost attempt counts");
        assert_eq!(successor.metric("correspondence_jobs_total", &[("outcome", "lost")]), 2);
        runner.stop().await;
    }

    /// It must not kill one process after the other for ever.
    async fn a_job_that_kills_its_process_ends_as_dead(database) {
        let clock = TestClock::standing();
        let mut process = Process::new(&database, &clock).await;
        process.settings.lease = Duration::from_millis(20);
        process.settings.renewal = Duration::from_hours(1);
        process.settings.poll = Duration::from_millis(10);
        process.enqueue(&[job("letter", 1)]).await;
        for attempt in 0..MOST_ATTEMPTS {
            let victim = process.successor(&clock);
            let (deadly, _gate) = Told::to_succeed("letter").behind_gate();
            let deadly = Arc::new(deadly);
            let runner = victim.run(vec![deadly.clone()]);
            until("the deadly job runs", async || {
                clock.advance(hours(13));
                victim.handle.wake();
                deadly.attempts() > 0
            })
            .await;
            runner.kill().await;
            assert_eq!(process.listed_one(job_id(1)).await.unwrap().attempts, attempt);
        }
        let last = process.successor(&clock);
        let handler = Arc::new(Told::to_succeed("letter"));
        let runner = last.run(vec![handler.clone()]);
        until("it is dead", async || {
            clock.advance(hours(13));
            last.handle.wake();
            last.state(job_id(1)).await == Some(JobState::Dead)
        })
        .await;
        assert_eq!(handler.attempts(), 0);
        assert_eq!(handler.given_up().len(), 1);
        runner.stop().await;
    }

    async fn a_lease_is_kept_while_its_jobs_run(database) {
        let clock = TestClock::standing();
        let mut process = Process::new(&database, &clock).await;
        short_leases(&mut process);
        let (handler, gate) = Told::to_succeed("letter").behind_gate();
        let handler = Arc::new(handler);
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[job("letter", 1)]).await;
        until("it runs", async || handler.attempts() == 1).await;
        let first_end = start().plus(SignedDuration::from_secs(4));
        until("two leases have gone by", async || clock_passed(&clock, first_end)).await;
        gate.add_permits(1);
        process.drain().await;
        assert_eq!(handler.attempts(), 1);
        runner.stop().await;
    }

    /// Its lease went to somebody else meanwhile.
    async fn who_finishes_late_changes_nothing(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        process.enqueue(&[job("letter", 1)]).await;
        let storage = &process.storage;
        let (late, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let claim = |lease| Claim { lease, leased_until: start(), now: clock.now(), kinds: &["letter"], channels: [true; 7] };
        let failed = |error: &str| [FailedJob { id: job_id(1), run_at: clock.now(), error: error.to_owned(), gives_up: false }];
        assert_eq!(storage.claim_jobs(claim(late)).await.unwrap().len(), 1);
        assert_eq!(storage.claim_jobs(claim(second)).await.unwrap().len(), 0, "it is taken");

        // Renewed in time: it is not lost.
        let later = start().plus(SignedDuration::from_secs(30));
        storage.renew_leases(&[late], later).await.unwrap();
        assert_eq!(storage.lost_jobs(start()).await.unwrap(), []);
        assert_eq!(storage.fail_jobs(late, Some(start()), &failed("lost")).await.unwrap(), []);

        assert_eq!(storage.lost_jobs(later).await.unwrap().len(), 1);
        assert_eq!(storage.fail_jobs(late, Some(later), &failed("lost")).await.unwrap(), [job_id(1)]);
        assert_eq!(storage.claim_jobs(claim(second)).await.unwrap()[0].job.attempts, 1);

        assert_eq!(storage.delete_done_jobs(late, &[job_id(1)]).await.unwrap(), []);
        assert_eq!(storage.fail_jobs(late, None, &failed("late")).await.unwrap(), []);
        assert!(!storage.bury_job(late, job_id(1), 9, "late").await.unwrap());
        assert!(!storage.reschedule_job(late, job_id(1), later, None).await.unwrap());
        assert!(!storage.continue_job(late, job_id(1), later, &serde_json::json!({})).await.unwrap());
        storage.renew_leases(&[late], start().plus(hours(9))).await.unwrap();
        storage.release_leases(&[late]).await.unwrap();
        let listed = process.listed_one(job_id(1)).await.unwrap();
        assert_eq!((listed.state, listed.attempts, listed.last_error.as_deref()), (JobState::Running, 1, Some("lost")));
        assert_eq!(storage.delete_done_jobs(second, &[job_id(1)]).await.unwrap(), [job_id(1)]);
        assert_eq!(process.listed().await, []);
    }

    /// The others of its batch must not go down with it.
    async fn a_panic_is_a_failure_of_one_job(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(Told::to("letter", |job| {
            assert!(job.id != job_id(3) || job.attempts > 0, "a bug");
            Outcome::Done
        }));
        process.enqueue(&(1..=5).map(|number| job("letter", number)).collect::<Vec<_>>()).await;
        let runner = process.run(vec![handler.clone()]);
        assert_eq!(process.drain().await.scheduled, 1);
        let listed = process.listed_one(job_id(3)).await.unwrap();
        assert_eq!((listed.attempts, listed.last_error.as_deref()), (1, Some("the handler panicked")));
        clock.set(listed.run_at);
        assert_eq!(process.drain().await.scheduled, 0);
        runner.stop().await;
    }

    /// Nothing waits for ever.
    async fn a_handler_that_hangs_has_failed(database) {
        let clock = TestClock::standing();
        let mut process = Process::new(&database, &clock).await;
        process.settings.longest_run = Duration::from_millis(50);
        let (handler, _gate) = Told::to_succeed("letter").behind_gate();
        process.enqueue(&[job("letter", 1)]).await;
        let runner = process.run(vec![Arc::new(handler)]);
        process.drain().await;
        let error = process.listed_one(job_id(1)).await.unwrap().last_error;
        assert_eq!(error.as_deref(), Some("the handler took too long"));
        runner.stop().await;
    }
}

fn clock_passed(clock: &TestClock, moment: Timestamp) -> bool {
    clock.real_now() > moment
}

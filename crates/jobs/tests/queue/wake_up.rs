//! How soon work is found. Polls are an hour apart here, so whatever is found was not found by one.

use std::sync::Arc;
use std::time::Duration;

use correspondence_domain::time::Clock;
use correspondence_jobs::NewJob;
use correspondence_testkit_databases::{TestDatabase, db_test};
use jiff::SignedDuration;

use crate::support::{Process, TestClock, Told, hours, job, start, until};

const NEVER: Duration = Duration::from_hours(1);

db_test! {
    async fn work_of_the_own_process_is_found_at_once(database) {
        let clock = TestClock::standing();
        let mut process = Process::new(&database, &clock).await;
        process.settings.poll = NEVER;
        let handler = Arc::new(Told::to_succeed("letter"));
        let runner = process.run(vec![handler.clone()]);
        for number in 1..=5 {
            process.enqueue(&[job("letter", u64::try_from(number).unwrap())]).await;
            until("it is done", async || handler.attempts() == number).await;
        }
        let later = NewJob { due_at: start().plus(hours(5)), ..job("letter", 9) };
        process.enqueue(&[later]).await;
        clock.advance(hours(5));
        process.handle.wake();
        until("the move of the clock is noticed", async || handler.attempts() == 6).await;
        runner.stop().await;
    }

    async fn a_job_is_begun_when_it_is_due(database) {
        let clock = TestClock::ticking();
        let mut process = Process::new(&database, &clock).await;
        process.settings.poll = NEVER;
        let handler = Arc::new(Told::to_succeed("letter"));
        let runner = process.run(vec![handler.clone()]);
        let due_at = clock.now().plus(SignedDuration::from_millis(400));
        process.enqueue(&[NewJob { due_at, ..job("letter", 1) }]).await;
        until("it is begun", async || {
            let now = clock.now();
            let begun = handler.attempts() == 1;
            assert!(!begun || clock.now() >= due_at, "before its time: {now}");
            begun
        })
        .await;
        runner.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_of_another_process_is_found_at_once() {
    let database = TestDatabase::postgres().await;
    let clock = TestClock::standing();
    let (api, mut worker) = (Process::new(&database, &clock).await, Process::new(&database, &clock).await);
    worker.settings.poll = NEVER;
    let handler = Arc::new(Told::to_succeed("letter"));
    let runner = worker.run(vec![handler.clone()]);
    // The worker may not listen yet; the first hint may be lost, as hints may.
    api.enqueue(&[job("letter", 0)]).await;
    until("the worker listens", async || {
        api.handle.wake();
        handler.attempts() == 1
    })
    .await;
    for number in 1..=20 {
        api.enqueue(&[job("letter", u64::try_from(number).unwrap())]).await;
        until("it is done", async || handler.attempts() == number + 1).await;
    }
    runner.stop().await;
}

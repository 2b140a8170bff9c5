//! Who gets a turn, and in what company.

use std::sync::Arc;

use correspondence_jobs::{Channel, NewJob};
use correspondence_testkit_databases::db_test;

use crate::support::{Process, TestClock, Told, hours, job, job_id, start, until};

db_test! {
    /// A remote that does not answer must not hold up letters, however many calls to it are due.
    async fn a_channel_that_hangs_is_not_in_the_way_of_others(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let (hanging, gate) = Told::to_succeed("dialog").behind_gate();
        let hanging = Arc::new(hanging);
        let events = Arc::new(Told::to_succeed("event"));
        let runner = process.run(vec![hanging.clone(), events.clone()]);
        let long_due = |number| NewJob { channel: Channel::Dialog, due_at: start().minus(hours(1)), ..job("dialog", number) };
        process.enqueue(&(0..1000).map(long_due).collect::<Vec<_>>()).await;
        until("calls hang", async || hanging.attempts() > 0).await;
        let event = |number| NewJob { channel: Channel::Events, ..job("event", number) };
        process.enqueue(&(2000..2500).map(event).collect::<Vec<_>>()).await;
        until("all events are out", async || events.attempts() == 500).await;
        assert!(hanging.attempts() <= process.settings.running_per_channel, "the hanging calls are bounded");

        gate.add_permits(1000);
        process.drain().await;
        assert_eq!(hanging.attempts(), 1000);
        assert!(hanging.attempts_by_job().values().all(|attempts| *attempts == 1));
        runner.stop().await;
    }

    async fn what_is_due_first_goes_first_and_in_full_batches(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(Told::to_succeed("letter"));
        // The later the number, the earlier due.
        let due = |number: u64| NewJob { due_at: start().minus(hours(i64::try_from(number).unwrap())), ..job("letter", number) };
        process.enqueue(&(0..200).map(due).collect::<Vec<_>>()).await;
        let runner = process.run(vec![handler.clone()]);
        process.drain().await;
        let first: Vec<_> = handler.begun().into_iter().take(64).collect();
        assert_eq!(first, (136..200).rev().map(job_id).collect::<Vec<_>>());
        let mut batches = handler.batches();
        batches.sort_unstable();
        assert_eq!(batches, [8, 64, 64, 64]);
        runner.stop().await;
    }

    async fn a_handler_gets_no_more_than_it_wants(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(Told::to_succeed("letter").one_at_a_time());
        process.enqueue(&(0..100).map(|number| job("letter", number)).collect::<Vec<_>>()).await;
        let runner = process.run(vec![handler.clone()]);
        process.drain().await;
        assert_eq!(handler.batches(), vec![1; 100]);
        runner.stop().await;
    }
}

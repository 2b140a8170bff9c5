//! Jobs that come back at a time of the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use correspondence_domain::time::{Clock, Timestamp};
use correspondence_jobs::{Handler, NewJob, Outcome, RecurringJob, Runner, RunnerError};
use correspondence_testkit_databases::db_test;
use jiff::SignedDuration;

use crate::support::{Process, TestClock, Told, hours, job, most_processes, start, until};

/// The next midnight.
fn nightly(after: Timestamp) -> Timestamp {
    let day = 86_400_000_000;
    Timestamp::from_micros((after.as_micros().div_euclid(day) + 1) * day)
}

fn every_night(handler: &Arc<Told>) -> Vec<RecurringJob> {
    vec![RecurringJob { handler: handler.clone(), next: nightly }]
}

db_test! {
    async fn a_jump_over_many_nights_runs_it_once(database) {
        let clock = TestClock::standing();
        let handler = Arc::new(Told::to_succeed("cleanup"));
        let letters = Arc::new(Told::to_succeed("letter"));
        let mut processes = Vec::new();
        for _ in 0..most_processes(&database) {
            processes.push(Process::new(&database, &clock).await);
        }
        let runners: Vec<_> =
            processes.iter().map(|process| process.run_with(vec![letters.clone()], every_night(&handler))).collect();
        let process = &processes[0];
        until("it waits for the night", async || process.listed().await.len() == 1).await;
        assert_eq!(process.listed().await[0].run_at, start().plus(hours(12)));
        assert_eq!(process.drain().await.scheduled, 1);
        assert_eq!(handler.attempts(), 0);

        let later: Vec<NewJob> = (1..=4).map(|day| NewJob { due_at: start().plus(hours(24 * day)), ..job("letter", day.unsigned_abs()) }).collect();
        process.enqueue(&later).await;
        clock.advance(hours(24 * 9));
        process.drain().await;
        assert_eq!((handler.attempts(), letters.attempts()), (1, 4));
        assert_eq!(process.listed().await[0].run_at, start().plus(hours(24 * 9 + 12)));

        clock.advance(hours(12));
        process.drain().await;
        assert_eq!(handler.attempts(), 2);
        for runner in runners {
            runner.stop().await;
        }
    }

    async fn it_keeps_its_time_when_the_program_starts_again(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(Told::to_succeed("cleanup"));
        let runner = process.run_with(Vec::new(), every_night(&handler));
        until("it waits for the night", async || process.listed().await.len() == 1).await;
        runner.stop().await;

        clock.advance(hours(13));
        let process = process.successor(&clock);
        let runner = process.run_with(Vec::new(), every_night(&handler));
        until("it ran for the night that was missed", async || handler.attempts() == 1).await;
        process.drain().await;
        assert_eq!(process.listed().await[0].run_at, start().plus(hours(36)));
        runner.stop().await;
    }

    async fn a_failing_occurrence_is_tried_again_and_never_the_last(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let refused = Arc::new(AtomicBool::new(false));
        let refuses = refused.clone();
        let handler = Arc::new(Told::to("cleanup", move |_| {
            if refuses.load(Ordering::SeqCst) { Outcome::GiveUp("refused".to_owned()) } else { Outcome::Retry("busy".to_owned()) }
        }));
        let runner = process.run_with(Vec::new(), every_night(&handler));
        until("it waits for the night", async || process.listed().await.len() == 1).await;
        clock.advance(hours(12));
        process.drain().await;
        let listed = process.listed().await;
        assert_eq!(listed[0].attempts, 1);
        assert!(listed[0].run_at < clock.now().plus(SignedDuration::from_secs(3)), "soon, not the next night");

        refused.store(true, Ordering::SeqCst);
        clock.set(listed[0].run_at);
        process.drain().await;
        let listed = process.listed().await;
        assert_eq!((listed[0].attempts, listed[0].run_at), (0, start().plus(hours(36))));
        assert_eq!((handler.given_up().len(), process.dead.lock().unwrap().len()), (1, 0));
        runner.stop().await;
    }

    async fn what_is_left_of_an_occurrence_follows_at_once_and_the_next_one_begins_anew(database) {
        let clock = TestClock::standing();
        let handler = Arc::new(Told::to("cleanup", |job| {
            let part = job.payload["part"].as_u64().unwrap_or(0);
            match (part, job.attempts) {
                (2, 0) => Outcome::Retry("busy".to_owned()),
                (4, _) => Outcome::Done,
                _ => Outcome::Continue(serde_json::json!({ "part": part + 1 })),
            }
        }));
        let parts = || handler.runs().iter().map(|job| (job.payload.to_string(), job.attempts)).collect::<Vec<_>>();
        let mut processes = Vec::new();
        for _ in 0..most_processes(&database) {
            processes.push(Process::new(&database, &clock).await);
        }
        let runners: Vec<_> = processes.iter().map(|process| process.run_with(Vec::new(), every_night(&handler))).collect();
        let process = &processes[0];
        until("it waits for the night", async || process.listed().await.len() == 1).await;
        clock.advance(hours(12));
        process.drain().await;
        let part = |number: u64| format!(r#"{{"part":{number}}}"#);
        let first = [("{}".to_owned(), 0), (part(1), 0), (part(2), 0)];
        assert_eq!(parts(), first, "one after the other, in whichever process");

        // A part that fails is tried again by itself.
        let listed = process.listed().await;
        assert_eq!((listed.len(), listed[0].attempts), (1, 1));
        clock.set(listed[0].run_at);
        process.drain().await;
        assert_eq!(parts()[3..], [(part(2), 1), (part(3), 0), (part(4), 0)]);
        let listed = process.listed().await;
        assert_eq!((listed[0].attempts, listed[0].run_at), (0, start().plus(hours(36))));

        clock.set(listed[0].run_at);
        process.drain().await;
        assert_eq!(parts()[6..8], first[..2]);
        for runner in runners {
            runner.stop().await;
        }
    }

    async fn two_handlers_of_a_kind_are_refused(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(Told::to_succeed("cleanup"));
        let both = Runner::new(&process.handle, vec![handler.clone() as Arc<dyn Handler>], every_night(&handler), &process.registry);
        assert!(matches!(both, Err(RunnerError::DuplicateKind("cleanup"))));
    }
}

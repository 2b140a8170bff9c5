//! Attempts, pauses between them, and the end of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use correspondence_domain::time::Clock;
use correspondence_jobs::{JobState, MOST_ATTEMPTS, NewJob, Outcome};
use correspondence_testkit_databases::db_test;
use jiff::SignedDuration;

use crate::support::{Process, TestClock, Told, job, job_id, start, subject};

fn failing() -> Told {
    Told::to("letter", |_| Outcome::Retry("remote answered 500".to_owned()))
}

db_test! {
    async fn pauses_grow_on_the_clock_of_the_program(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(failing());
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[job("letter", 1)]).await;
        for attempt in 1..=16 {
            let drained = process.drain().await;
            assert_eq!((drained.done, drained.scheduled), (0, 1));
            assert_eq!(handler.attempts(), attempt);
            let listed = process.listed_one(job_id(1)).await.unwrap();
            assert_eq!((listed.attempts as usize, listed.state), (attempt, JobState::Scheduled));
            assert_eq!(listed.last_error.as_deref(), Some("remote answered 500"));
            let pause = listed.run_at.since(clock.now()).as_secs_f64();
            let longest = 2_f64.powi(i32::try_from(attempt).unwrap()).min(12.0 * 3600.0);
            assert!((longest * 0.75..=longest).contains(&pause), "pause {attempt} is {pause} s");

            clock.set(listed.run_at.minus(SignedDuration::from_micros(1)));
            assert_eq!(process.drain().await.failed, 0, "it is not yet time");
            clock.set(listed.run_at);
        }
        runner.stop().await;
    }

    async fn a_job_without_attempts_left_is_dead_and_frees_its_lane(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(failing());
        let follower = Arc::new(Told::to_succeed("follower"));
        let runner = process.run(vec![handler.clone(), follower.clone()]);
        process.enqueue(&[job("letter", 1), NewJob { subject: subject(1), ..job("follower", 2) }]).await;
        process.drain_to_the_end(&clock).await;

        assert_eq!(handler.attempts(), MOST_ATTEMPTS as usize);
        let spent = clock.now().since(start()).as_hours();
        assert!(spent > 48, "after {spent} h");
        assert_eq!(handler.given_up(), [(job_id(1), "remote answered 500".to_owned())]);
        assert_eq!(follower.attempts(), 1);
        let listed = process.listed().await;
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].id, listed[0].state, listed[0].attempts), (job_id(1), JobState::Dead, MOST_ATTEMPTS));
        assert_eq!(process.storage.list_dead_jobs(10).await.unwrap(), listed);
        let told = process.dead.lock().unwrap().clone();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].id, told[0].subject, told[0].error.as_str()), (job_id(1), subject(1), "remote answered 500"));
        runner.stop().await;
    }

    async fn a_dead_job_can_be_run_again(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let broken = Arc::new(std::sync::atomic::AtomicBool::new(true));
        let fault = broken.clone();
        let handler = Arc::new(Told::to("letter", move |_| {
            if fault.load(Ordering::SeqCst) { Outcome::GiveUp("remote refused it".to_owned()) } else { Outcome::Done }
        }));
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[job("letter", 1)]).await;
        assert_eq!(process.drain().await.scheduled, 0);
        assert_eq!(handler.attempts(), 1, "it was given up at once");
        assert_eq!(process.state(job_id(1)).await, Some(JobState::Dead));

        broken.store(false, Ordering::SeqCst);
        assert!(process.storage.revive_job(job_id(1), clock.now()).await.unwrap());
        assert!(!process.storage.revive_job(job_id(1), clock.now()).await.unwrap(), "it is not dead");
        process.drain().await;
        assert_eq!(handler.jobs()[1].attempts, 0, "with all its attempts");
        assert_eq!(process.listed().await, []);
        runner.stop().await;
    }

    /// A letter must not hang between published and failed because the database was away for a moment.
    async fn what_follows_from_giving_up_is_tried_again(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let calls = AtomicUsize::new(0);
        let handler = Arc::new(Told::to("letter", |_| Outcome::GiveUp("remote refused it".to_owned())).when_given_up(move |_, _| {
            if calls.fetch_add(1, Ordering::SeqCst) < 2 { Err("database away".to_owned()) } else { Ok(()) }
        }));
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[job("letter", 1)]).await;
        assert_eq!(process.drain().await.scheduled, 1);
        assert_eq!(process.state(job_id(1)).await, Some(JobState::Scheduled));
        process.drain_to_the_end(&clock).await;
        assert_eq!(handler.attempts(), 1, "the job itself is not run again");
        let reasons: Vec<String> = handler.given_up().into_iter().map(|(_, reason)| reason).collect();
        assert_eq!(reasons, ["remote refused it"; 3]);
        assert_eq!(process.state(job_id(1)).await, Some(JobState::Dead));
        assert_eq!(process.dead.lock().unwrap().len(), 1);
        runner.stop().await;
    }

    async fn errors_of_any_form_are_kept(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Told::to("letter", |_| Outcome::Retry(format!("nul \0 and {}", "å".repeat(5000))));
        let runner = process.run(vec![Arc::new(handler)]);
        process.enqueue(&[job("letter", 1)]).await;
        process.drain().await;
        let error = process.listed_one(job_id(1)).await.unwrap().last_error.unwrap();
        assert!(error.starts_with("nul \u{fffd} and åå") && error.len() < 2100, "{error}");
        runner.stop().await;
    }

    async fn a_handler_that_forgets_a_job_has_failed_it(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let runner = process.run(vec![Arc::new(Forgetful)]);
        process.enqueue(&[job("forgetful", 1), job("forgetful", 2)]).await;
        assert_eq!(process.drain().await.scheduled, 1);
        let left = process.listed_one(job_id(2)).await.unwrap();
        assert_eq!((left.attempts, left.last_error.as_deref()), (1, Some("the handler gave no outcome for this job")));
        runner.stop().await;
    }
}

struct Forgetful;

impl correspondence_jobs::Handler for Forgetful {
    fn kind(&self) -> &'static str {
        "forgetful"
    }

    fn run<'a>(&'a self, _: &'a [correspondence_jobs::Job]) -> correspondence_jobs::BoxFuture<'a, Vec<Outcome>> {
        Box::pin(async { vec![Outcome::Done] })
    }
}

//! Lanes: one at a time, in order, and in nobody else's way.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use correspondence_domain::time::Clock;
use correspondence_jobs::{BoxFuture, Channel, Handler, Job, JobState, NewJob, Outcome};
use correspondence_testkit_databases::db_test;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::support::{Process, TestClock, Told, job, job_id, most_processes, start, subject, until};

const LANES: u64 = 300;
const JOBS_OF_LANE: u64 = 8;

/// Watches over everything that runs in all processes.
#[derive(Default)]
struct Watch {
    running: Mutex<HashSet<(Uuid, Channel)>>,
    done: Mutex<HashMap<(Uuid, Channel), Vec<u64>>>,
    faults: Mutex<Vec<String>>,
}

/// Fails the first attempt of every fifth job.
struct Watched(Arc<Watch>);

fn number(job: &Job) -> u64 {
    job.payload["number"].as_u64().unwrap()
}

impl Handler for Watched {
    fn kind(&self) -> &'static str {
        "watched"
    }

    fn batch_size(&self) -> usize {
        16
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        Box::pin(async move {
            for job in jobs {
                if !self.0.running.lock().unwrap().insert((job.subject, job.channel)) {
                    self.0.faults.lock().unwrap().push(format!("two of lane {}/{} at once", job.subject, job.channel.name()));
                }
            }
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            jobs.iter()
                .map(|job| {
                    let lane = (job.subject, job.channel);
                    self.0.running.lock().unwrap().remove(&lane);
                    if number(job).is_multiple_of(5) && job.attempts == 0 {
                        return Outcome::Retry("not yet".to_owned());
                    }
                    self.0.done.lock().unwrap().entry(lane).or_default().push(number(job));
                    Outcome::Done
                })
                .collect()
        })
    }
}

/// Jobs of many lanes, later ones of each lane due later, mixed with each other.
fn jobs() -> Vec<NewJob> {
    let channels = [Channel::Lifecycle, Channel::Dialog, Channel::Events];
    (0..LANES * JOBS_OF_LANE)
        .map(|number| NewJob {
            subject: subject(number % LANES / 3),
            channel: channels[usize::try_from(number % 3).unwrap()],
            due_at: start().minus(SignedDuration::from_secs(1000)).plus(SignedDuration::from_millis(i64::try_from(number).unwrap())),
            ..job("watched", number)
        })
        .collect()
}

db_test! {
    /// Thousands of jobs, several runners, failures: each job is done once, in its lane's order, never beside another of its lane.
    async fn every_job_is_done_once_and_in_order(database) {
        let clock = TestClock::standing();
        let watch = Arc::new(Watch::default());
        let mut processes = Vec::new();
        for _ in 0..most_processes(&database) {
            processes.push(Process::new(&database, &clock).await);
        }
        let runners: Vec<_> = processes.iter().map(|process| process.run(vec![Arc::new(Watched(watch.clone()))])).collect();
        let jobs = jobs();
        // From several transactions, while the runners are at work.
        for jobs in jobs.chunks(500) {
            processes[0].enqueue(jobs).await;
        }
        processes[0].drain_to_the_end(&clock).await;

        assert_eq!(*watch.faults.lock().unwrap(), Vec::<String>::new());
        let done = watch.done.lock().unwrap().clone();
        assert_eq!(done.values().map(Vec::len).sum::<usize>(), jobs.len());
        for (lane, numbers) in done {
            assert!(numbers.is_sorted(), "{lane:?}: {numbers:?}");
        }
        assert_eq!(processes[0].listed().await, []);
        if runners.len() > 1 {
            let shares: Vec<u64> = processes.iter().map(|process| process.metric("correspondence_jobs_total", &[("outcome", "done")])).collect();
            assert!(shares.iter().filter(|share| **share > 0).count() > 1, "one runner did it all: {shares:?}");
        }
        for runner in runners {
            runner.stop().await;
        }
    }

    /// A job waits for the one before it, which waits for its next attempt; other channels and other subjects go on.
    async fn a_failing_head_holds_back_its_lane_alone(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(Told::to("letter", |job| {
            if job.id == job_id(1) && job.attempts == 0 { Outcome::Retry("remote down".to_owned()) } else { Outcome::Done }
        }));
        let lane = |number| NewJob { subject: subject(1), ..job("letter", number) };
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[lane(1), lane(2), NewJob { channel: Channel::Events, ..lane(3) }, job("letter", 4)]).await;
        process.drain().await;
        // Joins the lane while its head waits.
        process.enqueue(&[lane(5)]).await;
        let drained = process.drain().await;
        assert_eq!(drained.scheduled, 3);
        assert_eq!(handler.begun().into_iter().collect::<HashSet<_>>(), [1, 3, 4].map(job_id).into());

        // Those behind wait as long as the head, so that nobody looks at them in vain.
        let listed = process.listed().await;
        let head = listed.iter().find(|job| job.id == job_id(1)).unwrap();
        assert!(head.run_at > clock.now());
        assert!(listed.iter().all(|job| job.run_at == head.run_at && job.state == JobState::Scheduled), "{listed:?}");

        clock.set(head.run_at);
        process.drain().await;
        assert_eq!(handler.begun()[3..], [1, 2, 5].map(job_id));
        runner.stop().await;
    }

    /// Somebody enqueues, while a job runs, one that belongs before it.
    async fn an_earlier_job_waits_for_a_later_one_that_runs(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let (handler, gate) = Told::to_succeed("letter").one_at_a_time().behind_gate();
        let handler = Arc::new(handler);
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[job("letter", 1)]).await;
        until("the later one runs", async || handler.attempts() == 1).await;
        let earlier = NewJob { id: job_id(2), due_at: start().minus(SignedDuration::from_secs(60)), ..job("letter", 1) };
        process.enqueue(&[earlier, job("letter", 3)]).await;
        until("a job of another lane runs", async || handler.attempts() == 2).await;
        assert_eq!(handler.begun(), [1, 3].map(job_id));
        gate.add_permits(3);
        process.drain().await;
        assert_eq!(handler.begun(), [1, 3, 2].map(job_id));
        runner.stop().await;
    }

    /// As when two requests enqueue what follows from the same thing.
    async fn a_job_is_enqueued_once(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        process.enqueue(&[job("letter", 1)]).await;
        process.enqueue(&[job("letter", 1), job("letter", 2)]).await;
        assert_eq!(process.listed().await.len(), 2);
    }

    /// A rolled back transaction leaves no work.
    async fn a_job_comes_with_its_transaction(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let mut transaction = process.storage.begin().await.unwrap();
        transaction.enqueue(&[job("letter", 1)]).await.unwrap();
        drop(transaction);
        assert_eq!(process.listed().await, []);
    }

    /// During an upgrade an old program meets jobs of a new one.
    async fn unknown_kinds_are_left_alone(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        let handler = Arc::new(Told::to_succeed("known"));
        let runner = process.run(vec![handler.clone()]);
        process.enqueue(&[job("from_the_future", 1), job("known", 2)]).await;
        until("the known one is done", async || process.listed().await.len() == 1).await;
        let listed = process.listed_one(job_id(1)).await.unwrap();
        assert_eq!((listed.state, listed.attempts), (JobState::Scheduled, 0));
        runner.stop().await;
    }
}

//! What an operator sees.

use std::sync::Arc;
use std::time::Duration;

use correspondence_jobs::{NewJob, Outcome};
use correspondence_testkit_databases::db_test;

use crate::support::{Process, TestClock, Told, hours, job, start, until};

db_test! {
    async fn outcomes_and_the_queue_are_counted(database) {
        let clock = TestClock::standing();
        let mut process = Process::new(&database, &clock).await;
        process.settings.poll = Duration::from_millis(20);
        process.settings.figures = Duration::from_millis(20);
        let handler = Told::to("letter", |job| match job.payload["number"].as_u64() {
            Some(1) => Outcome::Retry("busy".to_owned()),
            Some(2) => Outcome::GiveUp("refused".to_owned()),
            _ => Outcome::Done,
        });
        let overdue = NewJob { due_at: start().minus(hours(2)), ..job("unknown", 7) };
        process.enqueue(&[job("letter", 1), job("letter", 2), job("letter", 3), job("letter", 4), overdue]).await;
        let runner = process.run(vec![Arc::new(handler)]);
        let total = |outcome| process.metric("correspondence_jobs_total", &[("kind", "letter"), ("outcome", outcome)]);
        until("outcomes are counted", async || [total("done"), total("failed"), total("dead")] == [2, 1, 1]).await;
        until("the queue is counted", async || {
            let figure = |name| process.metric(name, &[]);
            [figure("correspondence_jobs_due"), figure("correspondence_jobs_oldest_due_seconds"), figure("correspondence_jobs_dead")]
                == [1, 7200, 1]
        })
        .await;
        runner.stop().await;
    }
}

//! What the queue costs the database (design §3.12).

use correspondence_domain::time::Clock;
use correspondence_storage::count_statements;
use correspondence_storage::jobs::Claim;
use correspondence_testkit_databases::db_test;
use uuid::Uuid;

use crate::support::{Process, TestClock, job, job_id, start};

db_test! {
    async fn claiming_and_finishing_a_batch_takes_three_statements(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        process.enqueue(&(0..64).map(|number| job("letter", number)).collect::<Vec<_>>()).await;
        let claim = Claim { lease: Uuid::from_u128(1), leased_until: start(), now: clock.now(), kinds: &["letter"], channels: [true; 7] };
        let (done, statements) = count_statements(async {
            let claimed = process.storage.claim_jobs(claim).await.unwrap();
            let ids: Vec<_> = claimed.iter().map(|claimed| claimed.job.id).collect();
            process.storage.delete_done_jobs(claim.lease, &ids).await.unwrap()
        })
        .await;
        assert_eq!(done.len(), 64);
        assert!(statements <= 3, "{statements}");
    }

    async fn enqueueing_costs_the_same_for_one_and_for_many(database) {
        let clock = TestClock::standing();
        let process = Process::new(&database, &clock).await;
        for (jobs, most) in [(0..1, 2), (1..1001, 2)] {
            let jobs: Vec<_> = jobs.map(|number| job("letter", number)).collect();
            let ((), statements) = count_statements(process.enqueue(&jobs)).await;
            assert!(statements <= most, "{statements}");
        }
        assert_eq!(process.state(job_id(1000)).await, Some(correspondence_jobs::JobState::Scheduled));
    }
}

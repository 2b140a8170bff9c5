//! `GET /testing/jobs`: the jobs that are kept.

use axum::extract::State;
use axum::response::Response;
use correspondence_app::testing::{self, JobState, ListedJob};
use correspondence_domain::time::Timestamp;
use http::Method;
use serde::Serialize;
use uuid::Uuid;

use crate::access::Policy;
use crate::answer;
use crate::problem::Failure;
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, "/testing/jobs", Policy::Anonymous);

#[derive(Serialize)]
struct Jobs {
    jobs: Vec<Job>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    id: Uuid,
    kind: String,
    subject: Uuid,
    lane: String,
    state: &'static str,
    run_at: Timestamp,
    attempts: u32,
    last_error: Option<String>,
}

/// Lists them.
pub(crate) async fn handle(State(api): State<SharedApi>) -> Result<Response, Failure> {
    let rows = testing::jobs(&api.app).await?;
    let job = |row: ListedJob| Job {
        id: row.id.0,
        lane: format!("{}/{}", row.subject, row.channel.name()),
        kind: row.kind,
        subject: row.subject,
        state: match row.state {
            JobState::Scheduled => "scheduled",
            JobState::Running => "running",
            JobState::Dead => "dead",
        },
        run_at: row.run_at,
        attempts: row.attempts,
        last_error: row.last_error,
    };
    Ok(answer::json(&Jobs { jobs: rows.into_iter().map(job).collect() }))
}

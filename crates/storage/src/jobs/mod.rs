//! The queue: rows of background work, and the statements that claim, settle and look at them.
//!
//! A lane is a subject with a [`Channel`]. Its live jobs run one at a time in the order (`due_at`, id); a dead job blocks nothing. What
//! keeps claims cheap at any length of the queue: finished jobs are deleted, a channel is claimed from its own part of one index in
//! the order of `run_at`, and jobs that wait behind a failing head are moved behind it.
//!
//! Nothing here knows what a job means, when it is tried again, or how often: that is the runtime's (crate `jobs`).

mod claim;
mod enqueue;
mod figures;
mod job;
mod lease;
mod listing;
mod progress;
mod settle;
mod wake_up;

pub use claim::{BATCH, Claim, ClaimedJob, OpenChannels};
pub use figures::QueueFigures;
pub use job::{Channel, Job, NewJob};
pub use lease::LostJob;
pub use listing::{JobState, ListedJob};
pub use settle::FailedJob;
pub use wake_up::JobListener;

use crate::lists::ListStatement;
use crate::statement::Statement;

/// The statements of fixed text of this module.
pub(crate) const STATEMENTS: &[&Statement] = &[
    &lease::LOST,
    &settle::BURY,
    &settle::RESCHEDULE,
    &settle::CONTINUE,
    &figures::NEXT_RUN,
    &figures::BUSY,
    &figures::WAITING,
    &figures::FIGURES,
    &listing::LIST,
    &listing::LIST_DEAD,
    &listing::REVIVE,
    &progress::ATTEMPTS,
    &wake_up::NOTIFY,
    &crate::dialect::FOLLOW_INDEXES,
];

/// The statements over lists of this module.
pub(crate) const LIST_STATEMENTS: &[&ListStatement] = &[
    &enqueue::WAITING_HEADS,
    &enqueue::INSERT,
    &claim::CLAIM,
    &lease::RENEW,
    &lease::RELEASE,
    &settle::DELETE_DONE,
    &settle::FAIL,
    &settle::PUSH_FOLLOWERS,
];

//! A job as others see it.

use correspondence_domain::identifiers::JobId;
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use super::claim::{BATCH, FEW};

/// What a job has to do with: jobs of one subject and one channel run in order, those of different channels never wait for each
/// other (design §3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Publishing, due dates, expiry: what happens in this service.
    Lifecycle = 0,
    /// Calls to Dialogporten.
    Dialog = 1,
    /// Calls to Altinn Events.
    Events = 2,
    /// Calls to Altinn Notifications.
    Notifications = 3,
    /// Jobs that come back at a time of the clock.
    Recurring = 4,
    /// Scans of files: they take minutes, and nothing else waits for them.
    Scans = 5,
    /// Deletions of bytes: a store that refuses one, or is away, keeps nothing else waiting.
    Deletions = 6,
}

impl Channel {
    /// Every channel, by number.
    pub const ALL: [Self; 7] =
        [Self::Lifecycle, Self::Dialog, Self::Events, Self::Notifications, Self::Recurring, Self::Scans, Self::Deletions];

    /// The name that an operator sees.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lifecycle => "lifecycle",
            Self::Dialog => "dialog",
            Self::Events => "events",
            Self::Notifications => "notifications",
            Self::Recurring => "recurring",
            Self::Scans => "scans",
            Self::Deletions => "deletions",
        }
    }

    /// Most jobs that a claim takes from it. A scanner looks at few files at a time; more would only wait there, until they are given up.
    #[must_use]
    pub const fn batch(self) -> usize {
        match self {
            Self::Scans => FEW,
            Self::Lifecycle | Self::Dialog | Self::Events | Self::Notifications | Self::Recurring | Self::Deletions => BATCH,
        }
    }

    /// The number it is stored as.
    pub(crate) const fn number(self) -> i16 {
        self as i16
    }

    pub(crate) fn stored(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.number() == number)
    }
}

/// A job to put into the queue.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Its identity. A job whose id is in the queue already, alive or dead, is not put there again.
    pub id: JobId,
    /// Names the handler.
    pub kind: &'static str,
    /// The correspondence or attachment it is about.
    pub subject: Uuid,
    /// With the subject, its lane.
    pub channel: Channel,
    /// What the handler needs beyond the subject. No secrets, no content of a letter: it is shown to operators.
    pub payload: serde_json::Value,
    /// Earliest time to run, on the program's clock, and its place in the lane.
    pub due_at: Timestamp,
}

/// A job to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its identity.
    pub id: JobId,
    /// Names the handler.
    pub kind: String,
    /// The correspondence or attachment it is about.
    pub subject: Uuid,
    /// With the subject, its lane.
    pub channel: Channel,
    /// As given when it was put into the queue.
    pub payload: serde_json::Value,
    /// As given when it was put into the queue.
    pub due_at: Timestamp,
    /// Attempts that failed so far, those whose lease ran out included.
    pub attempts: u32,
}

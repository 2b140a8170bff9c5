//! Accepted means durable (design §3.1, §3.3): the program is killed, stopped and cut off in the middle of its work, with servers and
//! platform as processes of their own, and afterwards every letter is there once, and once only.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod database_gone;
mod files;
mod given_up;
mod killed;
mod killed_downloads;
mod killed_scans;
mod killed_uploads;
mod load;
mod lost_answers;
mod replicas;
mod setting;
mod stopped;
mod truth;
mod uploads;

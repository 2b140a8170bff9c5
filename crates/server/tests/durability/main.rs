//! Accepted means durable (design §3.1, §3.3): the program is killed, stopped and cut off in the middle of its work, with servers and
//! platform as processes of their own, and afterwards every letter is there once, and once only.

mod database_gone;
mod killed;
mod load;
mod lost_answers;
mod replicas;
mod setting;
mod stopped;
mod truth;

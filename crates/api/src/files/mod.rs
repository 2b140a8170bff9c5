//! Files as answers: whole, in part, or not at all when the client has them already (design §3, RFC 9110 §13, §14). A file never changes
//! once it is there, so its SHA-256 is the strongest of validators.

mod answer;
mod wanted;

pub(crate) use answer::{answer, logged};
pub(crate) use wanted::Wanted;

/// The validator of a file.
fn entity_tag(sha256: &str) -> String {
    format!("\"{sha256}\"")
}

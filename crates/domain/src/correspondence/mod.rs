//! Letters: what they hold, what state they are in, what a request to create them must satisfy.

pub mod create;
mod letter;
pub mod notification;
mod reference_type;
mod state;
mod status;
mod transmission_type;

pub use letter::{Content, DialogLink, ExternalReference, HistoryEntry, Letter, ReferenceType, ReplyOption};
pub use state::{PurgedBy, ReportedStatus, State};
pub use status::CorrespondenceStatus;
pub use transmission_type::TransmissionType;

//! The cases.

pub(crate) mod ending;
pub(crate) mod faults;
pub(crate) mod reading;
pub(crate) mod storing;

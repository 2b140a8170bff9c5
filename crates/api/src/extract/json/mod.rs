//! The one lenient reader of JSON requests (design §3.11): strict about the grammar, lenient about names and values.

mod attachment;
mod bind;
mod initialize;
mod notification;
mod reader;
mod scalar;

#[cfg(test)]
mod leniency;
#[cfg(test)]
mod properties;

pub(crate) use attachment::attachment;
pub(crate) use bind::bind;
pub(crate) use initialize::initialize;
pub(crate) use reader::Unreadable;
pub(crate) use scalar::enumeration;

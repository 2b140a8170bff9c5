//! The one reader of multipart requests (http-api §10): the same request as JSON gives, and the files, which are put aside as they arrive.
//!
//! Never holds a file in memory, and holds of all else no more than its limits say.

mod disposition;
mod initialize;
mod limits;
mod member;
mod notification;
mod parts;
mod receive;
mod tree;

#[cfg(test)]
mod properties;

pub(crate) use receive::receive;

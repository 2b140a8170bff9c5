//! The OpenAPI document and its page for people, open to everybody (http-api §13).

pub(crate) mod asset;
pub(crate) mod json;
pub(crate) mod page;

//! Errors that a caller causes, free of transport: a number of the catalogue, a kind, a text for the caller (design §3.8).

mod catalogue;
mod validation;

pub use catalogue::{CATALOGUE, CatalogueEntry, ErrorKind, ErrorNumber, Refusal};
pub use validation::{Validation, ValidationProblem};

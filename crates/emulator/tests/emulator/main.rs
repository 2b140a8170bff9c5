//! The platform over real HTTP: what a server, a client and a person see of it.

mod decisions;
mod dialog_rules;
mod dialogs;
mod failures;
mod people;
mod publishing;
mod refusals;
mod registers;
mod subscriptions;
mod support;
mod tokens;

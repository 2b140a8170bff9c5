//! The platform over real HTTP: what a server, a client and a person see of it.

#[cfg(test)]
mod decisions;
#[cfg(test)]
mod dialog_rules;
#[cfg(test)]
mod dialogs;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod login;
#[cfg(test)]
mod people;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod registers;
#[cfg(test)]
mod scanner;
#[cfg(test)]
mod subscriptions;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tokens;

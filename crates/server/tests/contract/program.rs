//! The program under test.

use std::process::{Command, Output};

pub(crate) use correspondence_testkit::{Place, Program, stderr, stdout};

/// The program with these arguments.
pub(crate) fn command(arguments: &[&str]) -> Command {
    correspondence_testkit::program!().command(arguments)
}

/// Runs the program to its end.
pub(crate) fn output(arguments: &[&str]) -> Output {
    correspondence_testkit::program!().output(arguments)
}

/// Starts the program.
pub(crate) fn start(arguments: &[&str]) -> Program {
    correspondence_testkit::program!().start(arguments)
}

/// A configuration for the program that points at a running platform.
pub(crate) fn place() -> Place {
    Place::of(correspondence_testkit::program!())
}

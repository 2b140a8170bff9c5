//! The correspondence program.
fn main() {}

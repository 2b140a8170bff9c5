//! The configuration of the program: one file per section of the run contract.

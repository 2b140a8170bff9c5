//! Randomness as a parameter, so that a test can repeat what it saw.

use std::fmt;
use std::sync::Arc;

/// A source of unpredictable bytes.
pub trait Randomness: Send + Sync + fmt::Debug {
    /// Sixteen fresh bytes.
    fn bytes(&self) -> [u8; 16];
}

/// A source of randomness that many parts of the program hold.
pub type SharedRandomness = Arc<dyn Randomness>;

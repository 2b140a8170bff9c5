//! The one place where the program takes randomness from the machine.

use correspondence_domain::randomness::Randomness;
use rand::Rng;

/// Randomness of the operating system, stretched by a generator that is fit for keys.
#[derive(Debug)]
pub(crate) struct SystemRandomness;

impl Randomness for SystemRandomness {
    #[expect(clippy::disallowed_methods, reason = "the one place where the program takes randomness from the machine")]
    fn bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }
}

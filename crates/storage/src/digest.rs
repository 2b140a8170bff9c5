//! A text in sixteen bytes: rows are found by it where the text is long, or a secret that must not be written.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The first sixteen bytes of the text's SHA-256.
#[must_use]
pub fn digest(text: &str) -> Uuid {
    let hash = Sha256::digest(text.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Uuid::from_bytes(bytes)
}

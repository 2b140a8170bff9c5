//! Checksums on the way.

use std::fmt::Write as _;

use md5::Md5;
use sha2::{Digest, Sha256};

/// What is reckoned from all bytes of an upload, in their order.
pub(super) trait Checksums: Send + 'static {
    fn update(&mut self, piece: &[u8]);
}

/// Both sums that are kept of an attachment.
#[derive(Default)]
pub(super) struct Md5AndSha256 {
    md5: Md5,
    sha256: Sha256,
}

impl Checksums for Md5AndSha256 {
    fn update(&mut self, piece: &[u8]) {
        self.md5.update(piece);
        self.sha256.update(piece);
    }
}

impl Md5AndSha256 {
    pub(super) fn into_hexadecimal(self) -> (String, String) {
        (hexadecimal(&self.md5.finalize()), hexadecimal(&self.sha256.finalize()))
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

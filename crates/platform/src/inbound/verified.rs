//! Signatures that were verified already. A caller sends the same token with every request until it ends; verifying an RSA signature
//! each time would cost more than the rest of a small request. Only signatures are remembered: issuer and lifetime are judged anew.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::compact::Compact;

/// Signatures remembered at most, about 0.5 MB. Beyond it all are forgotten, which costs each of them one verification.
const MOST: usize = 10_000;

/// Tokens that a set of keys was found to have signed. It lives and dies with the keys.
#[derive(Debug, Default)]
pub(super) struct Verified(Mutex<HashSet<[u8; 32]>>);

impl Verified {
    /// Whether `verify` accepts the token, now or earlier. What it refuses is not remembered.
    pub(super) fn or_verify(&self, token: &Compact<'_>, verify: impl FnOnce() -> bool) -> bool {
        let digest: [u8; 32] = Sha256::new().chain_update(token.signed).chain_update(".").chain_update(token.signature).finalize().into();
        if self.known().contains(&digest) {
            return true;
        }
        if !verify() {
            return false;
        }
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(digest);
        true
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashSet<[u8; 32]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Codes that were given to browsers and not redeemed yet.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::parties::Identity;
use crate::shared::lock;

/// What a code stands for.
#[derive(Clone, Debug)]
pub(super) struct Granted {
    pub person: Identity,
    pub redirect_uri: String,
    pub code_challenge: String,
    pub nonce: Option<String>,
    /// Real seconds since 1970.
    pub at: i64,
}

/// Seconds that a code holds.
const LIFETIME: i64 = 120;

/// A client that never redeems must not fill the memory.
const MOST: usize = 1000;

/// Codes by their text.
#[derive(Debug, Default)]
pub(crate) struct Codes(Mutex<HashMap<String, Granted>>);

impl Codes {
    pub(super) fn keep(&self, code: String, granted: Granted) {
        let mut codes = lock(&self.0);
        if codes.len() >= MOST {
            codes.clear();
        }
        codes.insert(code, granted);
    }

    /// What the code stands for, once.
    pub(super) fn take(&self, code: &str, now: i64) -> Option<Granted> {
        lock(&self.0).remove(code).filter(|granted| now - granted.at <= LIFETIME)
    }
}

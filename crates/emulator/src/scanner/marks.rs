//! What is looked for in a file, wherever it stands, also across the borders of pieces.

use memchr::memmem;

/// The test string that every scanner finds, in halves so that none finds it here.
const EICAR: &str = concat!("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*");

/// Texts that ask for an outcome.
pub(super) const SLOW_SCAN: &str = "EMULATOR-SLOW-SCAN";
pub(super) const TOO_LARGE: &str = "EMULATOR-TOO-LARGE-TO-SCAN";

/// What is looked for, in the order of the bits of [`Marks`].
const TEXTS: [&str; 3] = [EICAR, SLOW_SCAN, TOO_LARGE];

/// Bytes that are kept of what was looked at: one less than the longest text.
const KEPT: usize = EICAR.len() - 1;

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u8);

impl Marks {
    pub(super) const EICAR: Self = Self(1);
    pub(super) const SLOW: Self = Self(2);
    pub(super) const TOO_LARGE: Self = Self(4);

    pub(super) const fn contains(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// As clamd says it.
    pub(super) const fn answer(self) -> &'static str {
        if self.contains(Self::TOO_LARGE) {
            "INSTREAM size limit exceeded. ERROR"
        } else if self.contains(Self::EICAR) {
            "stream: Eicar-Signature FOUND"
        } else {
            "stream: OK"
        }
    }
}

/// A search through a file that comes in pieces.
#[derive(Debug, Default)]
pub(super) struct Search {
    found: Marks,
    /// The end of what was looked at, and room for the next piece.
    window: Vec<u8>,
}

impl Search {
    pub(super) fn look_at(&mut self, piece: &[u8]) {
        self.window.extend_from_slice(piece);
        for (bit, text) in TEXTS.iter().enumerate() {
            if memmem::find(&self.window, text.as_bytes()).is_some() {
                self.found.0 |= 1 << bit;
            }
        }
        self.window.drain(..self.window.len().saturating_sub(KEPT));
    }

    pub(super) const fn found(&self) -> Marks {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pieces: &[&[u8]]) -> Marks {
        let mut search = Search::default();
        for piece in pieces {
            search.look_at(piece);
        }
        search.found()
    }

    #[test]
    fn texts_are_found_wherever_a_piece_ends() {
        let file = [&[b'x'; 200][..], EICAR.as_bytes(), &[b'y'; 200]].concat();
        for border in 0..=file.len() {
            let (first, second) = file.split_at(border);
            assert_eq!(found(&[first, second]), Marks::EICAR, "{border}");
        }
        let bytes: Vec<&[u8]> = file.chunks(1).collect();
        assert_eq!(found(&bytes), Marks::EICAR);
        assert_eq!(found(&[b"EMULATOR-", b"SLOW-SCAN"]), Marks::SLOW);
        assert_eq!(found(&[TOO_LARGE.as_bytes()]), Marks::TOO_LARGE);
        assert_eq!(found(&[&EICAR.as_bytes()[1..], b"EMULATOR"]), Marks::default());
    }

    #[test]
    fn little_is_kept() {
        let mut search = Search::default();
        for _ in 0..100 {
            search.look_at(&[0; 10_000]);
        }
        assert_eq!(search.window.len(), KEPT);
        assert!(search.window.capacity() < 64 * 1024);
    }
}

//! Memory of one reader that is used again once its bytes have gone out. Fresh memory of such sizes is cleared twice, by the operating
//! system and by us, which costs as much as reading a file that the page cache holds.

use std::sync::{Arc, Mutex, PoisonError};

/// Buffers that wait for their next use. Clones share them; there are as many as were ever out at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

impl Buffers {
    /// A buffer of this length with whatever it held before.
    pub(crate) fn take(&self, length: usize) -> Buffer {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        if memory.len() < length {
            memory = vec![0; length];
        }
        Buffer { memory, length, home: self.clone() }
    }
}

/// Memory that goes back when it is dropped.
#[derive(Debug)]
pub(crate) struct Buffer {
    memory: Vec<u8>,
    length: usize,
    home: Buffers,
}

impl Buffer {
    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        &mut self.memory[..self.length]
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.memory[..self.length]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.memory);
        self.home.0.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
    }
}

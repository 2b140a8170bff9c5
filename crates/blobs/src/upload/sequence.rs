//! Steps of work on one value, one after the other, on threads that may be busy for a while.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::BlobError;

/// Steps that wait or run. They even out that now the sender, now the disk is slow; their blocks are most of an upload's memory.
const STEPS: usize = 4;

/// A thread is taken for a step only, so uploads that wait for slow senders hold none.
pub(super) struct Sequence<T> {
    room: Arc<Semaphore>,
    /// The last step, which waits for the one before; none once the value was taken.
    last: Option<JoinHandle<Result<T, BlobError>>>,
}

impl<T: Send + 'static> Sequence<T> {
    /// Begins with what `first` makes.
    pub(super) fn new(first: impl FnOnce() -> Result<T, BlobError> + Send + 'static) -> Self {
        Self { room: Arc::new(Semaphore::new(STEPS)), last: Some(spawn_blocking(first)) }
    }

    /// Adds a step, once not too many wait. The failure of a step ends the sequence and is told by a later call.
    pub(super) async fn then(&mut self, step: impl FnOnce(T) -> Result<T, BlobError> + Send + 'static) -> Result<(), BlobError> {
        let place = Arc::clone(&self.room).acquire_owned().await.map_err(|_| BlobError::Stopped)?;
        let step = move |value| {
            let _place = place;
            step(value)
        };
        let next = if self.last.as_ref().is_some_and(JoinHandle::is_finished) {
            let value = self.finish().await?;
            spawn_blocking(move || step(value))
        } else {
            let before = self.last.take().ok_or(BlobError::Stopped)?;
            tokio::spawn(async move {
                let value = value_of(before).await?;
                spawn_blocking(move || step(value)).await.map_err(|_| BlobError::Stopped)?
            })
        };
        self.last = Some(next);
        Ok(())
    }

    /// The value after all steps. Dropping this future in the middle loses nothing: the steps stay where [`Self::take`] finds them.
    pub(super) async fn finish(&mut self) -> Result<T, BlobError> {
        let last = self.last.as_mut().ok_or(BlobError::Stopped)?;
        let value = last.await;
        self.last = None;
        value.map_err(|_| BlobError::Stopped)?
    }

    /// The steps that are not awaited yet, for whoever cleans up.
    pub(super) fn take(&mut self) -> Option<impl Future<Output = Result<T, BlobError>> + Send + use<T>> {
        self.last.take().map(value_of)
    }
}

async fn value_of<T>(step: JoinHandle<Result<T, BlobError>>) -> Result<T, BlobError> {
    step.await.map_err(|_| BlobError::Stopped)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn steps_come_in_their_order() {
        let mut sequence = Sequence::new(|| Ok(Vec::new()));
        for number in 0..100 {
            let step = move |mut numbers: Vec<i32>| {
                numbers.push(number);
                Ok(numbers)
            };
            sequence.then(step).await.unwrap();
        }
        assert_eq!(sequence.finish().await.unwrap(), (0..100).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_failure_is_told_before_the_end() {
        let mut sequence = Sequence::new(|| Err::<(), _>(BlobError::Stopped));
        let mut steps = 0;
        while sequence.then(Ok).await.is_ok() {
            steps += 1;
            assert!(steps <= 10 * STEPS, "nothing is told");
            tokio::task::yield_now().await;
        }
        assert!(sequence.finish().await.is_err());
    }
}

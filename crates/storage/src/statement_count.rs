//! Counts statements, so that tests can hold an endpoint to its budget (design §3.12). BEGIN and COMMIT are not counted.

use std::cell::Cell;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! {
    static OF_TASK: Cell<u64>;
}

/// The count of one storage, shared by everything that was opened from it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counter(Arc<AtomicU64>);

impl Counter {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        let _ = OF_TASK.try_with(|count| count.set(count.get() + 1));
    }

    pub(crate) fn total(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs `future` and tells how many statements it ran itself; those of other tasks are not counted.
pub async fn count_statements<F: Future>(future: F) -> (F::Output, u64) {
    OF_TASK
        .scope(Cell::new(0), async {
            let output = future.await;
            (output, OF_TASK.with(Cell::get))
        })
        .await
}

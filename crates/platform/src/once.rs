//! Work that many wait for and one does. A waiter that goes away does not end the work, and a failure is shared by those who
//! waited for it but never remembered.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};

use crate::error::{Failure, RemoteError};
use crate::trace;

/// Work under way that any number may wait for.
pub(crate) type Flight<V> = Shared<BoxFuture<'static, Result<V, RemoteError>>>;

/// Starts `work` on a task of its own, in the current trace. `landed` runs when it ends, however it ends.
pub(crate) fn start<V, F, L>(remote: &'static str, work: F, landed: L) -> Flight<V>
where
    V: Clone + Send + Sync + 'static,
    F: Future<Output = Result<V, RemoteError>> + Send + 'static,
    L: FnOnce() + Send + 'static,
{
    let landed = Landed(Some(landed));
    let task = tokio::spawn(trace::inherit(async move {
        let result = work.await;
        drop(landed);
        result
    }));
    async move { task.await.unwrap_or_else(|_| Err(RemoteError::new(remote, Failure::Unreachable("the call was given up".to_owned())))) }
        .boxed()
        .shared()
}

struct Landed<L: FnOnce()>(Option<L>);

impl<L: FnOnce()> Drop for Landed<L> {
    fn drop(&mut self) {
        if let Some(landed) = self.0.take() {
            landed();
        }
    }
}

/// One piece of work at a time.
#[derive(Clone)]
pub(crate) struct Once<V>(Arc<Mutex<Option<Flight<V>>>>);

impl<V: Clone + Send + Sync + 'static> Once<V> {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }

    /// The result of the work under way, or of `work` when there is none. `ready` is asked before work is begun, so that a caller
    /// who comes just after the end does not repeat it.
    pub(crate) async fn run<F>(
        &self,
        remote: &'static str,
        ready: impl FnOnce() -> Option<V> + Send,
        work: impl FnOnce() -> F + Send,
    ) -> Result<V, RemoteError>
    where
        F: Future<Output = Result<V, RemoteError>> + Send + 'static,
    {
        let flight = {
            let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(flight) = slot.as_ref() {
                flight.clone()
            } else if let Some(value) = ready() {
                return Ok(value);
            } else {
                let own = Arc::clone(&self.0);
                let flight = start(remote, work(), move || *own.lock().unwrap_or_else(PoisonError::into_inner) = None);
                slot.insert(flight).clone()
            }
        };
        flight.await
    }
}

impl<V> fmt::Debug for Once<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Once")
    }
}

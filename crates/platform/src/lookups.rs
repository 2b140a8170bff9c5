//! Look-ups that are remembered for a while and made once for everybody who asks at the same time. Only what was found is
//! remembered: misses and failures are asked again (integrations §18).

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use correspondence_domain::time::{SharedClock, Timestamp};
use jiff::SignedDuration;
use moka::sync::Cache;

use crate::error::RemoteError;
use crate::once::{Flight, start};

type Batch<K, V> = Arc<HashMap<K, Arc<V>>>;
type Flights<K, V> = Arc<Mutex<HashMap<K, Flight<Batch<K, V>>>>>;

/// Values by key, with the program's time of their fetching.
#[derive(Clone)]
pub(crate) struct Lookups<K, V> {
    remote: &'static str,
    found: Cache<K, (Timestamp, Arc<V>)>,
    flights: Flights<K, V>,
    lifetime: SignedDuration,
    clock: SharedClock,
}

impl<K, V> Lookups<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    /// `capacity` entries at most; a value is fresh for `lifetime` of the program's time.
    pub(crate) fn new(remote: &'static str, capacity: u64, lifetime: SignedDuration, clock: &SharedClock) -> Self {
        Self { remote, found: Cache::new(capacity), flights: Arc::default(), lifetime, clock: Arc::clone(clock) }
    }

    /// What is remembered and still fresh.
    pub(crate) fn remembered(&self, key: &K) -> Option<Arc<V>> {
        let (fetched_at, value) = self.found.get(key)?;
        (self.clock.now().since(fetched_at) < self.lifetime).then_some(value)
    }

    /// The values of `keys`: remembered ones at once, those being asked for by somebody else from them, the rest by `ask` in
    /// batches of at most `batch`. A key without value is left out.
    ///
    /// # Errors
    /// The first failure among the calls that were waited for.
    pub(crate) async fn get<F>(&self, keys: &[K], batch: usize, ask: impl Fn(Vec<K>) -> F + Send) -> Result<HashMap<K, Arc<V>>, RemoteError>
    where
        F: Future<Output = Result<HashMap<K, V>, RemoteError>> + Send + 'static,
    {
        let mut values = HashMap::with_capacity(keys.len());
        let mut seen = HashSet::with_capacity(keys.len());
        let missing: Vec<&K> = keys.iter().filter(|key| seen.insert(*key) && !self.take(key, &mut values)).collect();
        if missing.is_empty() {
            return Ok(values);
        }
        let (joined, own) = self.board(&missing, batch, ask, &mut values);
        for (key, flight) in joined {
            if let Some(value) = flight.await?.get(&key) {
                values.insert(key, Arc::clone(value));
            }
        }
        for flight in own {
            let found = flight.await?;
            values.extend(found.iter().map(|(key, value)| (key.clone(), Arc::clone(value))));
        }
        Ok(values)
    }

    fn take(&self, key: &K, values: &mut HashMap<K, Arc<V>>) -> bool {
        self.remembered(key).map(|value| values.insert(key.clone(), value)).is_some()
    }

    /// Finds a flight for every missing key, under one lock, so that no two callers ask for the same.
    #[expect(clippy::type_complexity, reason = "two lists, used once")]
    fn board<F>(
        &self,
        missing: &[&K],
        batch: usize,
        ask: impl Fn(Vec<K>) -> F,
        values: &mut HashMap<K, Arc<V>>,
    ) -> (Vec<(K, Flight<Batch<K, V>>)>, Vec<Flight<Batch<K, V>>>)
    where
        F: Future<Output = Result<HashMap<K, V>, RemoteError>> + Send + 'static,
    {
        let mut flights = lock(&self.flights);
        let (mut joined, mut mine) = (Vec::new(), Vec::new());
        for key in missing {
            if let Some(flight) = flights.get(*key) {
                joined.push(((*key).clone(), flight.clone()));
            } else if !self.take(key, values) {
                mine.push((*key).clone());
            }
        }
        let mut own = Vec::new();
        for keys in mine.chunks(batch) {
            let flight = self.depart(keys, ask(keys.to_vec()));
            flights.extend(keys.iter().map(|key| (key.clone(), flight.clone())));
            own.push(flight);
        }
        (joined, own)
    }

    fn depart<F>(&self, keys: &[K], work: F) -> Flight<Batch<K, V>>
    where
        F: Future<Output = Result<HashMap<K, V>, RemoteError>> + Send + 'static,
    {
        let (found, clock) = (self.found.clone(), Arc::clone(&self.clock));
        let (flights, keys) = (Arc::clone(&self.flights), keys.to_vec());
        let work = async move {
            let values: HashMap<K, Arc<V>> = work.await?.into_iter().map(|(key, value)| (key, Arc::new(value))).collect();
            let fetched_at = clock.now();
            for (key, value) in &values {
                found.insert(key.clone(), (fetched_at, Arc::clone(value)));
            }
            Ok(Arc::new(values))
        };
        start(self.remote, work, move || {
            let mut flights = lock(&flights);
            for key in &keys {
                flights.remove(key);
            }
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K, V> fmt::Debug for Lookups<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookups").field("remote", &self.remote).finish_non_exhaustive()
    }
}

//! The task that delivers what is due. Attempts run beside each other; their number is bounded.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::queue::Delivery;
use super::webhook::Webhook;
use crate::shared::lock;
use crate::world::{SharedWorld, World};

/// Attempts under way at once.
const AT_ONCE: usize = 32;
/// How soon a clock that was moved is noticed.
const CLOCK_POLL: Duration = Duration::from_millis(100);
/// How long attempts under way may go on after the stop.
const GRACE: Duration = Duration::from_secs(5);

/// Tasks under way.
#[derive(Debug)]
pub(crate) struct Workers {
    stopping: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Default for Workers {
    fn default() -> Self {
        Self { stopping: watch::Sender::new(false), tasks: Mutex::default() }
    }
}

/// Delivers until `shutdown` or [`stop_deliveries`].
pub(crate) fn spawn_deliveries(world: &SharedWorld, shutdown: impl Future<Output = ()> + Send + 'static) {
    let workers = &world.events.workers;
    let task = tokio::spawn(run(Arc::clone(world), workers.stopping.subscribe(), shutdown));
    lock(&workers.tasks).push(task);
}

/// Stops every delivery task and waits for attempts under way, for a few seconds.
pub(crate) async fn stop_deliveries(world: &SharedWorld) {
    let workers = &world.events.workers;
    workers.stopping.send_replace(true);
    let tasks = std::mem::take(&mut *lock(&workers.tasks));
    for task in tasks {
        if let Err(error) = task.await {
            tracing::warn!(%error, "the delivery of events ended badly");
        }
    }
}

async fn run(world: SharedWorld, mut stopping: watch::Receiver<bool>, shutdown: impl Future<Output = ()>) {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let mut webhook = None;
    tokio::select! {
        () = shutdown => {}
        _ = stopping.wait_for(|stop| *stop) => {}
        () = deliver(&world, &slots, &mut webhook) => {}
    }
    let all = u32::try_from(AT_ONCE).unwrap_or(u32::MAX);
    if timeout(GRACE, slots.acquire_many(all)).await.is_err() {
        tracing::warn!("some webhooks did not answer in time; their events are lost with this platform");
    }
}

async fn deliver(world: &SharedWorld, slots: &Arc<Semaphore>, webhook: &mut Option<Webhook>) {
    loop {
        // The slot comes first: what was taken must be on its way, or a stop in between would lose it.
        let Ok(slot) = Arc::clone(slots).acquire_owned().await else { return };
        let Some(delivery) = world.events.queue.take(world.clock.now()) else {
            drop(slot);
            if world.events.queue.is_waiting() {
                // Something waits for its time on a clock that can be moved.
                let _ = timeout(CLOCK_POLL, world.events.queue.changed()).await;
            } else {
                world.events.queue.changed().await;
            }
            continue;
        };
        // Made at the first delivery: reading the machine's certificates takes a while.
        if webhook.is_none() {
            *webhook = match Webhook::new() {
                Ok(made) => Some(made),
                Err(error) => {
                    tracing::error!(%error, "no HTTP client: events are not delivered");
                    return;
                }
            };
        }
        let Some(webhook) = webhook.clone() else { return };
        let world = Arc::clone(world);
        tokio::spawn(async move {
            attempt(&world, &webhook, delivery).await;
            drop(slot);
        });
    }
}

async fn attempt(world: &World, webhook: &Webhook, delivery: Delivery) {
    let events = &world.events;
    // Deleted meanwhile.
    let Some(subscription) = events.subscriptions.find(delivery.subscription) else { return };
    let outcome = webhook.post(&subscription.end_point, delivery.event.clone()).await;
    let now = world.clock.now();
    match outcome {
        Ok(detail) => {
            if delivery.is_validation {
                events.subscriptions.validate(subscription.id);
            }
            events.queue.delivered(&delivery, now, detail);
        }
        Err(detail) => {
            tracing::info!(subscription = subscription.id, attempt = delivery.attempts + 1, %detail, "a webhook did not take an event");
            events.queue.failed(delivery, now, detail);
        }
    }
}

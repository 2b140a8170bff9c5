//! Every hour: logins that nobody came back from, and tickets that nobody used, are deleted. They were of no use for long.

use std::sync::Arc;

use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::jobs::Job;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::App;

const KIND: &str = "forget-logins";

pub(super) struct ForgetLogins(pub(super) Arc<App>);

impl Handler for ForgetLogins {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move {
            let forgotten = self.0.storage.forget_logins(self.0.now()).await;
            let outcome = forgotten.map_or_else(|error| Outcome::Retry(error.to_string()), |_| Outcome::Done);
            vec![outcome; jobs.len()]
        }
        .boxed()
    }
}

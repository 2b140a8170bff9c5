//! A store that is larger than one run of the hourly job: it goes on where it ended, in whichever process, and what lives stays.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, reason = "nobody is asked for letters here")]
#[path = "../statement_budgets/local.rs"]
mod local;

use std::fs::File;
use std::time::Duration;

use bytes::Bytes;
use correspondence_app::{App, jobs};
use correspondence_blobs::{BlobKey, UploadLimits};
use correspondence_domain::attachment::DataLocation;
use correspondence_domain::party::OrganisationNumber;
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Clock;
use correspondence_jobs::Runner;
use correspondence_storage::NewAttachment;
use correspondence_testkit_databases::{TestDatabase, db_test};
use futures_util::stream;
use jiff::SignedDuration;
use prometheus::Registry;
use prometheus::proto::Metric;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use local::Local;

/// Entries that a run looks at here.
const PER_RUN: usize = 4;
/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

fn key(number: u128) -> BlobKey {
    // In the store they lie in the order of the uploads, which is not that of their fates.
    BlobKey { attachment: Uuid::from_u128(number).into(), upload: Uuid::from_u128(number * 7 % 13).into() }
}

/// Bytes as an upload leaves them.
async fn leave(app: &App, number: u128) {
    let limits = UploadLimits { most_bytes: 100, longest_pause: PATIENCE };
    app.blobs.put(key(number), stream::iter([Ok::<_, String>(Bytes::from("left"))]), limits).await.unwrap();
}

/// The row of an attachment that the upload belongs to; its bytes are not there yet, as far as the row knows.
async fn own(app: &App, number: u128) {
    let (BlobKey { attachment, upload }, now) = (key(number), app.clock.now());
    let row = NewAttachment {
        id: attachment,
        resource: ResourceId::parse("demo-correspondence").unwrap(),
        service_owner: OrganisationNumber::parse("991825827").unwrap(),
        file_name: "vedtak.txt".to_owned(),
        display_name: None,
        senders_reference: "417".to_owned(),
        is_encrypted: false,
        checksum: None,
        expiration_in_days: None,
        data_location: DataLocation::default(),
        created_at: now,
    };
    let until = now.plus(SignedDuration::from_hours(1000));
    let mut transaction = app.storage.begin().await.unwrap();
    transaction.insert_attachments(&[row]).await.unwrap();
    assert!(transaction.start_upload(attachment, upload, now, now, until).await.unwrap());
    transaction.commit().await.unwrap();
}

async fn is_there(app: &App, number: u128) -> bool {
    app.blobs.open(key(number), None).await.unwrap().is_some()
}

async fn clean(database: &TestDatabase) {
    let local = Local::with(database, |settings| settings.attachments.looked_at_per_run = PER_RUN).await;
    let app = &local.app;
    for number in 1..=11 {
        leave(app, number).await;
    }
    for number in [2, 6, 9] {
        own(app, number).await;
    }
    // Somebody stores it while the others are a day old.
    let young = local.folder().join(key(4).path());
    let young = File::options().write(true).open(young).unwrap();
    young.set_modified(young.metadata().unwrap().modified().unwrap() + Duration::from_hours(10)).unwrap();

    let metrics = Registry::new();
    let runner = Runner::new(&app.jobs, Vec::new(), jobs::recurring(app), &metrics).unwrap();
    let stop = CancellationToken::new();
    let running = tokio::spawn(runner.run(stop.clone()));
    // From now on the runner knows when the next hour begins.
    while app.jobs.drain(PATIENCE).await.unwrap().scheduled < 2 {}
    app.clock.move_to(SignedDuration::from_hours(26));
    app.jobs.wake();
    app.jobs.drain(PATIENCE).await.unwrap();

    for number in 1..=11 {
        assert_eq!(is_there(app, number).await, [2, 4, 6, 9].contains(&number), "{number}");
    }
    assert_eq!(runs(&metrics), 3, "eleven entries, four at once");
    stop.cancel();
    running.await.unwrap();
}

/// How often the job ran.
fn runs(metrics: &Registry) -> u64 {
    let families = metrics.gather();
    let family = families.iter().find(|family| family.name() == "correspondence_job_run_seconds").unwrap();
    let of_job = |metric: &&Metric| metric.get_label().iter().any(|label| label.value() == "clean-store");
    family.get_metric().iter().find(of_job).unwrap().get_histogram().get_sample_count()
}

db_test! {
    async fn a_large_store_is_cleaned_in_parts(database) {
        Box::pin(clean(&database)).await;
    }
}

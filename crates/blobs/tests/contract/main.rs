//! What every store must do, asked of each: a folder, an S3 server and an Azure server.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod bytes;
mod cases;
mod proxy;
mod stores;
#[path = "../support/mod.rs"]
mod support;

/// Each case against each store, on servers of its own. Some are about servers only.
macro_rules! contract {
    (every store { $($common:tt)+ } servers { $($remote:tt)+ }) => {
        contract!(@store folder { $($common)+ });
        contract!(@store s3 { $($common)+ $($remote)+ });
        contract!(@store azure { $($common)+ $($remote)+ });
    };
    (@store $store:ident { $($part:ident: $($case:ident)+;)+ }) => {
        mod $store {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let subject = crate::stores::$store::start().await;
                    crate::cases::$part::$case(&subject).await;
                }
            )+)+
        }
    };
}

contract! {
    every store {
        storing: bytes_of_every_length_are_stored_and_read_back the_same_attachment_keeps_both_uploads;
        reading: ranges_are_read_as_far_as_there_are_bytes deleted_bytes_are_gone_and_may_be_deleted_again everything_is_listed
            nobody_runs_ahead_of_a_slow_reader a_list_goes_on_when_what_it_showed_is_gone;
        ending: too_many_bytes_leave_nothing a_long_pause_leaves_nothing a_body_that_breaks_off_leaves_nothing
            an_upload_let_go_leaves_nothing;
        faults: a_slow_store_is_waited_for a_store_that_refuses_leaves_nothing a_store_that_breaks_off_leaves_nothing
            a_full_store_leaves_nothing an_upload_to_a_slow_store_takes_little_memory;
    }
    servers {
        reading: a_reader_does_not_notice_that_a_connection_broke;
        faults: a_store_whose_answers_are_lost_leaves_nothing a_moment_of_trouble_is_survived;
    }
}

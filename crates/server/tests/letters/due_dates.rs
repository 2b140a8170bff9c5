//! When a due date passes, the recipient's subscribers hear once what was not done.

use correspondence_testkit::{Altinn, LetterRequest, altinn_test, organisation, organisation_urn};

const DUE: &str = "2030-01-05T08:00:00Z";
const AT_FIRST: [&str; 2] = ["correspondenceinitialized", "correspondencepublished"];

async fn letter(altinn: &Altinn, sender: &str) -> String {
    altinn.sent(sender, &LetterRequest::to(&[organisation_urn(1)]).to_be_confirmed(DUE)).await
}

/// What is told of a letter after its first two events, in any order.
async fn told(altinn: &Altinn, letter: &str) -> Vec<String> {
    let events = altinn.events(letter).await;
    assert_eq!(events[..2], AT_FIRST);
    let mut later = events[2..].to_vec();
    later.sort();
    later
}

altinn_test! {
    async fn pass_with_an_event_for_each_thing_that_was_not_done(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let (untouched, looked_at, read, marked, confirmed, purged) = (
            letter(&altinn, &sender).await,
            letter(&altinn, &sender).await,
            letter(&altinn, &sender).await,
            letter(&altinn, &sender).await,
            letter(&altinn, &sender).await,
            letter(&altinn, &sender).await,
        );
        let undemanding = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).letter("dueDateTime", DUE)).await;
        for letter in [&looked_at, &marked, &confirmed, &purged] {
            let _ = altinn.overview(&recipient, letter).await.expect(200);
        }
        let _ = altinn.content(&recipient, &read).await.expect(200);
        let _ = altinn.mark_as_read(&recipient, &marked).await.expect(200);
        let _ = altinn.confirm(&recipient, &confirmed).await.expect(200);
        let _ = altinn.confirm(&recipient, &purged).await.expect(200);
        let _ = altinn.purge(&recipient, &purged).await.expect(200);

        altinn.after("P3D").await;
        assert!(told(&altinn, &untouched).await.is_empty(), "not before its time");
        altinn.after("P2D").await;
        altinn.after("P30D").await;
        let (unread, unconfirmed) = ("correspondencereceiverneverread", "correspondencereceiverneverconfirmed");
        assert_eq!(told(&altinn, &untouched).await, [unconfirmed, unread]);
        assert_eq!(told(&altinn, &looked_at).await, [unconfirmed, unread], "a look is not reading");
        assert_eq!(told(&altinn, &read).await, [unconfirmed, "correspondencereceiverread"]);
        assert_eq!(told(&altinn, &marked).await, [unconfirmed, "correspondencereceiverread"]);
        assert_eq!(told(&altinn, &confirmed).await, ["correspondencereceiverconfirmed", unread]);
        assert_eq!(told(&altinn, &purged).await, ["correspondencepurged", "correspondencereceiverconfirmed"]);
        assert_eq!(told(&altinn, &undemanding).await, [unread]);

        let subjects = altinn.cloud_events(&untouched).await;
        assert!(subjects[2..].iter().all(|event| event["subject"] == organisation_urn(1)), "{subjects:#?}");
    }

    async fn of_letters_that_were_taken_back_pass_quietly(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("requestedPublishTime", DUE).to_be_confirmed(DUE);
        let letter = altinn.sent(&sender, &request).await;
        let _ = altinn.purge(&sender, &letter).await.expect(200);
        altinn.after("P10D").await;
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepurged"]);
        assert!(altinn.jobs(&letter).await.is_empty());
    }
}

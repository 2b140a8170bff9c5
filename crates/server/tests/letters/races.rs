//! The same act many times at once: one call wins, one event is told, one line of history is written.

use correspondence_domain::correspondence::CorrespondenceStatus;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_testkit::{API, Altinn, Answer, Engine, LetterRequest, altinn_test, organisation, organisation_urn};
use reqwest::Method;
use serde_json::json;

const AT_ONCE: usize = 16;

/// One call won and the others were refused with this number.
fn assert_one_winner(answers: Vec<Answer>, number: u16) {
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1, "{lost:?}");
    for answer in lost {
        answer.refused(400, number);
    }
}

async fn act(altinn: &Altinn, token: &str, letter: &str, method: &Method, action: &str) -> Vec<Answer> {
    let url = format!("{}{API}/{letter}/{action}", altinn.url());
    altinn.at_once(AT_ONCE, |client| client.request(method.clone(), &url).bearer_auth(token)).await
}

async fn count(altinn: &Altinn, letter: &str, event: &str) -> usize {
    altinn.drain().await;
    altinn.events(letter).await.iter().filter(|name| *name == event).count()
}

/// A letter's history has these purges, which no answer shows. SQLite lets nobody else look.
async fn assert_purges(altinn: &Altinn, letter: &str, purges: &[CorrespondenceStatus]) {
    if altinn.database().engine() == Engine::Sqlite {
        return;
    }
    let id: CorrespondenceId = letter.parse().unwrap();
    let history = altinn.database().storage().await.history(id).await.unwrap();
    let found: Vec<_> = history.iter().map(|row| row.status).filter(|status| !status.is_shown_to_sender()).collect();
    assert_eq!(found, purges);
}

altinn_test! {
    async fn at_confirming_reading_and_purging_have_one_winner(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).to_be_confirmed("2099-01-01T00:00:00Z")).await;
        let _ = altinn.overview(&recipient, &letter).await.expect(200);

        assert_one_winner(act(&altinn, &recipient, &letter, &Method::POST, "markasread").await, 1040);
        assert_eq!(count(&altinn, &letter, "correspondencereceiverread").await, 1);
        assert_one_winner(act(&altinn, &recipient, &letter, &Method::POST, "confirm").await, 1041);
        assert_eq!(count(&altinn, &letter, "correspondencereceiverconfirmed").await, 1);
        assert_one_winner(act(&altinn, &recipient, &letter, &Method::DELETE, "purge").await, 1014);
        assert_eq!(count(&altinn, &letter, "correspondencepurged").await, 1);
        assert_purges(&altinn, &letter, &[CorrespondenceStatus::PurgedByRecipient]).await;

        let history = altinn.history(&sender, &letter).await;
        assert_eq!(history, ["Initialized", "ReadyForPublish", "Published", "Fetched", "Read", "Confirmed"]);
        assert_eq!(altinn.activities(&letter).await, ["CorrespondenceConfirmed", "DialogDeleted"]);
    }

    /// Sixteen first looks of one party at the content are one reading, and all of them see it.
    async fn at_the_first_reading_leave_one_line(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        for answer in act(&altinn, &recipient, &letter, &Method::GET, "content").await {
            assert!(answer.expect(200).text.contains("innvilget"));
        }
        assert_eq!(count(&altinn, &letter, "correspondencereceiverread").await, 1);
        assert_eq!(altinn.history(&sender, &letter).await, ["Initialized", "ReadyForPublish", "Published", "Fetched", "Read"]);
        assert_eq!(altinn.activities(&letter).await, ["CorrespondenceOpened"]);
    }

    /// The sender takes letters back while they are being published: each ends in one of both, never in both.
    async fn between_purge_and_publication_end_one_way(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let sender = altinn.sender().await;
        let recipients: Vec<String> = (0..40).map(organisation_urn).collect();
        let request = LetterRequest::to(&recipients).letter("requestedPublishTime", "2030-01-02T08:00:00Z");
        let letters = altinn.created(&sender, &request).await;
        altinn.drain().await;

        let mut calls: Vec<_> = letters.iter().map(|letter| altinn.api(Method::DELETE, &format!("/{letter}/purge"), &sender)).collect();
        calls.insert(10, altinn.call(Method::POST, "/testing/clock").json(&json!({"advance": "P1D"})));
        let mut answers = correspondence_testkit::all_at_once(calls).await;
        let _ = answers.remove(10).expect(200);
        altinn.drain().await;

        for (letter, answer) in letters.iter().zip(answers) {
            let events = altinn.events(letter).await;
            if answer.status == 200 {
                assert_eq!(events, ["correspondenceinitialized", "correspondencepurged"]);
                assert!(altinn.dialog(letter).await.unwrap()["deletedAt"].is_string());
            } else {
                answer.refused(400, 1013);
                assert_eq!(events, ["correspondenceinitialized", "correspondencepublished"]);
            }
        }
    }

    /// The sender takes one letter back many times at once.
    async fn at_taking_back_have_one_winner(altinn) {
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("requestedPublishTime", "2099-01-01T00:00:00Z");
        let letter = altinn.sent(&sender, &request).await;
        assert_one_winner(act(&altinn, &sender, &letter, &Method::DELETE, "purge").await, 1014);
        assert_eq!(count(&altinn, &letter, "correspondencepurged").await, 1);
        assert_purges(&altinn, &letter, &[CorrespondenceStatus::PurgedByAltinn]).await;
        assert_eq!(altinn.activities(&letter).await, ["DialogDeleted"]);
    }

    /// The hour of letters comes while their recipient looks at them: the job and the readers all publish, and one of them does.
    async fn between_readers_and_the_publish_job_publish_once(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("requestedPublishTime", "2030-01-02T08:00:00Z");
        let mut letters = Vec::new();
        for _ in 0..10 {
            letters.extend(altinn.created(&sender, &request).await);
        }
        altinn.drain().await;

        let look = |letter: &String, action| altinn.api(Method::GET, &format!("/{letter}{action}"), &recipient);
        let mut calls: Vec<_> = letters.iter().flat_map(|letter| ["", "/content", "", ""].map(|action| look(letter, action))).collect();
        calls.insert(4, altinn.call(Method::POST, "/testing/clock").json(&json!({"advance": "P1D"})));
        let mut answers = correspondence_testkit::all_at_once(calls).await;
        let _ = answers.remove(4).expect(200);
        for answer in answers.into_iter().filter(|answer| answer.status != 200) {
            answer.refused(404, 1001);
        }
        altinn.drain().await;

        for letter in &letters {
            let events = altinn.events(letter).await;
            assert_eq!(events[..2], ["correspondenceinitialized", "correspondencepublished"]);
            assert!(events.len() == 2 || events[2..] == ["correspondencereceiverread"], "{events:?}");
            let history = altinn.history(&sender, letter).await;
            for status in ["ReadyForPublish", "Published"] {
                assert_eq!(history.iter().filter(|row| *row == status).count(), 1, "{history:?}");
            }
        }
    }

    /// Both sides purge at once: the recipient alone may, and does.
    async fn between_both_sides_have_one_winner(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        let path = format!("/{letter}/purge");
        let calls = (0..AT_ONCE).map(|n| altinn.api(Method::DELETE, &path, if n % 2 == 0 { &sender } else { &recipient })).collect();
        let answers = correspondence_testkit::all_at_once(calls).await;
        let (of_sender, of_recipient): (Vec<_>, Vec<_>) = answers.into_iter().enumerate().partition(|(n, _)| n % 2 == 0);
        for (_, answer) in of_sender {
            let body = answer.expect(400).json();
            assert!(body["errorCode"] == 1013 || body["errorCode"] == 1014, "{body:#}");
        }
        assert_one_winner(of_recipient.into_iter().map(|(_, answer)| answer).collect(), 1014);
        assert_eq!(count(&altinn, &letter, "correspondencepurged").await, 1);
        assert_purges(&altinn, &letter, &[CorrespondenceStatus::PurgedByRecipient]).await;
        assert_eq!(altinn.activities(&letter).await, ["DialogDeleted"]);
    }
}

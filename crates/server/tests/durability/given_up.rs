//! What can never be decided ends all the same (design §3.4), and holds nobody else up.

use correspondence_testkit::{Altinn, Engine, Form, LetterRequest, organisation_urn, person_urn, program};
use serde_json::json;

const PUBLISHED_AT: &str = "2030-01-02T08:00:00Z";

/// Letters to persons that wait for their time. Whether the persons take digital letters is asked then.
async fn waiting(altinn: &Altinn, sender: &str, persons: u32) -> Vec<String> {
    let recipients: Vec<String> = (0..persons).map(person_urn).collect();
    let letters = altinn.created(sender, &LetterRequest::to(&recipients).letter("requestedPublishTime", PUBLISHED_AT)).await;
    altinn.drain().await;
    letters
}

async fn their_time_comes(altinn: &Altinn) {
    let _ = altinn.post("/testing/clock", &json!({"set": PUBLISHED_AT})).await.good();
    altinn.drain().await;
}

#[tokio::test]
async fn a_letter_that_nobody_can_decide_about_fails() {
    let altinn = Altinn::start(program!(), Engine::Sqlite).await;
    let sender = altinn.sender().await;
    let letter = waiting(&altinn, &sender, 1).await.remove(0);
    altinn.outage(&json!({"remote": "kontaktregisteret", "status": 503})).await;
    their_time_comes(&altinn).await;
    assert_eq!(altinn.status(&sender, &letter).await, "ReadyForPublish");
    for _ in 0..45 {
        altinn.after("PT4H").await;
    }
    let shown = altinn.overview(&sender, &letter).await.good();
    assert_eq!(shown["status"], "Failed");
    assert!(shown["statusText"].as_str().unwrap().contains("could not be decided"), "{shown:#}");
    assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublishfailed"]);
    assert_eq!(altinn.dialog(&letter).await, None);

    // The end is final.
    altinn.end_outages().await;
    altinn.after("P1D").await;
    assert_eq!(altinn.status(&sender, &letter).await, "Failed");
}

#[tokio::test]
async fn letters_that_cannot_be_asked_about_together_are_asked_about_alone() {
    let altinn = Altinn::start(program!(), Engine::Sqlite).await;
    let sender = altinn.sender().await;
    let letters = waiting(&altinn, &sender, 12).await;
    // One question is refused: the first, which is about all of them.
    altinn.outage(&json!({"remote": "kontaktregisteret", "status": 400, "times": 1})).await;
    their_time_comes(&altinn).await;
    for letter in &letters {
        assert_eq!(altinn.events(letter).await, ["correspondenceinitialized", "correspondencepublished"]);
    }
}

/// No verdict comes before the file's time is over: none could let the letter go any more, so that it fails.
#[tokio::test]
async fn a_letter_whose_file_ends_before_it_was_scanned_fails() {
    let altinn = Altinn::start(program!(), Engine::Sqlite).await;
    altinn.silence_scanner().await;
    let sender = altinn.sender().await;
    let file = json!([{"fileName": "vedtak.pdf", "sendersReference": "1", "expirationInDays": 1}]);
    let request = LetterRequest::to(&[organisation_urn(1), organisation_urn(2)]).letter("content.attachments", file);
    let created = altinn.create_by_form(&sender, &Form::of(&request).file("vedtak.pdf", b"vedtak")).await.good();
    let [letter, taken_back] = [0, 1].map(|place| created["correspondences"][place]["correspondenceId"].as_str().unwrap().to_owned());
    let _ = altinn.purge(&sender, &taken_back).await.expect(200);
    altinn.after("PT23H").await;
    assert_eq!(altinn.status(&sender, &letter).await, "Initialized", "a verdict is waited for");
    altinn.after("PT2H").await;

    let shown = altinn.overview(&sender, &letter).await.good();
    assert_eq!(shown["status"], "Failed");
    assert!(shown["statusText"].as_str().unwrap().contains("expired before it was scanned"), "{shown:#}");
    assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublishfailed"]);
    assert_eq!(altinn.dialog(&letter).await, None);
    assert_eq!(altinn.events(&taken_back).await, ["correspondenceinitialized", "correspondencepurged"]);
    let file = created["attachmentIds"][0].as_str().unwrap();
    assert_eq!(altinn.events(file).await, ["attachmentexpired"]);
    assert!(altinn.jobs(&letter).await.is_empty());
}

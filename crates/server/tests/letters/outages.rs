//! Remotes that are down for a while: nothing is lost, nothing is told twice, and nobody waits for somebody else.

use std::collections::HashMap;

use correspondence_testkit::{Altinn, DEMO, LetterRequest, altinn_test, organisation_urn};
use serde_json::json;

const BOTH: [&str; 2] = ["correspondenceinitialized", "correspondencepublished"];

/// What was told of each letter, in order.
async fn order_of_events(altinn: &Altinn) -> HashMap<String, Vec<String>> {
    let events = altinn.get("/emulator/events?limit=100000").await.good();
    let mut told: HashMap<String, Vec<String>> = HashMap::new();
    for row in events["events"].as_array().unwrap() {
        let text = |member: &str| row["event"][member].as_str().unwrap();
        told.entry(text("resourceinstance").to_owned()).or_default().push(text("type").rsplit('.').next().unwrap().to_owned());
    }
    told
}

/// Moves the clock in steps, as an outage is lived through.
async fn live_through(altinn: &Altinn, steps: usize, step: &str) {
    for _ in 0..steps {
        altinn.after(step).await;
    }
}

altinn_test! {
    /// A thousand letters are sent while Dialogporten is down for an hour.
    async fn of_dialogporten_delay_letters_and_keep_their_order(altinn) {
        let sender = altinn.sender().await;
        // A status that is not repeated at once: so many calls would take real time.
        altinn.outage(&json!({"remote": "dialogporten", "status": 403})).await;
        let recipients: Vec<String> = (0..50).map(organisation_urn).collect();
        let mut letters = Vec::new();
        for _ in 0..4 {
            for _ in 0..5 {
                letters.extend(altinn.created(&sender, &LetterRequest::to(&recipients)).await);
            }
            altinn.after("PT15M").await;
        }
        assert_eq!(letters.len(), 1000);
        let told = order_of_events(&altinn).await;
        assert!(letters.iter().all(|letter| told[letter] == BOTH[..1]), "initialized is told, published is not");
        assert_eq!(altinn.status(&sender, &letters[0]).await, "ReadyForPublish");

        altinn.end_outages().await;
        live_through(&altinn, 2, "PT2H").await;
        let told = order_of_events(&altinn).await;
        assert!(letters.iter().all(|letter| told[letter] == BOTH), "each is told once, in order");
        assert_eq!(told.len(), 1000);
        let query = [("resourceId", DEMO), ("role", "sender"), ("status", "Published")];
        assert_eq!(altinn.found(&sender, &query).await.len(), 1000);
        assert_eq!(altinn.get("/emulator").await.good()["dialogs"], 1000);
        assert!(altinn.work().await.is_empty());
    }

    async fn that_never_end_for_one_letter_fail_that_letter_alone(altinn) {
        let sender = altinn.sender().await;
        let refused = "urn:altinn:organization:identifier-no:319900136".to_owned();
        let letters = altinn.created(&sender, &LetterRequest::to(&[organisation_urn(1), refused, organisation_urn(2)])).await;
        altinn.drain().await;
        for letter in [&letters[0], &letters[2]] {
            assert_eq!(altinn.events(letter).await, BOTH, "others are not delayed");
        }
        assert_eq!(altinn.status(&sender, &letters[1]).await, "ReadyForPublish");

        live_through(&altinn, 45, "PT4H").await;
        let shown = altinn.overview(&sender, &letters[1]).await.good();
        assert_eq!(shown["status"], "Failed");
        assert!(shown["statusText"].as_str().unwrap().contains("Dialogporten dialog not created"), "{shown:#}");
        assert_eq!(altinn.events(&letters[1]).await, ["correspondenceinitialized", "correspondencepublishfailed"]);
        assert_eq!(altinn.history(&sender, &letters[1]).await, ["Initialized", "ReadyForPublish", "Failed"]);
        let jobs = altinn.jobs(&letters[1]).await;
        assert_eq!(jobs.iter().map(|job| job["state"].as_str().unwrap()).collect::<Vec<_>>(), ["dead"], "{jobs:#?}");

        // A letter to somebody else is still sent at once.
        let later = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(3)])).await;
        assert_eq!(altinn.events(&later).await, BOTH);
        let _ = altinn.purge(&sender, &letters[1]).await.expect(200);
    }

    async fn of_altinn_events_lose_and_repeat_nothing(altinn) {
        let sender = altinn.sender().await;
        altinn.outage(&json!({"remote": "events", "status": 503})).await;
        let letters = altinn.created(&sender, &LetterRequest::to(&(0..20).map(organisation_urn).collect::<Vec<_>>())).await;
        live_through(&altinn, 12, "PT10M").await;
        for letter in &letters {
            assert_eq!(altinn.status(&sender, letter).await, "Published", "events hold no letter up");
        }
        assert!(altinn.all_events().await.is_empty());
        altinn.end_outages().await;
        live_through(&altinn, 2, "PT6H").await;
        for letter in &letters {
            assert_eq!(altinn.events(letter).await, BOTH);
        }
        assert_eq!(altinn.all_events().await.values().copied().max(), Some(1));
    }

    /// The answer is lost, not the event: what comes twice has one id.
    async fn of_answers_repeat_events_under_their_ids(altinn) {
        let sender = altinn.sender().await;
        altinn.outage(&json!({"remote": "events", "status": 503, "afterWork": true, "times": 6})).await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        live_through(&altinn, 4, "PT1M").await;
        let mut ids: Vec<String> = altinn.cloud_events(&letter).await.iter().map(|event| event["id"].to_string()).collect();
        assert!(ids.len() > 2);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 2);
    }

    async fn of_answers_make_no_second_dialog(altinn) {
        let sender = altinn.sender().await;
        altinn.outage(&json!({"remote": "dialogporten", "method": "POST", "status": 503, "afterWork": true, "times": 5})).await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        live_through(&altinn, 3, "PT1M").await;
        assert_eq!(altinn.events(&letter).await, BOTH);
        assert_eq!(altinn.get("/emulator").await.good()["dialogs"], 1);
    }

    async fn of_register_at_the_publish_time_delay_the_letter(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("requestedPublishTime", "2030-01-04T08:00:00Z");
        let letter = altinn.sent(&sender, &request).await;
        altinn.outage(&json!({"remote": "register", "status": 503})).await;
        altinn.after("P3D").await;
        assert_eq!(altinn.events(&letter).await, BOTH[..1]);
        altinn.end_outages().await;
        altinn.after("PT1H").await;
        assert_eq!(altinn.events(&letter).await, BOTH);
        assert_eq!(altinn.status(&sender, &letter).await, "Published");
    }
}

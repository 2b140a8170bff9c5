//! One success and one failure of every endpoint as they go over the wire. A difference is a change of the contract.

use correspondence_testkit::{Altinn, Answer, DEMO, LetterRequest, altinn_test, organisation, organisation_urn, redacted_answer};
use reqwest::Method;
use serde_json::json;

/// Both engines answer alike: they share a snapshot.
#[track_caller]
fn assert_answer(name: &str, answer: &Answer) {
    insta::with_settings!({prepend_module_to_snapshot => false}, {
        insta::assert_json_snapshot!(name, redacted_answer(answer));
    });
}

async fn call(altinn: &Altinn, method: Method, path: &str) -> Answer {
    Answer::of(altinn.call(method, path).send().await.unwrap()).await
}

altinn_test! {
    async fn of_letters(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let stranger = altinn.recipient(&organisation(2)).await;
        let request = LetterRequest::to(&[organisation_urn(1)])
            .to_be_confirmed("2099-06-30T12:00:00+02:00")
            .letter("messageSender", "Fjellreven kommune")
            .letter("propertyList", json!({"sak": "417", "år": "2026"}))
            .letter("replyOptions", json!([{"linkURL": "https://svar.example/1", "linkText": "Svar"}]))
            .letter("externalReferences", json!([{"referenceType": "Generic", "referenceValue": "1"}]));
        let created = altinn.create(&sender, &request).await;
        assert_answer("initialize", &created);
        altinn.drain().await;
        let letter = created.json()["correspondences"][0]["correspondenceId"].as_str().unwrap().to_owned();
        let unknown = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";
        assert_answer("initialize refused", &altinn.create(&sender, &request.clone().letter("content.language", "xx")).await);
        assert_answer("initialize invalid", &altinn.create(&sender, &request.clone().letter("resourceId", "")).await);
        assert_answer("initialize unreadable", &altinn.create(&sender, &request.letter("dueDateTime", "soon")).await);

        let query = [("resourceId", DEMO), ("role", "recipient")];
        assert_answer("search", &altinn.search(&recipient, &query).await);
        assert_answer("search page", &altinn.search(&recipient, &[&query[..], &[("pageSize", "10")]].concat()).await);
        assert_answer("search invalid", &altinn.search(&recipient, &[("resourceId", DEMO), ("status", "Sent")]).await);

        assert_answer("mark as read refused", &altinn.mark_as_read(&recipient, &letter).await);
        assert_answer("overview", &altinn.overview(&recipient, &letter).await);
        assert_answer("overview of the sender", &altinn.overview(&sender, &letter).await);
        assert_answer("overview refused", &altinn.overview(&stranger, &letter).await);
        assert_answer("mark as read", &altinn.mark_as_read(&recipient, &letter).await);
        assert_answer("content", &altinn.content(&recipient, &letter).await);
        assert_answer("content refused", &altinn.content(&recipient, unknown).await);
        assert_answer("purge refused", &altinn.purge(&recipient, &letter).await);
        assert_answer("confirm", &altinn.confirm(&recipient, &letter).await);
        assert_answer("confirm refused", &altinn.confirm(&recipient, &letter).await);
        assert_answer("details", &altinn.details(&recipient, &letter).await);
        assert_answer("details refused", &altinn.details(&recipient, unknown).await);
        assert_answer("purge", &altinn.purge(&recipient, &letter).await);
    }

    async fn of_the_door(altinn) {
        let sender = altinn.sender().await;
        let path = "/correspondence/api/v1/correspondence";
        assert_answer("no token", &call(&altinn, Method::GET, path).await);
        let reader = altinn.organisation_token(&organisation(1), "altinn:something.else").await;
        assert_answer("no scope", &altinn.search(&reader, &[]).await);
        let accept = altinn.api(Method::GET, "", &sender).header("accept", "text/html").send().await.unwrap();
        assert_answer("not acceptable", &Answer::of(accept).await);
        assert_answer("method not allowed", &call(&altinn, Method::PUT, path).await);
        assert_answer("not found", &call(&altinn, Method::GET, "/correspondence/api/v1/nothing").await);
        let recipient = altinn.recipient(&organisation(1)).await;
        let forward = altinn.api(Method::POST, "/019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10/forward", &recipient);
        let forward = forward.json(&json!({"forwardTo": "regnskap@bedrift.example.no"})).send().await.unwrap();
        assert_answer("not implemented", &Answer::of(forward).await);
        altinn.outage(&json!({"remote": "register", "status": 503})).await;
        let mut failed = altinn.create(&sender, &LetterRequest::to(&[organisation_urn(9)])).await;
        // The text is for people who develop and names the address.
        failed.text = failed.text.replace(altinn.url(), "<url>");
        assert_answer("server error", &failed);
    }

    async fn of_operations(altinn) {
        // What comes back every hour is listed with its time.
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        altinn.drain().await;
        for (name, path) in [("health", "/health"), ("liveness", "/healthz"), ("clock", "/testing/clock"), ("jobs", "/testing/jobs")] {
            assert_answer(name, &altinn.get(path).await);
        }
        assert_answer("clock moved", &altinn.post("/testing/clock", &json!({"advance": "PT1H"})).await);
        altinn.drain().await;
        assert_answer("clock not moved", &altinn.post("/testing/clock", &json!({"advance": "-PT1H"})).await);
        assert_answer("drained", &altinn.post("/testing/jobs/drain", &json!({"timeout": "PT10S"})).await);
        assert_answer("drain invalid", &altinn.post("/testing/jobs/drain", &json!({"timeout": "soon"})).await);
        let metrics = altinn.get("/metrics").await.expect(200);
        assert!(metrics.text.contains("correspondence_http_requests_total"), "{}", metrics.text);
    }
}

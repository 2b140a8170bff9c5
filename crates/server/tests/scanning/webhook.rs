//! The shapes of a scanner's deliveries, and who may tell (integrations §17).

use correspondence_testkit::{Answer, Place, SCAN_RESULTS, altinn_test, program, scan_result};
use reqwest::{Client, Method};
use serde_json::{Value, json};

const CLEAN: &str = "No threats found";

fn validation() -> Value {
    let data = json!({"validationCode": "512d38b6-c7b8-40c8-89fe-f46f9e9622b6", "validationUrl": "https://example.org"});
    json!({"id": "1", "topic": "t", "subject": "", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "eventTime": "2026-03-02T09:15:30Z", "dataVersion": "2", "metadataVersion": "1", "data": data})
}

altinn_test! {
    async fn a_subscription_is_confirmed(altinn) {
        for body in [validation(), json!([validation()])] {
            let answer = altinn.scan_results(&body).await.expect(200);
            assert_eq!(answer.json(), json!({"validationResponse": "512d38b6-c7b8-40c8-89fe-f46f9e9622b6"}));
            assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
        }
    }

    async fn every_element_of_an_array_is_taken(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let mut files = Vec::new();
        for n in 0..3 {
            files.push(altinn.uploaded(&sender, &format!("{n}.txt"), "x").await);
        }
        let unknown = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";
        let results = [(files[0].as_str(), CLEAN), (unknown, CLEAN), (&files[1], "Malicious"), (&files[2], "no threats FOUND")];
        let body: Value = results.iter().map(|(file, result)| scan_result(file, result)).collect();
        altinn.scan_results(&body).await.refused(404, 2001);
        altinn.drain().await;
        for (file, status, text) in [
            (&files[0], "Published", "Published"),
            (&files[1], "Failed", "Malware scan failed: Malicious"),
            (&files[2], "Published", "Published"),
        ] {
            let shown = altinn.attachment_overview(&sender, file).await.good();
            assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some(status), Some(text)));
        }
        let known: Value = files.iter().map(|file| scan_result(file, CLEAN)).collect();
        let answer = altinn.scan_results(&known).await.expect(200);
        assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    }

    async fn a_file_is_named_in_any_form(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        for form in [|id: &str| id.to_uppercase(), |id: &str| id.replace('-', ""), |id: &str| format!("{{{id}}}"), |id: &str| format!("({id})")] {
            let file = altinn.uploaded(&sender, "a.txt", "x").await;
            altinn.found_clean(&form(&file)).await;
            altinn.drain().await;
            assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Published");
            assert_eq!(altinn.events(&file).await, ["attachmentinitialized", "attachmentpublished"]);
        }
        let file = altinn.uploaded(&sender, "a.txt", "x").await;
        for none in [format!("{file}?sv=1"), format!("{file}.pdf"), format!("{file}/"), "vedtak".to_owned(), String::new()] {
            altinn.verdict(&none, CLEAN).await.refused(404, 2001);
        }
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "UploadProcessing");
    }

    async fn anything_else_is_refused_in_plain_text(altinn) {
        let good = scan_result("019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10", CLEAN);
        let without = |member: &str| {
            let mut event = good.clone();
            event.as_object_mut().unwrap().remove(member);
            event
        };
        let typed = |name: &str| {
            let mut event = good.clone();
            event["eventType"] = json!(name);
            event
        };
        let mut bodies = vec![json!([]), json!([1]), json!("x"), json!(null), typed("Microsoft.Storage.BlobCreated"), typed("Whatever")];
        bodies.extend(["id", "subject", "eventType", "dataVersion", "data"].map(without));
        for body in bodies {
            let answer = altinn.scan_results(&body).await.expect(400);
            assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"), "{body}");
            assert!(!answer.text.is_empty());
        }
        let call = |content_type: &str, body: &str| {
            altinn.call(Method::POST, SCAN_RESULTS).header("content-type", content_type).body(body.to_owned())
        };
        let answer = Answer::of(call("application/json", "{").send().await.unwrap()).await.expect(400);
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        let answer = Answer::of(call("text/plain", &good.to_string()).send().await.unwrap()).await.expect(415);
        assert_eq!(answer.text, "");
        let _ = altinn.get(SCAN_RESULTS).await.expect(405);
    }

    /// The first event decides the answer, not what becomes of the others.
    async fn an_odd_event_takes_no_verdict_from_those_behind_it(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let file = altinn.uploaded(&sender, "a.txt", "x").await;
        let mut odd = scan_result(&file, CLEAN);
        odd["eventType"] = json!("Microsoft.Storage.BlobCreated");
        let answer = altinn.scan_results(&json!([odd, scan_result(&file, "Malicious")])).await.expect(400);
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(altinn.attachment_overview(&sender, &file).await.good()["status"], "Failed");
    }

    /// Register does not know the sender any more.
    async fn the_sender_must_be_known(altinn) {
        altinn.silence_scanner().await;
        let sender = altinn.sender().await;
        let file = altinn.uploaded(&sender, "a.txt", "x").await;
        let owner = |unknown: bool| json!({"organisations": [{"number": correspondence_testkit::OWNER, "unknown": unknown}]});
        altinn.seed(&owner(true)).await;
        altinn.after("P2D").await;
        altinn.verdict(&file, CLEAN).await.refused(400, 4002);
        altinn.seed(&owner(false)).await;
        altinn.found_clean(&file).await;
    }
}

#[tokio::test]
async fn a_secret_opens_the_webhook() {
    let place = Place::of(program!());
    let server = place.serve(&[("RUST_LOG", "warn"), ("CORRESPONDENCE__ATTACHMENTS__WEBHOOK_SECRET", "s3cret+")]);
    let url = format!("{}{SCAN_RESULTS}", server.ready());
    let client = Client::builder().no_proxy().build().unwrap();
    let ask = async |query: &str, header: Option<&str>| {
        let call = client.post(format!("{url}{query}")).json(&validation());
        let call = header.map_or_else(|| call.try_clone().unwrap(), |secret| call.try_clone().unwrap().header("X-Webhook-Secret", secret));
        Answer::of(call.send().await.unwrap()).await
    };
    for (query, header) in
        [("", None), ("?code=s3cret", None), ("?code=S3CRET%2B", None), ("", Some("s3cret")), ("?code=s3cret%2B", Some(""))]
    {
        assert_eq!(ask(query, header).await.expect(401).text, "", "{query} {header:?}");
    }
    for (query, header) in [("?code=s3cret%2B", None), ("", Some("s3cret+"))] {
        let _ = ask(query, header).await.expect(200);
    }
}

//! Whatever is sent, the answer is the documented refusal and never a 500.

use correspondence_testkit::{API, Altinn, Answer, DEMO, LetterRequest, altinn_test, organisation_urn};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

/// Sends bytes as a create request.
async fn send(altinn: &Altinn, token: &str, body: impl Into<reqwest::Body>) -> Answer {
    let call = altinn.api(Method::POST, "", token).header(CONTENT_TYPE, "application/json").body(body);
    Answer::of(call.send().await.unwrap()).await
}

/// A body of the validation form that names these keys.
#[track_caller]
fn assert_invalid(answer: Answer, keys: &[&str]) {
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    let body = answer.expect(400).json();
    assert_eq!(body["code"], "STD-00000", "{body:#}");
    assert!(body["traceId"].as_str().unwrap().starts_with("00-"), "{body:#}");
    for key in keys {
        let messages = body["errors"][key].as_array().unwrap_or_else(|| panic!("{key} in {body:#}"));
        assert!(!messages.is_empty(), "{key} in {body:#}");
    }
    for entry in body["validationErrors"].as_array().unwrap() {
        assert_eq!(entry["code"], "CORR.VLD-00000");
    }
}

fn good() -> String {
    LetterRequest::to(&[organisation_urn(1)]).body().to_string()
}

altinn_test! {
    async fn that_is_no_json_is_told_where_it_breaks(altinn) {
        let sender = altinn.sender().await;
        let letter = good();
        let mut broken = vec![
            "{".to_owned(),
            "[]".to_owned(),
            "null".to_owned(),
            "\"text\"".to_owned(),
            "{]".to_owned(),
            "NaN".to_owned(),
            "\u{feff}\u{feff}{}".to_owned(),
            "{\"recipients\":\"\\ud83d\"}".to_owned(),
            format!("{letter},"),
            letter.replace("\"recipients\"", "recipients"),
            letter.replace('}', ",}"),
            letter.replace("\"nb\"", "// comment\n\"nb\""),
            format!("{{\"correspondence\":{}", "{\"content\":".repeat(40)),
        ];
        broken.extend((1..letter.len()).step_by(37).map(|end| letter[..end].to_owned()));
        for body in broken {
            let answer = send(&altinn, &sender, body.clone()).await;
            assert_eq!(answer.status, 400, "{body}");
            assert_invalid(answer, &["request"]);
        }
        assert_invalid(send(&altinn, &sender, "").await, &["", "request"]);
        assert_invalid(send(&altinn, &sender, vec![0xff, 0xfe, b'{', b'}']).await, &["request"]);
        assert_invalid(send(&altinn, &sender, vec![b'[' ; 1000]).await, &["request"]);
    }

    async fn that_is_too_large_is_refused(altinn) {
        let sender = altinn.sender().await;
        assert_invalid(send(&altinn, &sender, "[".repeat(10 << 20)).await, &["$", "request"]);
        assert_invalid(send(&altinn, &sender, "{\"a\":".repeat(2 << 20)).await, &["$", "request"]);
        let padded = format!("{}{}", " ".repeat(5 << 20), good());
        assert_invalid(send(&altinn, &sender, padded).await, &["$", "request"]);
        let _ = altinn.get("/healthz").await.expect(200);
    }

    async fn of_wrong_types_is_told_by_path(altinn) {
        let sender = altinn.sender().await;
        let letter = LetterRequest::to(&[organisation_urn(1)]);
        for (path, value, key) in [
            ("recipients", json!({}), "$.recipients"),
            ("recipients.0", json!(7), "$.recipients[0]"),
            ("correspondence", json!([]), "$.correspondence"),
            ("correspondence.resourceId", json!(1), "$.correspondence.resourceId"),
            ("correspondence.content", json!("text"), "$.correspondence.content"),
            ("correspondence.content.messageTitle", json!({}), "$.correspondence.content.messageTitle"),
            ("correspondence.isConfirmationNeeded", json!("true"), "$.correspondence.isConfirmationNeeded"),
            ("correspondence.isConfidential", Value::Null, "$.correspondence.isConfidential"),
            ("correspondence.dueDateTime", json!("2026-13-41"), "$.correspondence.dueDateTime"),
            ("correspondence.dueDateTime", json!("next week"), "$.correspondence.dueDateTime"),
            ("correspondence.requestedPublishTime", json!(20_260_101), "$.correspondence.requestedPublishTime"),
            ("correspondence.propertyList", json!([1]), "$.correspondence.propertyList"),
            ("correspondence.replyOptions", json!([[]]), "$.correspondence.replyOptions[0]"),
            ("idempotentKey", json!("not-a-guid"), "$.idempotentKey"),
            ("idempotentKey", json!("7d0b1c3e52f44a869b1d0e6f2a9c4d31"), "$.idempotentKey"),
        ] {
            let answer = altinn.create(&sender, &letter.clone().with(path, value.clone())).await;
            assert_eq!(answer.status, 400, "{path} {value}: {}", answer.text);
            assert_invalid(answer, &[key, "request"]);
        }
    }

    async fn that_breaks_rules_is_told_all_at_once(altinn) {
        let sender = altinn.sender().await;
        let letter = LetterRequest::to(&["991825827", "urn:altinn:person:identifier-no:12345678901"])
            .letter("resourceId", " ")
            .letter("sendersReference", "x".repeat(4097))
            .letter("messageSender", "ø".repeat(256))
            .letter("content.messageTitle", "")
            .letter("content.messageBody", "x".repeat(30_001))
            .with("idempotentKey", "00000000-0000-0000-0000-000000000000");
        let answer = altinn.create(&sender, &letter).await;
        assert_invalid(
            answer,
            &[
                "Correspondence.ResourceId",
                "Correspondence.SendersReference",
                "Correspondence.MessageSender",
                "Correspondence.Content.MessageTitle",
                "Correspondence.Content.MessageBody",
                "IdempotentKey",
            ],
        );
    }

    async fn with_members_nobody_knows_is_taken(altinn) {
        let sender = altinn.sender().await;
        let letter = LetterRequest::to(&[organisation_urn(1)])
            .letter("allowSystemDeleteAfter", "2030-01-01T00:00:00Z")
            .letter("sender", "0192:123456789")
            .letter("content.colour", json!({"deep": [1, {"er": null}]}))
            .with("Å", "x".repeat(1000));
        let created = altinn.sent(&sender, &letter).await;
        let shown = altinn.overview(&sender, &created).await.good();
        assert_eq!(shown["sender"], "urn:altinn:organization:identifier-no:991825827", "the sender is the resource's owner");
    }

    async fn of_another_media_type_is_refused(altinn) {
        let sender = altinn.sender().await;
        for media_type in ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonp", "x"] {
            let call = altinn.api(Method::POST, "", &sender).header(CONTENT_TYPE, media_type).body(good());
            let answer = Answer::of(call.send().await.unwrap()).await.expect(415);
            assert_eq!(answer.text, "", "{media_type}");
        }
        let unsaid = Answer::of(altinn.api(Method::POST, "", &sender).body(good()).send().await.unwrap()).await.expect(415);
        assert_eq!(unsaid.json()["title"], "Unsupported Media Type");
        for media_type in ["application/json; charset=utf-8", "Application/JSON"] {
            let call = altinn.api(Method::POST, "", &sender).header(CONTENT_TYPE, media_type).body(good());
            let _ = Answer::of(call.send().await.unwrap()).await.expect(200);
        }
    }

    async fn in_the_head_is_bounded(altinn) {
        let sender = altinn.sender().await;
        let large = "x".repeat(160 * 1024);
        let call = altinn.api(Method::GET, "", &sender).header("x-large", &large);
        assert_eq!(call.send().await.unwrap().status(), 431);
        let many = (0..200).fold(altinn.api(Method::GET, "", &sender), |call, n| call.header(format!("x-{n}"), "x"));
        assert_eq!(many.send().await.unwrap().status(), 431);
        let _ = altinn.get("/healthz").await.expect(200);
    }

    async fn in_paths_and_queries_is_told_by_name(altinn) {
        let sender = altinn.sender().await;
        for id in ["x", "123", "7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d3", "%00", "%ff", "{}", "7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31x"] {
            for action in ["", "/details", "/content", "/markasread", "/confirm", "/purge"] {
                let method = match action {
                    "/purge" => Method::DELETE,
                    "/markasread" | "/confirm" => Method::POST,
                    _ => Method::GET,
                };
                let both = altinn.organisation_token("991825827", "altinn:correspondence.write altinn:correspondence.read").await;
                let answer = Answer::of(altinn.api(method, &format!("/{id}{action}"), &both).send().await.unwrap()).await;
                let body = answer.expect(400).json();
                assert!(!body["errors"]["correspondenceId"].as_array().unwrap().is_empty(), "{body:#}");
            }
        }
        for id in ["x", "%ff"] {
            let shown = altinn.attachment_overview(&sender, id).await.expect(400).json();
            assert!(!shown["errors"]["attachmentId"].as_array().unwrap().is_empty(), "{shown:#}");
            assert!(shown["errors"]["correspondenceId"].is_null(), "{shown:#}");
        }
        for (name, value) in [
            ("role", "observer"),
            ("role", "9"),
            ("status", "Sent"),
            ("from", "yesterday"),
            ("to", "2026-02-30"),
            ("onBehalfOf", "991825827"),
            ("onBehalfOf", "urn:altinn:person:identifier-no:12345678901"),
            ("idempotentKey", "x"),
            ("altinn2CorrespondenceId", "99999999999"),
        ] {
            let query = [("resourceId", DEMO), ("role", "sender"), (name, value)];
            let query = if name == "role" { vec![query[0], query[2]] } else { query.to_vec() };
            assert_invalid(altinn.search(&sender, &query).await, &[name]);
        }
        assert_invalid(altinn.search(&sender, &[]).await, &["resourceId", "role"]);
        let backwards = [("resourceId", DEMO), ("role", "sender"), ("from", "2026-01-02"), ("to", "2026-01-01")];
        altinn.search(&sender, &backwards).await.refused(400, 1027);
    }

    async fn twice_in_a_query_counts_once(altinn) {
        let sender = altinn.sender().await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        let query = [("resourceId", DEMO), ("role", "sender"), ("role", "recipient"), ("resourceId", "nothing")];
        assert_eq!(altinn.found(&sender, &query).await, [letter]);
    }

    async fn of_the_wrong_kind_ends_at_the_door(altinn) {
        let sender = altinn.sender().await;
        let _ = Answer::of(altinn.call(Method::GET, API).send().await.unwrap()).await.expect(401);
        for token in ["", "x", "a.b.c", &sender[..sender.len() - 4], "eyJhbGciOiJub25lIn0.e30."] {
            let answer = Answer::of(altinn.api(Method::GET, "", token).send().await.unwrap()).await.expect(401);
            assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"));
        }
        let accepted = altinn.api(Method::GET, "", &sender).header("accept", "text/html");
        assert_eq!(accepted.send().await.unwrap().status(), 406);
        for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD] {
            let answer = altinn.api(method.clone(), "", &sender).send().await.unwrap();
            assert_eq!(answer.status(), 405, "{method}");
            assert!(answer.headers().contains_key("allow"), "{method}");
        }
        let _ = altinn.get("/correspondence/api/v1/nothing").await.expect(404);
    }
}

//! Letters by forms: the same request as in JSON, however clients write it (http-api §10).

use correspondence_testkit::{
    Altinn, Answer, Form, LetterRequest, altinn_test, flattened, organisation, organisation_urn, person_urn, redacted_answer,
};
use reqwest::Method;
use serde_json::{Value, json};

/// A request that uses most members.
fn letter() -> LetterRequest {
    LetterRequest::to(&[organisation_urn(1)])
        .to_be_confirmed("2099-06-30T12:00:00+02:00")
        .letter("messageSender", "Fjellreven kommune")
        .letter("propertyList", json!({"sak": "417", "År": "2026"}))
        .letter("replyOptions", json!([{"linkURL": "https://svar.example/1", "linkText": "Svar"}, {"linkURL": "https://svar.example/2"}]))
        .letter("externalReferences", json!([{"referenceType": "Generic", "referenceValue": "1"}]))
        .letter("ignoreReservation", true)
}

#[track_caller]
fn assert_answer(name: &str, answer: &Answer) {
    insta::with_settings!({prepend_module_to_snapshot => false}, {
        insta::assert_json_snapshot!(name, redacted_answer(answer));
    });
}

fn form(parts: impl IntoIterator<Item = (String, String)>) -> Form {
    parts.into_iter().fold(Form::default(), |form, (name, text)| form.text(&name, &text))
}

/// What the sender sees of the only letter of an answer, without what every letter has of its own.
async fn shown(altinn: &Altinn, token: &str, answer: Answer) -> Value {
    let letter = answer.good()["correspondences"][0]["correspondenceId"].as_str().unwrap().to_owned();
    // Before it is published its sender is shown less.
    altinn.drain().await;
    let mut shown = altinn.overview(token, &letter).await.good();
    for member in ["correspondenceId", "created", "statusChanged", "requestedPublishTime", "status", "statusText", "published"] {
        shown.as_object_mut().unwrap().remove(member);
    }
    shown["externalReferences"] =
        shown["externalReferences"].as_array().unwrap().iter().filter(|r| r["referenceType"] == "Generic").cloned().collect();
    shown
}

#[track_caller]
fn keys(answer: Answer) -> Vec<String> {
    let body = answer.expect(400).json();
    assert_eq!(body["code"], "STD-00000", "{body:#}");
    let errors = body["errors"].as_object().unwrap_or_else(|| panic!("{body:#}"));
    errors.iter().filter(|(_, messages)| !messages.as_array().unwrap().is_empty()).map(|(key, _)| key.clone()).collect()
}

/// Keys of the property list keep their case.
fn pascal(name: &str) -> String {
    if name.contains("propertyList") {
        return name.to_owned();
    }
    let upper = |step: &str| step[..1].to_uppercase() + &step[1..];
    name.split('.').map(upper).collect::<Vec<_>>().join(".")
}

fn brackets(name: &str) -> String {
    let mut steps = name.split(['.', '[']).map(|step| step.trim_end_matches(']'));
    let first = steps.next().unwrap().to_owned();
    steps.fold(first, |name, step| format!("{name}[{step}]"))
}

altinn_test! {
    async fn say_what_json_says_in_any_style(altinn) {
        let sender = altinn.sender().await;
        let expected = shown(&altinn, &sender, altinn.create(&sender, &letter()).await).await;
        assert_eq!(expected["replyOptions"].as_array().unwrap().len(), 2);
        let members = flattened(letter().body());
        let renamed = |change: fn(&str) -> String| form(members.iter().map(|(name, text)| (change(name), text.clone())));
        let prefixed = form(members.iter().map(|(name, text)| (format!("request.{}", pascal(name)), text.clone())));
        for (style, form) in [
            ("camel", Form::of(&letter())),
            ("pascal", renamed(pascal)),
            ("mixed", renamed(|name| pascal(name).replace("Correspondence.", "correspondence.").replace("Message", "message"))),
            ("brackets", renamed(brackets)),
            ("prefix", prefixed.text("Recipients[0]", "nobody").text("Correspondence.IsConfidential", "maybe")),
            ("backwards", form(members.iter().rev().cloned())),
            ("with more", Form::of(&letter()).text("Correspondence.SendersReference", "second").text("Unknown.Part", "x")),
        ] {
            assert_eq!(shown(&altinn, &sender, altinn.create_by_form(&sender, &form).await).await, expected, "{style}");
        }
        altinn.drain().await;
    }

    async fn make_letters_like_any_other(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let created = altinn.create_by_form(&sender, &Form::of(&LetterRequest::to(&[organisation_urn(1)]))).await;
        assert_answer("form", &created);
        let answer = created.good();
        assert_eq!((answer["correspondences"][0]["status"].as_str(), &answer["attachmentIds"]), (Some("ReadyForPublish"), &json!([])));
        let letter = answer["correspondences"][0]["correspondenceId"].as_str().unwrap();
        altinn.drain().await;
        assert_eq!(altinn.status(&recipient, letter).await, "Published");
    }

    async fn list_recipients_by_number_or_by_repetition(altinn) {
        let sender = altinn.sender().await;
        let rest = || Form::of(&LetterRequest::to(&[] as &[&str]));
        let recipients = async |form: Form| {
            let answer = altinn.create_by_form(&sender, &form).await.good();
            answer["correspondences"].as_array().unwrap().iter().map(|letter| letter["recipient"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (one, two) = (organisation_urn(1), person_urn(2));
        assert_eq!(recipients(rest().text("Recipients", &one).text("recipients[]", &two)).await, [one.clone(), two.clone()]);
        assert_eq!(recipients(rest().text("Recipients[1]", &two).text("Recipients[0]", &one)).await, [one.clone(), two.clone()]);
        // A list ends at the first gap.
        assert_eq!(recipients(rest().text("Recipients[0]", &one).text("Recipients[2]", &two)).await, [one]);
    }

    async fn fill_in_what_is_not_there(altinn) {
        let sender = altinn.sender().await;
        let answer = altinn
            .create_by_form(
                &sender,
                &Form::of(&LetterRequest::to(&[organisation_urn(1)]))
                    .text("Correspondence.MessageSender", "")
                    .text("Correspondence.DueDateTime", "")
                    .text("Correspondence.IgnoreReservation", "TRUE")
                    .text("Correspondence.IsConfirmationNeeded", "False")
                    .text("Correspondence.ExternalReferences[0].ReferenceValue", "417"),
            )
            .await;
        let shown = shown(&altinn, &sender, answer).await;
        assert_eq!((&shown["messageSender"], &shown["dueDateTime"], &shown["ignoreReservation"]), (&json!(""), &Value::Null, &json!(true)));
        assert_eq!(shown["externalReferences"], json!([{"referenceValue": "417", "referenceType": "Generic"}]));
    }

    async fn that_break_rules_are_told_all_at_once(altinn) {
        let sender = altinn.sender().await;
        let answer = altinn
            .create_by_form(
                &sender,
                &Form::of(&LetterRequest::to(&["991825827"]).without("correspondence.content.messageTitle"))
                    .text("Correspondence.IsConfidential", "ja")
                    .text("Correspondence.RequestedPublishTime", "tomorrow")
                    .text("Correspondence.ExternalReferences[0].ReferenceType", "Letter")
                    .text("Correspondence.Notification.NotificationChannel", "9")
                    .text("Correspondence.Notification.NotificationTemplate", "2")
                    .text("ExistingAttachments[0]", "x")
                    .text("IdempotentKey", "x"),
            )
            .await;
        assert_answer("form invalid", &answer);
        let nothing = altinn.create_by_form(&sender, &Form::default().text("Unknown", "x")).await;
        assert_eq!(keys(nothing), ["Recipients", "Correspondence"]);
    }

    async fn that_are_none_are_refused_as_a_whole(altinn) {
        let sender = altinn.sender().await;
        let good = Form::of(&letter());
        assert_answer("form unreadable", &altinn.send_form(&sender, "text").await);
        let mut broken = vec![Vec::new(), b"text".to_vec(), good.clone().text("a", "b").part("No header", b"").body()];
        let body = good.body();
        broken.extend((0..body.len() - 4).step_by(97).map(|end| body[..end].to_vec()));
        broken.push(good.clone().part("Content-Type: text/plain", b"").body());
        for body in broken {
            assert_eq!(keys(altinn.send_form(&sender, body.clone()).await), [""], "{}", String::from_utf8_lossy(&body));
        }
        for (media_type, status) in [(Some("application/json"), 415), (Some("multipart/mixed; boundary=x"), 415), (Some("multipart/form-data"), 400), (None, 400)] {
            let call = altinn.api(Method::POST, "/upload", &sender).body(body.clone());
            let call = if let Some(media_type) = media_type { call.header("content-type", media_type) } else { call };
            let answer = Answer::of(call.send().await.unwrap()).await.expect(status);
            assert_eq!(answer.text.is_empty(), status == 415, "{media_type:?}");
        }
    }

    async fn have_limits(altinn) {
        let sender = altinn.sender().await;
        let form = || Form::of(&LetterRequest::to(&[organisation_urn(1)]));
        let texts = |count: usize| (0..count).fold(Form::default(), |form, number| form.text(&format!("x{number}"), "1"));
        for too_much in [
            texts(1025),
            form().text("x", &"y".repeat(4 * 1024 * 1024 + 1)),
            form().text(&"x".repeat(2049), ""),
            form().part(&format!("Content-Disposition: form-data; name=x{}", "\r\nA: b".repeat(16)), b""),
            form().part(&format!("Content-Disposition: form-data; name=x\r\nA: {}", "b".repeat(16 * 1024)), b""),
            (0..9).fold(form(), |form, _| form.text("x", &"y".repeat(4 * 1024 * 1024))),
        ] {
            assert_eq!(keys(altinn.create_by_form(&sender, &too_much).await), [""]);
        }
        let most = form()
            .text("x", &"y".repeat(4 * 1024 * 1024))
            .text(&"x".repeat(2048), "")
            .part(&format!("Content-Disposition: form-data; name=x{}", "\r\nA: b".repeat(15)), b"");
        let _ = altinn.create_by_form(&sender, &most).await.expect(200);
    }

    /// Files of other names are passed over, so that there are too few of them.
    async fn take_files_by_one_name(altinn) {
        let sender = altinn.sender().await;
        let metadata = json!([{"fileName": "vedtak.pdf", "sendersReference": "1"}]);
        let form = Form::of(&LetterRequest::to(&[organisation_urn(1)]).letter("content.attachments", metadata));
        for name in ["attachments[0]", "attachments[]", "request.attachments", "files"] {
            let part = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"vedtak.pdf\"");
            altinn.create_by_form(&sender, &form.clone().part(&part, &[0; 10_000].repeat(20))).await.refused(400, 1005);
        }
        let empty = "Content-Disposition: form-data; name=\"attachments\"; filename=\"\"";
        altinn.create_by_form(&sender, &form.clone().part(empty, b"")).await.refused(400, 1005);
        let _ = altinn.create_by_form(&sender, &Form::of(&LetterRequest::to(&[organisation_urn(1)])).part(empty, b"")).await.expect(200);
    }
}

//! The worked examples of the contract (http-api §16): sent as they are written there, answered member by member as
//! written there. Ids, traces, times and checksums differ and are compared by their form, free text (`…`) by being there.

use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_domain::time::Timestamp;
use correspondence_testkit::{ATTACHMENTS, Altinn, Answer, OWNER, altinn_test};
use reqwest::Method;
use serde_json::{Value, json};

const RESOURCE: &str = "fjord-vedtak-melding";
const ORGANISATION: &str = "312456788";
const OTHER_ORGANISATION: &str = "210944133";
const PERSON: &str = "15838510075";

/// 16.1 with its times a lifetime later: they must not have passed.
const TWO_RECIPIENTS: &str = r#"{"correspondence":{"resourceId":"fjord-vedtak-melding","sendersReference":"SAK-2026-00417","messageSender":"Fjord kommune",
  "content":{"language":"nb","messageTitle":"Vedtak i sak 417","messageSummary":"Vi har behandlet saken din.",
    "messageBody":"Hei {{recipientName}}.\n\nVedtaket er **innvilget**.","attachments":[]},
  "requestedPublishTime":"2096-09-01T08:00:00+02:00","dueDateTime":"2096-09-15T12:00:00Z",
  "externalReferences":[{"referenceType":"Generic","referenceValue":"417"}],"propertyList":{"saksnummer":"417"},
  "replyOptions":[{"linkURL":"https://skjema.example.no/svar/417","linkText":"Svar"}],
  "notification":{"notificationTemplate":"CustomMessage","notificationChannel":"EmailPreferred","emailSubject":"Ny melding",
    "emailBody":"Du har fått en melding.","smsBody":"Du har fått en melding.","sendReminder":false},
  "ignoreReservation":false,"isConfirmationNeeded":true},
 "recipients":["0192:312456788","urn:altinn:person:identifier-no:15838510075"]}"#;

/// What 16.4 sends, without its file.
const ONE_RECIPIENT: &str = r#"{"correspondence":{"resourceId":"fjord-vedtak-melding","sendersReference":"SAK-2026-00418",
  "content":{"language":"nn","messageTitle":"Rapport","messageBody":"Sjå vedlegg."},"propertyList":{"avdeling":"plan"}},
 "recipients":["urn:altinn:organization:identifier-no:210944133"]}"#;

/// 16.4: name and value of each text part, and the file.
const BY_FORM: &str = "\
Recipients[0]                                            urn:altinn:organization:identifier-no:210944133
Correspondence.ResourceId                                fjord-vedtak-melding
Correspondence.SendersReference                          SAK-2026-00418
Correspondence.Content.Language                          nn
Correspondence.Content.MessageTitle                      Rapport
Correspondence.Content.MessageBody                       Sjå vedlegg.
Correspondence.PropertyList.avdeling                     plan
Correspondence.Content.Attachments[0].FileName           rapport.pdf
Correspondence.Content.Attachments[0].SendersReference   V-1";

/// An answer has the members of the example, and no others.
#[track_caller]
fn assert_like(answer: &Value, example: &Value) {
    if let Err(why) = compare(answer, example, "$") {
        panic!("{why}\nanswered {answer:#}");
    }
}

fn compare(answer: &Value, example: &Value, path: &str) -> Result<(), String> {
    match (answer, example) {
        (Value::Object(members), Value::Object(expected)) => {
            let names = |object: &serde_json::Map<String, Value>| {
                let mut names: Vec<String> = object.keys().cloned().collect();
                names.sort();
                names
            };
            if names(members) != names(expected) {
                return Err(format!("{path} has {:?} instead of {:?}", names(members), names(expected)));
            }
            expected.iter().try_for_each(|(name, value)| compare(&members[name], value, &format!("{path}.{name}")))
        }
        (Value::Array(items), Value::Array(expected)) if items.len() == expected.len() => {
            items.iter().zip(expected).enumerate().try_for_each(|(n, (item, value))| compare(item, value, &format!("{path}[{n}]")))
        }
        (Value::String(text), Value::String(expected)) if is_alike(text, expected) => Ok(()),
        _ if answer == example => Ok(()),
        _ => Err(format!("{path} is {answer} instead of {example}")),
    }
}

/// The same text, or another one of the same kind.
fn is_alike(text: &str, example: &str) -> bool {
    let is_time = |text: &str| Timestamp::parse(text).is_ok() && text.ends_with("+00:00") && text.contains('T');
    let is_id = |text: &str| text.parse::<CorrespondenceId>().is_ok();
    let is_trace = |text: &str| text.len() == 55 && text.starts_with("00-") && text.ends_with("-01") && text.split('-').count() == 4;
    let is_checksum = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    text == example
        || (example == "…" && !text.trim().is_empty())
        || (is_time(example) && is_time(text))
        || (is_id(example) && is_id(text))
        || (is_checksum(example) && is_checksum(text))
        || (is_trace(example) && is_trace(text))
}

fn example(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

async fn send(altinn: &Altinn, token: &str, body: String) -> Answer {
    let call = altinn.api(Method::POST, "", token).header("content-type", "application/json").body(body);
    Answer::of(call.send().await.unwrap()).await
}

/// Sends 16.4.
async fn send_form(altinn: &Altinn, token: &str) -> Answer {
    let part = |line: &str| {
        let (name, value) = line.split_once("  ").unwrap();
        format!("--Xb7\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{}\r\n", value.trim_start())
    };
    let mut body = BY_FORM.lines().map(part).collect::<Vec<_>>().concat();
    body += "--Xb7\r\nContent-Disposition: form-data; name=\"attachments\"; filename=\"rapport.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--Xb7--\r\n";
    let call = altinn.api(Method::POST, "/upload", token).header("content-type", "multipart/form-data; boundary=Xb7").body(body);
    Answer::of(call.send().await.unwrap()).await
}

/// The resource of the examples, and a token of its owner.
async fn stage(altinn: &Altinn) -> String {
    altinn.seed(&json!({"resources": [{"id": RESOURCE, "owner": OWNER, "ownerCode": "fjord"}]})).await;
    altinn.sender().await
}

/// The letter of 16.4 and its file, published.
async fn report(altinn: &Altinn, sender: &str) -> (String, String) {
    let created = send_form(altinn, sender).await.good();
    let letter = first_letter(&created);
    let file = created["attachmentIds"][0].as_str().unwrap().to_owned();
    altinn.found_clean(&file).await;
    altinn.drain().await;
    (letter, file)
}

#[track_caller]
fn assert_headers(answer: &Answer, headers: &[(&str, &str)]) {
    for (name, value) in headers {
        assert_eq!(answer.header(name), Some(*value));
    }
}

fn first_letter(created: &Value) -> String {
    created["correspondences"][0]["correspondenceId"].as_str().unwrap().to_owned()
}

fn keys(errors: &Value) -> Vec<&str> {
    errors.as_object().unwrap().keys().map(String::as_str).collect()
}

altinn_test! {
    async fn of_creation_are_answered_as_written(altinn) {
        let sender = stage(&altinn).await;
        let created = send(&altinn, &sender, TWO_RECIPIENTS.to_owned()).await.good();
        assert_like(&created, &example(r#"{"correspondences":[
          {"correspondenceId":"019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10","status":"ReadyForPublish","recipient":"urn:altinn:organization:identifier-no:312456788","notifications":null},
          {"correspondenceId":"019c2f5e-7a32-7b10-8d21-6f0c9e4b7a55","status":"ReadyForPublish","recipient":"urn:altinn:person:identifier-no:15838510075","notifications":null}],
         "attachmentIds":[]}"#));

        // 16.2, where a sender is also told which letter has the key (design §3).
        let keyed = ONE_RECIPIENT.replacen('{', r#"{"idempotentKey":"7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31","#, 1);
        let first = send(&altinn, &sender, keyed.clone()).await.good();
        let mut conflict = send(&altinn, &sender, keyed).await.expect(409).json();
        let id = &first["correspondences"][0]["correspondenceId"];
        for (member, value) in [("correspondenceId", id.clone()), ("correspondenceIds", json!([id]))] {
            assert_eq!(conflict.as_object_mut().unwrap().remove(member), Some(value));
        }
        assert_like(&conflict, &example(r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.10","title":"Conflict","status":409,"detail":"…","code":"CORR-01034",
         "traceId":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","statusDescription":"Conflict","errorCode":1034}"#));
    }

    /// 16.4 and 16.5.
    async fn of_files_are_answered_as_written(altinn) {
        altinn.silence_scanner().await;
        let sender = stage(&altinn).await;
        assert_like(&send_form(&altinn, &sender).await.good(), &example(r#"{"correspondences":[{"correspondenceId":"019c2f61-0b3a-7d02-a4c8-91e7f3b2d604","status":"Initialized",
          "recipient":"urn:altinn:organization:identifier-no:210944133","notifications":null}],"attachmentIds":["019c2f61-0a90-7e51-b9d3-3c2a8f64e917"]}"#));

        // The checksum is that of bytes which the example does not show; these have another one.
        let bytes = "sats;beløp\n";
        let announced = r#"{"resourceId":"fjord-vedtak-melding","fileName":"satser.csv","displayName":"Satser 2026","sendersReference":"S-77",
         "checksum":"0f343b0931126a20f133d67c2b018a3b","expirationInDays":30}"#;
        let attachment = altinn.announce(&sender, &example(announced)).await.good();
        assert_like(&attachment, &json!("019c2f63-5d10-7a2f-8e44-c05b7d1f9a38"));
        let refused = altinn.upload(&sender, attachment.as_str().unwrap(), bytes).await;
        refused.refused(400, 2008);
        let attachment = altinn.announce(&sender, &example(&announced.replace("0f343b0931126a20f133d67c2b018a3b", ""))).await.good();
        let uploaded = altinn.upload(&sender, attachment.as_str().unwrap(), bytes).await.good();
        assert_like(&uploaded, &example(r#"{"attachmentId":"019c2f63-5d10-7a2f-8e44-c05b7d1f9a38","status":"UploadProcessing","statusText":"UploadProcessing",
         "statusChanged":"2026-08-24T07:41:09.552301+00:00","correspondenceIds":[],"dataType":"text/csv","resourceId":"fjord-vedtak-melding",
         "sender":"urn:altinn:organization:identifier-no:991825827","fileName":"satser.csv","displayName":"Satser 2026","isEncrypted":false,
         "checksum":"0f343b0931126a20f133d67c2b018a3b","sendersReference":"S-77","expirationInDays":30}"#));
    }

    /// 16.3.
    async fn of_validation_are_answered_as_written(altinn) {
        let sender = stage(&altinn).await;
        let invalid = ONE_RECIPIENT.replace("Rapport", " ").replace("urn:altinn:organization:identifier-no:210944133", "210944133");
        assert_like(&send(&altinn, &sender, invalid).await.expect(400).json(), &example(r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"Bad Request","status":400,"code":"STD-00000",
         "traceId":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","statusDescription":"Bad Request",
         "validationErrors":[{"code":"CORR.VLD-00000","title":"…","paths":["Recipients"]},
          {"code":"CORR.VLD-00000","title":"…","paths":["Correspondence/Content/MessageTitle"]}],
         "errors":{"Recipients":["…"],"Correspondence.Content.MessageTitle":["…"]}}"#));

        let without = ONE_RECIPIENT.replace(r#""recipients":["urn:altinn:organization:identifier-no:210944133"]"#, r#""x":1"#);
        let unread = send(&altinn, &sender, without).await.expect(400).json();
        assert_eq!(keys(&unread["errors"]), ["$", "request"]);
        for member in ["type", "title", "status", "code", "traceId", "statusDescription", "validationErrors"] {
            assert!(!unread[member].is_null(), "{member}: {unread:#}");
        }
    }

    /// 16.6 and 16.7, for a letter without notifications.
    async fn of_looks_are_answered_as_written(altinn) {
        altinn.silence_scanner().await;
        let sender = stage(&altinn).await;
        let recipient = altinn.recipient(OTHER_ORGANISATION).await;
        let (letter, _) = report(&altinn, &sender).await;
        let overview = r#"{"recipient":"urn:altinn:organization:identifier-no:210944133","correspondenceId":"019c2f61-0b3a-7d02-a4c8-91e7f3b2d604",
         "content":{"attachments":[{"created":"2026-08-24T07:38:02.1+00:00","dataLocationType":"AltinnCorrespondenceAttachment","status":"Published",
            "statusText":"Published","statusChanged":"2026-08-24T07:38:40.77+00:00","dataType":"application/pdf","expirationTime":null,
            "id":"019c2f61-0a90-7e51-b9d3-3c2a8f64e917","fileName":"rapport.pdf","displayName":null,"isEncrypted":false,
            "checksum":"5d8aa58f1b2c4e07963d41e0a7b9c612","sendersReference":"V-1","expirationInDays":null}],
          "language":"nn","messageTitle":"Rapport","messageSummary":"","messageBody":"Sjå vedlegg."},
         "created":"2026-08-24T07:38:02.4+00:00","status":"Published","statusText":"Published","statusChanged":"2026-08-24T07:39:01.02+00:00",
         "notifications":[],"altinn2CorrespondenceId":null,"published":"2026-08-24T07:39:01.02+00:00","read":null,
         "resourceId":"fjord-vedtak-melding","sender":"urn:altinn:organization:identifier-no:991825827","sendersReference":"SAK-2026-00418",
         "messageSender":"","requestedPublishTime":"2026-08-24T07:38:01.9+00:00","dueDateTime":null,
         "externalReferences":[{"referenceValue":"019c2f61-3f7c-7b66-9a0d-5e21c8d4b703","referenceType":"DialogportenDialogId"}],
         "propertyList":{"avdeling":"plan"},"replyOptions":[],"notification":null,"ignoreReservation":false,"isConfirmationNeeded":false,
         "isConfidential":false,"allowForwarding":false}"#;
        assert_like(&altinn.overview(&recipient, &letter).await.good(), &example(overview));

        let mut details = example(overview);
        for (member, value) in example(r#"{"content":{"attachments":[],"language":"no","messageTitle":"","messageSummary":"","messageBody":""},
         "statusHistory":[{"status":"Initialized","statusText":"Initialized","statusChanged":"2026-08-24T07:38:02.4+00:00"},
          {"status":"ReadyForPublish","statusText":"ReadyForPublish","statusChanged":"2026-08-24T07:38:41+00:00"},
          {"status":"Published","statusText":"Published","statusChanged":"2026-08-24T07:39:01.02+00:00"},
          {"status":"Fetched","statusText":"Fetched","statusChanged":"2026-08-24T09:12:44.6+00:00"}],
         "systemLabel":"Default"}"#).as_object().unwrap() {
            details[member] = value.clone();
        }
        assert_like(&altinn.details(&sender, &letter).await.good(), &details);
    }

    /// 16.8 and 16.10, for the person of 16.1.
    async fn of_finding_reading_and_purging_are_answered_as_written(altinn) {
        altinn.set_clock("2096-08-31T08:00:00Z").await;
        let sender = stage(&altinn).await;
        let created = send(&altinn, &sender, TWO_RECIPIENTS.to_owned()).await.good();
        let [of_organisation, of_person] = [0, 1].map(|n| created["correspondences"][n]["correspondenceId"].as_str().unwrap().to_owned());
        altinn.drain().await;
        altinn.after("P1D").await;

        let reader = altinn.reader(PERSON).await;
        let query = "resourceId=fjord-vedtak-melding&role=recipient&status=Published\
             &onBehalfOf=urn%3Aaltinn%3Aperson%3Aidentifier-no%3A15838510075&from=2096-08-01T00%3A00%3A00Z";
        let search = async |query: &str| Answer::of(altinn.api(Method::GET, &format!("?{query}"), &reader).send().await.unwrap()).await;
        assert_eq!(search(query).await.good(), json!({"ids": [of_person]}));
        let without_role = search(&query.replace("role=recipient&", "")).await.expect(400).json();
        let told = without_role["errors"].as_object().unwrap().iter().filter(|(_, messages)| **messages != json!([]));
        assert_eq!(told.map(|(key, _)| key).collect::<Vec<_>>(), ["role"]);

        let recipient = altinn.recipient(ORGANISATION).await;
        let _ = altinn.overview(&recipient, &of_organisation).await.expect(200);
        assert_eq!(altinn.mark_as_read(&recipient, &of_organisation).await.good(), of_organisation);
        altinn.mark_as_read(&recipient, &of_organisation).await.refused(400, 1040);
        assert_like(&altinn.purge(&recipient, &of_organisation).await.expect(400).json(), &example(r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"Bad Request","status":400,"detail":"…","code":"CORR-01026",
         "traceId":"00-9c1a7f20b44e4d0f8a63d2e5170bb9c4-51f0a2c37d8e4b96-01","statusDescription":"Bad Request","errorCode":1026}"#));
    }

    /// 16.9.
    async fn of_downloads_are_answered_as_written(altinn) {
        altinn.silence_scanner().await;
        let sender = stage(&altinn).await;
        let recipient = altinn.recipient(OTHER_ORGANISATION).await;
        let (letter, file) = report(&altinn, &sender).await;
        assert_headers(&altinn.download(&recipient, &letter, &file).await.expect(200), &[
            ("content-type", "application/pdf"),
            ("content-disposition", "inline; filename*=UTF-8''rapport.pdf"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ]);

        let mut files = Vec::new();
        for (name, length) in [("møte referat.docx", 1), ("vedtak.pdf", 1200), ("notat.txt", 340)] {
            let announced = json!({"resourceId": RESOURCE, "fileName": name, "sendersReference": "V-1"});
            let file = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
            let _ = altinn.upload(&sender, &file, "x".repeat(length)).await.expect(200);
            altinn.found_clean(&file).await;
            files.push(file);
        }
        let carrying = |title: &str, files: &[String]| {
            let mut request = example(ONE_RECIPIENT);
            request["correspondence"]["content"]["messageTitle"] = json!(title);
            request["existingAttachments"] = json!(files);
            request.to_string()
        };
        let letter = first_letter(&send(&altinn, &sender, carrying("Referat", &files[..1])).await.good());
        altinn.drain().await;
        assert_headers(&altinn.download(&recipient, &letter, &files[0]).await.expect(200), &[
            ("content-type", "application/octet-stream"),
            ("content-disposition", "attachment; filename=\"m_te referat.docx\"; filename*=UTF-8''m%C3%B8te%20referat.docx"),
        ]);

        let letter = first_letter(&send(&altinn, &sender, carrying("Vedtak i sak 417", &files[1..])).await.good());
        altinn.drain().await;
        let zip = altinn.download_all(&recipient, &letter).await.expect(200);
        assert_headers(&zip, &[
            ("content-type", "application/zip"),
            ("content-disposition", "attachment; filename*=UTF-8''vedtak-i-sak-417.zip"),
            ("content-length", "1784"),
        ]);
        assert_eq!(zip.bytes.len(), 1784);
    }

    /// 16.12.
    async fn of_access_are_answered_as_written(altinn) {
        let sender = stage(&altinn).await;
        let announced = json!({"resourceId": RESOURCE, "fileName": "satser.csv", "sendersReference": "S-77"});
        let file = altinn.announce(&sender, &announced).await.good().as_str().unwrap().to_owned();
        let path = format!("{ATTACHMENTS}/{file}");
        let without = altinn.get(&path).await.expect(401);
        assert_eq!(without.text, "");
        let reader = altinn.recipient(OWNER).await;
        assert_eq!(altinn.attachment_overview(&reader, &file).await.expect(403).text, "");
        let stranger = altinn.organisation_token(ORGANISATION, "altinn:correspondence.write").await;
        altinn.attachment_overview(&stranger, &file).await.refused(401, 4001);
        let call = altinn.call(Method::GET, &path).bearer_auth(&sender).header("accept", "text/plain");
        // Plain text that does not say so (§2.4).
        let not_acceptable = Answer::of(call.send().await.unwrap()).await.expect(406);
        assert!(not_acceptable.header("content-type").is_none() && not_acceptable.text.contains("application/json"));
        let invalid = altinn.attachment_overview(&sender, "abc").await.expect(400).json();
        assert_eq!((invalid["code"].as_str(), keys(&invalid["errors"])), (Some("STD-00000"), vec!["attachmentId"]));
        altinn.attachment_overview(&sender, "019c2f63-5d10-7a2f-8e44-c05b7d1f9a38").await.refused(404, 2001);
    }
}

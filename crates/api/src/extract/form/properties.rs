//! Properties that hold for every form a client may send.

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use correspondence_app::files::Spool;
use correspondence_domain::correspondence::create::InitializeRequest;
use futures_util::stream;
use http::header;
use http_body_util::BodyExt;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::initialize::initialize;
use super::tree::Node;
use crate::extract::json;

/// Reads JSON text, for comparison.
async fn from_json(document: &Value) -> InitializeRequest {
    let request = Request::builder().header(header::CONTENT_TYPE, "application/json").body(Body::from(document.to_string())).unwrap();
    json::bind(request, "request", json::initialize).await.unwrap()
}

/// A value that is not empty: an empty text of a form is null.
fn text() -> impl Strategy<Value = Value> {
    "[a-zæøå0-9 .,\\[\\]{}\"\n€]{1,12}".prop_map(Value::from)
}

fn enumeration(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::sample::select(names).prop_map(Value::from)
}

/// An object of some of these members.
fn object(members: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let members: Vec<_> = members.into_iter().map(|(name, value)| prop::option::of(value).prop_map(move |value| (name, value))).collect();
    members
        .prop_map(|members| members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into())
        .boxed()
}

/// The same, with members that must be there.
fn object_with(
    required: Vec<(&'static str, BoxedStrategy<Value>)>,
    others: Vec<(&'static str, BoxedStrategy<Value>)>,
) -> BoxedStrategy<Value> {
    let required: Vec<_> = required.into_iter().map(|(name, value)| value.prop_map(move |value| (name.to_owned(), value))).collect();
    (required, object(others))
        .prop_map(|(required, others)| {
            let mut members: Map<_, _> = required.into_iter().collect();
            members.extend(others.as_object().unwrap().clone());
            members.into()
        })
        .boxed()
}

fn list(element: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop::collection::vec(element, 1..3).prop_map(Value::from).boxed()
}

fn recipient() -> BoxedStrategy<Value> {
    object_with(
        vec![("emailAddress", text().boxed())],
        vec![
            ("mobileNumber", text().boxed()),
            ("organizationNumber", text().boxed()),
            ("isReserved", any::<bool>().prop_map(Value::from).boxed()),
        ],
    )
}

fn notification() -> BoxedStrategy<Value> {
    const CHANNELS: &[&str] = &["Email", "sms", "EMAILPREFERRED", "3", "EmailAndSms"];
    let boolean = || any::<bool>().prop_map(Value::from).boxed();
    let overridden = object_with(vec![("recipientToOverride", text().boxed()), ("recipients", list(recipient()))], vec![]);
    object_with(
        vec![("notificationChannel", enumeration(CHANNELS).boxed())],
        vec![
            ("notificationTemplate", enumeration(&["CustomMessage", "1"]).boxed()),
            ("emailSubject", text().boxed()),
            ("emailBody", text().boxed()),
            ("smsBody", text().boxed()),
            ("emailContentType", enumeration(&["html", "0"]).boxed()),
            ("sendReminder", boolean()),
            ("reminderEmailSubject", text().boxed()),
            ("reminderEmailBody", text().boxed()),
            ("reminderSmsBody", text().boxed()),
            ("reminderEmailContentType", enumeration(&["Plain", "1"]).boxed()),
            ("reminderNotificationChannel", enumeration(CHANNELS).boxed()),
            ("sendersReference", text().boxed()),
            ("customRecipient", recipient()),
            ("customRecipients", list(recipient())),
            ("customNotificationRecipients", list(overridden)),
            ("overrideRegisteredContactInformation", boolean()),
        ],
    )
}

fn request() -> BoxedStrategy<Value> {
    let boolean = || any::<bool>().prop_map(Value::from).boxed();
    let id = || any::<u128>().prop_map(|id| Value::from(uuid::Uuid::from_u128(id).to_string())).boxed();
    let moment = || (2000..2100_u32).prop_map(|year| Value::from(format!("{year}-03-02T09:15:30+01:00"))).boxed();
    let reference = object_with(
        vec![("referenceType", enumeration(&["generic", "DialogportenDialogId", "6"]).boxed()), ("referenceValue", text().boxed())],
        vec![],
    );
    let attachment = object_with(
        vec![("fileName", text().boxed()), ("sendersReference", text().boxed())],
        vec![
            ("displayName", text().boxed()),
            ("isEncrypted", boolean()),
            ("checksum", text().boxed()),
            ("expirationInDays", any::<i32>().prop_map(Value::from).boxed()),
            ("id", id()),
            ("dataLocationType", enumeration(&["ExistingExternalStorage", "1"]).boxed()),
        ],
    );
    let content = object_with(
        vec![("messageTitle", text().boxed()), ("messageBody", text().boxed())],
        vec![("language", text().boxed()), ("messageSummary", text().boxed()), ("attachments", list(attachment))],
    );
    let option = object_with(vec![("linkURL", text().boxed())], vec![("linkText", text().boxed())]);
    // Keys that differ in their case alone are one in a form.
    let properties = prop::collection::hash_map("[A-ZÆ][a-zæ0-9 _-]{0,5}", text(), 1..4).prop_map(|entries| json!(entries)).boxed();
    let correspondence = object_with(
        vec![("resourceId", text().boxed()), ("sendersReference", text().boxed())],
        vec![
            ("sender", text().boxed()),
            ("messageSender", text().boxed()),
            ("content", content),
            ("requestedPublishTime", moment()),
            ("dueDateTime", moment()),
            ("externalReferences", list(reference)),
            ("propertyList", properties),
            ("replyOptions", list(option)),
            ("notification", notification()),
            ("ignoreReservation", boolean()),
            ("isConfirmationNeeded", boolean()),
            ("isConfidential", boolean()),
            ("allowForwarding", boolean()),
        ],
    );
    object_with(
        vec![("correspondence", correspondence), ("recipients", list(text().boxed()))],
        vec![("existingAttachments", list(id())), ("idempotentKey", id())],
    )
}

/// How a client writes its forms.
#[derive(Clone, Copy, Debug)]
struct Style {
    case: fn(&str) -> String,
    has_prefix: bool,
    has_brackets: bool,
    repeats_simple_lists: bool,
}

fn style() -> impl Strategy<Value = Style> {
    let pascal: fn(&str) -> String = |name| name[..1].to_uppercase() + &name[1..];
    let cases = [pascal, |name| name.to_owned(), |name| name.to_uppercase(), |name| name.to_lowercase()];
    (prop::sample::select(cases.to_vec()), any::<[bool; 3]>()).prop_map(|(case, [has_prefix, has_brackets, repeats_simple_lists])| Style {
        case,
        has_prefix,
        has_brackets,
        repeats_simple_lists,
    })
}

impl Style {
    fn parts(self, document: &Value) -> Vec<(String, String)> {
        let mut parts = Vec::new();
        self.flatten(document, if self.has_prefix { (self.case)("request") } else { String::new() }, false, &mut parts);
        parts
    }

    fn flatten(self, value: &Value, at: String, is_map: bool, parts: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) => {
                for (name, inner) in members {
                    let step = if is_map { name.clone() } else { (self.case)(name) };
                    let path = match (at.is_empty(), self.has_brackets) {
                        (true, _) => step,
                        (false, true) => format!("{at}[{step}]"),
                        (false, false) => format!("{at}.{step}"),
                    };
                    self.flatten(inner, path, name == "propertyList", parts);
                }
            }
            Value::Array(elements) => {
                for (number, element) in elements.iter().enumerate() {
                    let is_simple = !element.is_object() && self.repeats_simple_lists;
                    let path = match (is_simple, self.has_brackets) {
                        (true, true) => format!("{at}[]"),
                        (true, false) => at.clone(),
                        (false, _) => format!("{at}[{number}]"),
                    };
                    self.flatten(element, path, false, parts);
                }
            }
            Value::String(text) => parts.push((at, text.clone())),
            other => parts.push((at, (self.case)(&other.to_string()))),
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The form as it comes over the network, in pieces.
fn body(parts: &[(String, String)], piece: usize) -> Body {
    let mut bytes = b"ignored\r\n".to_vec();
    for (name, value) in parts {
        bytes.extend_from_slice(format!("--Xb\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"--Xb--\r\nignored");
    in_pieces(&bytes, piece)
}

fn in_pieces(bytes: &[u8], piece: usize) -> Body {
    let pieces: Vec<_> = bytes.chunks(piece).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
    Body::from_stream(stream::iter(pieces))
}

fn multipart(body: Body) -> Request {
    Request::builder().header(header::CONTENT_TYPE, "multipart/form-data; boundary=\"Xb\"").body(body).unwrap()
}

fn spool() -> Spool {
    Spool::in_folder(std::env::temp_dir())
}

proptest! {
    #[test]
    fn a_form_says_what_the_same_json_says(document in request(), style in style(), seed in any::<u64>(), piece in 1..400_usize) {
        let mut parts = style.parts(&document);
        // Any order will do, but parts of one name keep theirs.
        let places = |name: &str| name.bytes().fold(seed, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        parts.sort_by_key(|(name, _)| places(name));
        if style.has_prefix {
            parts.push(("Recipients[0]".to_owned(), "nobody".to_owned()));
        }
        parts.push(("request_token".to_owned(), "unknown".to_owned()));
        let runtime = runtime();
        let expected = runtime.block_on(from_json(&document));
        let form = runtime.block_on(super::receive(multipart(body(&parts, piece)), &spool())).unwrap();
        prop_assert_eq!(form.findings.problems, Vec::new(), "{:?}", parts);
        prop_assert_eq!(form.request, expected, "{:?}", parts);
        prop_assert!(form.files.is_empty());
    }

    #[test]
    fn any_names_are_read(parts in prop::collection::vec(("[A-Za-z.\\[\\]0-9ø]{0,40}", ".{0,8}"), 0..12)) {
        let (_, findings) = initialize(&Node::of(parts));
        prop_assert!(findings.problems.iter().all(|problem| !problem.key.is_empty() && !problem.message.is_empty()));
    }

    #[test]
    fn any_bytes_are_a_form_or_refused(
        start in prop::sample::select(vec!["", "--Xb\r\n", "--Xb\r\nContent-Disposition: form-data; name=\"attachments\"; filename=\"a\"\r\n\r\n"]),
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..300),
            "(--Xb|\r\n|-|\r|Content-Disposition: form-data; name=Recipients|:|\"|x){0,40}".prop_map(String::into_bytes),
        ],
        piece in 1..50_usize,
    ) {
        let bytes = [start.as_bytes(), &bytes].concat();
        let runtime = runtime();
        if let Err(failure) = runtime.block_on(super::receive(multipart(in_pieces(&bytes, piece)), &spool())) {
            use axum::response::IntoResponse;
            let response = failure.into_response();
            prop_assert_eq!(response.status().as_u16(), 400);
            let body = runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
            let body: Value = serde_json::from_slice(&body).unwrap();
            prop_assert!(body["errors"][""][0].is_string(), "{}", body);
        }
    }
}

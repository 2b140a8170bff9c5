//! One request, written in the many ways that clients write it, binds to one value (http-api §2.5, §2.6).

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::initialize;
use super::reader::Reader;

/// Names of enumerations by the members that take them.
const ENUMERATIONS: [(&str, &[&str]); 4] = [
    ("referenceType", &["Generic", "AltinnAppInstance", "AltinnBrokerFileTransfer", "DialogportenDialogId", "DialogportenProcessId"]),
    ("dataLocationType", &["NewCorrespondenceAttachment", "ExistingCorrespondenceAttachment", "ExistingExternalStorage"]),
    ("notificationTemplate", &["CustomMessage", "GenericAltinnMessage"]),
    ("notificationChannel", &["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"]),
];

/// Members that may be null or left out instead of being empty.
const EMPTY: [&str; 5] = ["existingAttachments", "attachments", "externalReferences", "replyOptions", "propertyList"];

/// Members that may be left out instead of being null.
const NULLABLE: [&str; 10] = [
    "idempotentKey",
    "messageSender",
    "messageSummary",
    "language",
    "requestedPublishTime",
    "dueDateTime",
    "ignoreReservation",
    "notification",
    "expirationInDays",
    "linkText",
];

/// Texts that hold what JSON writes in several ways.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zæøå ]{1,12}", "\\PC{0,8}", Just("\" \\ / \n \t 😀 \u{0}".to_owned())]
}

fn optional(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::option::of(value).prop_map(Value::from)
}

fn time() -> impl Strategy<Value = Value> {
    (1..29_u8, 0..24_u8).prop_map(|(day, hour)| json!(format!("2030-01-{day:02}T{hour:02}:30:00Z")))
}

fn number_of(member: &'static str) -> impl Strategy<Value = Value> {
    let (_, names) = ENUMERATIONS.into_iter().find(|(name, _)| *name == member).unwrap();
    (0..names.len()).prop_map(Value::from)
}

fn guid() -> impl Strategy<Value = Value> {
    any::<u128>().prop_map(|bits| json!(uuid::Uuid::from_u128(bits).to_string()))
}

fn content() -> impl Strategy<Value = Value> {
    let attachment = (text(), text(), optional((1..400).prop_map(Value::from)), number_of("dataLocationType"), any::<bool>()).prop_map(
        |(name, reference, days, location, encrypted)| {
            json!({"fileName": name, "sendersReference": reference, "expirationInDays": days, "dataLocationType": location,
                "isEncrypted": encrypted})
        },
    );
    (optional(Just(json!("nb"))), text(), optional(text().prop_map(Value::from)), text(), prop::collection::vec(attachment, 0..3)).prop_map(
        |(language, title, summary, body, attachments)| {
            json!({"language": language, "messageTitle": title, "messageSummary": summary, "messageBody": body, "attachments": attachments})
        },
    )
}

fn correspondence() -> impl Strategy<Value = Value> {
    let reference = (number_of("referenceType"), text()).prop_map(|(kind, value)| json!({"referenceType": kind, "referenceValue": value}));
    let reply = (text(), optional(text().prop_map(Value::from))).prop_map(|(link, text)| json!({"linkURL": link, "linkText": text}));
    let notification = (number_of("notificationTemplate"), number_of("notificationChannel"), text())
        .prop_map(|(template, channel, text)| json!({"notificationTemplate": template, "notificationChannel": channel, "smsBody": text}));
    let lists = (
        prop::collection::vec(reference, 0..3),
        prop::collection::vec(reply, 0..3),
        prop::collection::btree_map("[a-zA-Z]{1,4}", text(), 0..3),
    );
    let options = (optional(time()), optional(time()), optional(any::<bool>().prop_map(Value::from)), any::<bool>(), any::<bool>());
    (text(), text(), optional(text().prop_map(Value::from)), content(), lists, options, optional(notification)).prop_map(
        |(resource, reference, sender, content, (references, replies, properties), options, notification)| {
            let (publish, due, ignore, confirm, confidential) = options;
            json!({"resourceId": resource, "sendersReference": reference, "messageSender": sender, "content": content,
                "requestedPublishTime": publish, "dueDateTime": due, "externalReferences": references, "propertyList": properties,
                "replyOptions": replies, "notification": notification, "ignoreReservation": ignore, "isConfirmationNeeded": confirm,
                "isConfidential": confidential})
        },
    )
}

fn request() -> impl Strategy<Value = Value> {
    (correspondence(), prop::collection::vec(text(), 0..4), prop::collection::vec(guid(), 0..3), optional(guid())).prop_map(
        |(correspondence, recipients, existing, key)| {
            json!({"correspondence": correspondence, "recipients": recipients, "existingAttachments": existing, "idempotentKey": key})
        },
    )
}

/// Writes a request, each choice by the next number of a tape. When the tape is at its end everything is written plainly.
struct Writer<'a> {
    tape: &'a [u8],
}

impl Writer<'_> {
    fn choose(&mut self, choices: usize) -> usize {
        let Some((first, rest)) = self.tape.split_first() else { return 0 };
        self.tape = rest;
        usize::from(*first) % choices
    }

    fn blank(&mut self) -> &'static str {
        ["", "", " ", "\n\t", "\r\n"][self.choose(5)]
    }

    fn value(&mut self, member: &str, value: &Value) -> String {
        let written = match value {
            Value::Object(members) if member == "propertyList" => self.object(members, true),
            Value::Object(members) => self.object(members, false),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value("", item)).collect();
                format!("[{}]", items.join(","))
            }
            Value::Number(number) => self.number(member, number.as_u64().unwrap()),
            Value::String(text) => self.string(&self.form_of(member, text)),
            other => other.to_string(),
        };
        format!("{}{written}{}", self.blank(), self.blank())
    }

    /// Times and keys have several forms, too.
    fn form_of(&self, member: &str, text: &str) -> String {
        let choice = self.tape.first().map_or(0, |next| next % 3);
        match (member, choice) {
            ("requestedPublishTime" | "dueDateTime", 1) => text.replace('Z', "+00:00"),
            ("requestedPublishTime" | "dueDateTime", 2) => text.replace('Z', ""),
            ("idempotentKey", 1) => text.to_uppercase(),
            _ => text.to_owned(),
        }
    }

    fn number(&mut self, member: &str, number: u64) -> String {
        let names = ENUMERATIONS.iter().find(|(name, _)| *name == member).map(|(_, names)| names[usize::try_from(number).unwrap()]);
        match (self.choose(5), names) {
            (1, _) => format!("\"{number}\""),
            (2, Some(name)) => format!("\"{name}\""),
            (3, Some(name)) => format!("\" {}\"", name.to_uppercase()),
            (4, Some(name)) => format!("\"{} \"", name.to_lowercase()),
            _ => number.to_string(),
        }
    }

    fn string(&mut self, text: &str) -> String {
        if self.choose(2) == 0 {
            return json!(text).to_string();
        }
        let units: Vec<String> = text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect();
        format!("\"{}\"", units.concat())
    }

    fn object(&mut self, members: &Map<String, Value>, names_are_free: bool) -> String {
        let mut entries = Vec::new();
        for (name, value) in members {
            let is_empty = value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
            let written = match self.choose(4) {
                1 if EMPTY.contains(&name.as_str()) && is_empty => "null".to_owned(),
                2 if EMPTY.contains(&name.as_str()) && is_empty => continue,
                1 if NULLABLE.contains(&name.as_str()) && value.is_null() => continue,
                _ => self.value(name, value),
            };
            let shown = if names_are_free { name.clone() } else { self.name(name) };
            entries.push(format!("{}{}:{written}", self.blank(), self.string(&shown)));
        }
        if !names_are_free {
            if self.choose(2) == 1 {
                let unknown = ["\"x\":1", "\"allowSystemDeleteAfter\":\"2030-01-01\"", "\"æ\":[{\"resourceId\":null},true]"];
                entries.push(unknown[self.choose(unknown.len())].to_owned());
            }
            let by = self.choose(entries.len().max(1));
            entries.rotate_left(by);
        }
        format!("{{{}}}", entries.join(","))
    }

    fn name(&mut self, name: &str) -> String {
        match self.choose(4) {
            1 => name.to_uppercase(),
            2 => name.to_lowercase(),
            3 => name[..1].to_uppercase() + &name[1..],
            _ => name.to_owned(),
        }
    }
}

/// What is bound, in words.
fn bound(text: &str) -> String {
    match initialize(&mut Reader::new(text)) {
        Ok(bound) => format!("{bound:#?}"),
        Err(error) => panic!("{} {}: {text}", error.path, error.message),
    }
}

proptest! {
    #[test]
    fn every_way_of_writing_a_request_binds_to_the_same(request in request(), tape in prop::collection::vec(any::<u8>(), 0..600)) {
        let plain = bound(&request.to_string());
        let written = Writer { tape: &tape }.value("", &request);
        prop_assert_eq!(plain, bound(&written), "{}", written);
    }
}

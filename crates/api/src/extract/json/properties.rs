//! Properties that hold for every JSON text a client may send.

use proptest::prelude::*;
use serde_json::Value;

use super::reader::Reader;
use super::{Unreadable, initialize};

/// Names of the contract and others, so that generated documents reach the typed members.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("correspondence"),
        Just("recipients"),
        Just("existingAttachments"),
        Just("idempotentKey"),
        Just("resourceId"),
        Just("sendersReference"),
        Just("content"),
        Just("messageTitle"),
        Just("messageBody"),
        Just("attachments"),
        Just("fileName"),
        Just("notification"),
        Just("notificationChannel"),
        Just("externalReferences"),
        Just("referenceType"),
        Just("propertyList"),
        Just("replyOptions"),
        Just("linkURL"),
        Just("isConfidential"),
        Just("dueDateTime"),
        Just("expirationInDays"),
        Just("x"),
    ]
    .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::from("2026-01-01")),
        Just(Value::from("7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31")),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The outcome without what may differ: an error's path is as sent, so only its folded form is compared.
fn outcome(text: &str) -> Result<String, String> {
    match initialize(&mut Reader::new(text)) {
        Ok(bound) => Ok(format!("{bound:?}")),
        Err(Unreadable { path, .. }) => Err(path.to_lowercase()),
    }
}

/// `value` with every member name changed, but those of the free property list.
fn renamed(value: &Value, change: fn(&str) -> String) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| renamed(item, change)).collect(),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, inner)| (change(name), if name == "propertyList" { inner.clone() } else { renamed(inner, change) }))
                .collect(),
        ),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_a_path(text in ".{0,200}") {
        if let Err(unreadable) = initialize(&mut Reader::new(&text)) {
            prop_assert!(unreadable.path.starts_with('$') && !unreadable.message.is_empty());
        }
    }

    #[test]
    fn any_document_is_read_or_refused_with_a_path(value in value()) {
        if let Err(unreadable) = initialize(&mut Reader::new(&value.to_string())) {
            prop_assert!(unreadable.path.starts_with('$') && !unreadable.message.is_empty());
        }
    }

    #[test]
    fn any_document_is_json_to_the_reader(value in value()) {
        let text = value.to_string();
        let mut reader = Reader::new(&text);
        prop_assert!(reader.skip().and_then(|()| reader.end()).is_ok(), "{}", text);
    }

    #[test]
    fn a_cut_document_is_refused(value in value(), share in 0.0..1.0) {
        let text = Value::from(vec![value]).to_string();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of a short text")]
        let cut = (text.len() as f64 * share) as usize;
        let cut = (0..=cut).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        prop_assert!(Reader::new(&text[..cut]).skip().is_err(), "{}", &text[..cut]);
    }

    #[test]
    fn the_case_of_names_changes_nothing(value in value()) {
        // Members that differ in case only would change places; the generator's names do not.
        let expected = outcome(&value.to_string());
        for change in [(|name| name.to_uppercase()) as fn(&str) -> String, |name| name.to_lowercase()] {
            // Equal order of members: the first error decides.
            let text = renamed(&value, change).to_string();
            match (&expected, outcome(&text)) {
                (Ok(one), Ok(other)) => prop_assert_eq!(one, &other),
                (Err(_), Err(_)) => {}
                (one, other) => prop_assert!(false, "{:?} became {:?} for {}", one, other, text),
            }
        }
    }
}

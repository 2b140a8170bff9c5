//! Whether every value is of its key's kind and none that is needed is missing.

use figment::value::{Dict, Empty, Value};

use crate::error::Findings;
use crate::key::{self, Key, Kind};
use crate::sections;

pub(crate) fn check(values: &Dict, findings: &mut Findings) {
    for key in key::all_keys() {
        let value = if key.section.is_empty() {
            values.get(key.name)
        } else {
            values.get(key.section).and_then(Value::as_dict).and_then(|section| section.get(key.name))
        };
        match value {
            None | Some(Value::Empty(_, Empty::None)) if is_required(key) => findings.add(key.path(), "has to be given"),
            None => {}
            Some(value) => {
                if let Some(problem) = mismatch(key, value) {
                    findings.add(key.path(), problem);
                }
            }
        }
    }
}

fn is_required(key: &Key) -> bool {
    sections::REQUIRED.contains(&(key.section, key.name))
}

fn mismatch(key: &Key, value: &Value) -> Option<String> {
    match (key.kind, value) {
        (Kind::Text | Kind::Secret, Value::String(..)) | (Kind::Flag, Value::Bool(..)) => None,
        (Kind::Secret, _) => Some("is no text".to_owned()),
        (Kind::Text, value) => Some(format!("{} is no text; put it in quotes", shown(value))),
        (Kind::Flag, value) => Some(format!("{} is neither true nor false", shown(value))),
        (Kind::Number, value) => {
            let number = value.to_u128().or_else(|| value.to_i128().and_then(|number| u128::try_from(number).ok()));
            number.is_none_or(|number| number > u128::from(u64::MAX >> 1)).then(|| format!("{} is no whole number from 0", shown(value)))
        }
        (Kind::List, Value::Array(_, items)) => {
            items.iter().find(|item| item.as_str().is_none()).map(|item| format!("{} in the list is no text", shown(item)))
        }
        (Kind::List, value) => Some(format!("{} is no list of texts, such as [\"…\"]", shown(value))),
        (Kind::Choice(choices), value) => {
            let fits = value.as_str().is_some_and(|text| choices.contains(&text));
            (!fits).then(|| format!("{} is not one of {}", shown(value), choices.join(", ")))
        }
        (Kind::Table, Value::Dict(_, options)) => options
            .iter()
            .find(|(_, value)| !matches!(value, Value::String(..) | Value::Bool(..) | Value::Num(..)))
            .map(|(name, _)| format!("the option {name} is no text")),
        (Kind::Table, value) => Some(format!("{} is no table", shown(value))),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(_, text) => format!("{text:?}"),
        Value::Bool(_, flag) => flag.to_string(),
        Value::Num(_, number) => number
            .to_i128()
            .map(|number| number.to_string())
            .or_else(|| number.to_u128().map(|number| number.to_string()))
            .or_else(|| number.to_f64().map(|number| number.to_string()))
            .unwrap_or_else(|| "the number".to_owned()),
        Value::Array(..) => "a list".to_owned(),
        Value::Dict(..) => "a table".to_owned(),
        Value::Char(_, letter) => format!("{letter:?}"),
        Value::Empty(..) => "nothing".to_owned(),
    }
}

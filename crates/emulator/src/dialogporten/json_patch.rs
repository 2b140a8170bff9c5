//! JSON Patch (RFC 6902). Knows documents, not dialogs.

use serde_json::Value;

/// Applies every operation in order, or none.
pub(super) fn apply(document: &mut Value, operations: &Value) -> Result<(), String> {
    let operations = operations.as_array().ok_or("a list of operations is expected")?;
    let mut changed = document.clone();
    for (at, operation) in operations.iter().enumerate() {
        apply_one(&mut changed, operation).map_err(|why| format!("operation {at}: {why}"))?;
    }
    *document = changed;
    Ok(())
}

fn apply_one(document: &mut Value, operation: &Value) -> Result<(), String> {
    let text = |name: &str| operation.get(name).and_then(Value::as_str).ok_or_else(|| format!("{name} is missing"));
    let value = || operation.get("value").cloned().ok_or_else(|| "value is missing".to_owned());
    let path = pointer(text("path")?)?;
    match text("op")? {
        "add" => add(document, &path, value()?),
        "remove" => remove(document, &path).map(drop),
        "replace" => {
            *find(document, &path)? = value()?;
            Ok(())
        }
        "move" => {
            let from = pointer(text("from")?)?;
            if path.len() > from.len() && path.starts_with(&from) {
                return Err("a value cannot move into itself".to_owned());
            }
            let moved = remove(document, &from)?;
            add(document, &path, moved)
        }
        "copy" => {
            let copied = find(document, &pointer(text("from")?)?)?.clone();
            add(document, &path, copied)
        }
        "test" => {
            if *find(document, &path)? == value()? {
                Ok(())
            } else {
                Err("the value differs".to_owned())
            }
        }
        other => Err(format!("{other:?} is no operation")),
    }
}

/// The segments of a JSON pointer (RFC 6901).
fn pointer(text: &str) -> Result<Vec<String>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let rest = text.strip_prefix('/').ok_or_else(|| format!("{text:?} is no pointer"))?;
    Ok(rest.split('/').map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect())
}

fn find<'a>(document: &'a mut Value, path: &[String]) -> Result<&'a mut Value, String> {
    path.iter().try_fold(document, |value, segment| {
        match value {
            Value::Object(members) => members.get_mut(segment),
            Value::Array(items) => position(segment, items.len()).and_then(|at| items.get_mut(at)),
            _ => None,
        }
        .ok_or_else(|| format!("there is no {segment:?}"))
    })
}

fn add(document: &mut Value, path: &[String], value: Value) -> Result<(), String> {
    let Some((last, parents)) = path.split_last() else {
        *document = value;
        return Ok(());
    };
    match find(document, parents)? {
        Value::Object(members) => {
            members.insert(last.clone(), value);
            Ok(())
        }
        Value::Array(items) => {
            let at = if last == "-" { Some(items.len()) } else { position(last, items.len() + 1) };
            items.insert(at.ok_or_else(|| format!("there is no place {last:?}"))?, value);
            Ok(())
        }
        // A list that was never set can be appended to all the same.
        empty @ Value::Null if last == "-" || last == "0" => {
            *empty = Value::Array(vec![value]);
            Ok(())
        }
        _ => Err(format!("there is no place {last:?}")),
    }
}

fn remove(document: &mut Value, path: &[String]) -> Result<Value, String> {
    let (last, parents) = path.split_last().ok_or("the whole document cannot be removed")?;
    match find(document, parents)? {
        Value::Object(members) => members.remove(last),
        Value::Array(items) => position(last, items.len()).map(|at| items.remove(at)),
        _ => None,
    }
    .ok_or_else(|| format!("there is no {last:?}"))
}

/// A list position below `length`; leading zeros and signs are none.
fn position(segment: &str, length: usize) -> Option<usize> {
    let plain = segment == "0" || (!segment.starts_with('0') && segment.bytes().all(|b| b.is_ascii_digit()));
    segment.parse().ok().filter(|at| plain && *at < length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_do_what_rfc_6902_says() {
        for (document, operations, result) in [
            (json!({"a": [1, 2, 3]}), json!([{"op": "remove", "path": "/a/1"}]), json!({"a": [1, 3]})),
            (
                json!({"a": [1]}),
                json!([{"op": "add", "path": "/a/-", "value": 2}, {"op": "add", "path": "/a/0", "value": 0}]),
                json!({"a": [0, 1, 2]}),
            ),
            (json!({"a": 1}), json!([{"op": "replace", "path": "/a", "value": null}]), json!({"a": null})),
            (json!({"a": {"b/c": 1}}), json!([{"op": "move", "from": "/a/b~1c", "path": "/d"}]), json!({"a": {}, "d": 1})),
            (
                json!({"a": 1}),
                json!([{"op": "test", "path": "/a", "value": 1}, {"op": "copy", "from": "/a", "path": "/b"}]),
                json!({"a": 1, "b": 1}),
            ),
        ] {
            let mut changed = document.clone();
            apply(&mut changed, &operations).unwrap();
            assert_eq!(changed, result, "{operations}");
        }
    }

    #[test]
    fn a_patch_that_fails_changes_nothing() {
        for operations in [
            json!({"op": "remove", "path": "/a"}),
            json!([{"op": "remove", "path": "/a/0"}, {"op": "remove", "path": "/a/7"}]),
            json!([{"op": "replace", "path": "/b", "value": 1}]),
            json!([{"op": "remove", "path": "/a/00"}]),
            json!([{"op": "test", "path": "/a", "value": []}]),
            json!([{"op": "add", "path": "a", "value": 1}]),
            json!([{"op": "add", "path": "/a/9", "value": 1}]),
            json!([{"op": "invent", "path": "/a"}]),
        ] {
            let mut document = json!({"a": [1]});
            assert!(apply(&mut document, &operations).is_err(), "{operations}");
            assert_eq!(document, json!({"a": [1]}));
        }
    }
}

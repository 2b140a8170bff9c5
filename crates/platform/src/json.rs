//! Reading answers: members are found whatever their case, unknown ones are passed over (integrations §1.4).

use serde_json::Value;

/// The member `name` of an object, in any case; none when it is absent or null.
pub(crate) fn member<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    let members = object.as_object()?;
    let exact = members.get(name);
    let found = exact.or_else(|| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))?;
    (!found.is_null()).then_some(found)
}

/// Whether an object has the member at all, null included.
pub(crate) fn has_member(object: &Value, name: &str) -> bool {
    object.as_object().is_some_and(|members| members.keys().any(|key| key.eq_ignore_ascii_case(name)))
}

/// The member as text.
pub(crate) fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    member(object, name)?.as_str()
}

/// The member as an integer; a text that is one counts too.
pub(crate) fn integer(object: &Value, name: &str) -> Option<i64> {
    let value = member(object, name)?;
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// The elements of a list member; empty when it is absent or no list.
pub(crate) fn items<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    member(object, name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_found_in_any_case() {
        let object = json!({"Decision": "Permit", "Obligations": null, "level": "3", "other": 4});
        assert_eq!(text(&object, "decision"), Some("Permit"));
        assert_eq!(member(&object, "obligations"), None);
        assert!(has_member(&object, "obligations"));
        assert_eq!(integer(&object, "Level"), Some(3));
        assert_eq!(integer(&object, "other"), Some(4));
        assert!(items(&object, "missing").is_empty());
    }
}

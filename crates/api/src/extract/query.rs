//! Query parameters: names in any case, the first of several wins, an empty value is as none, and every malformed one is told together
//! with the names of those that were fine (http-api §2.5, §3.2).

use correspondence_domain::error::Validation;
use correspondence_domain::time::Timestamp;
use percent_encoding::percent_decode_str;
use uuid::Uuid;

use super::guid;
use super::json::enumeration;

/// The parameters of one request and what was found about them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    given: Vec<(String, String)>,
    /// What is wrong, and which names were bound.
    pub(crate) findings: Validation,
}

impl Query {
    /// Reads the text after the question mark.
    pub(crate) fn read(query: Option<&str>) -> Self {
        let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        let given = query.unwrap_or_default().split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Self { given: given.map(|(name, value)| (decoded(name), decoded(value))).collect(), findings: Validation::default() }
    }

    /// The parameter as text; none when it is not there or empty. A NUL is refused: no text of ours can hold one.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.parsed(name, "The value holds a character that is not allowed.", |text| (!text.contains('\0')).then(|| text.to_owned()))
    }

    /// The parameter as a GUID.
    pub(crate) fn guid(&mut self, name: &'static str) -> Option<Uuid> {
        self.parsed(name, "The value is not a GUID.", guid)
    }

    /// The parameter as a moment.
    pub(crate) fn timestamp(&mut self, name: &'static str) -> Option<Timestamp> {
        self.parsed(name, "The value is not a date and time such as 2026-03-02T09:15:30+01:00.", |text| Timestamp::parse(text.trim()).ok())
    }

    /// The parameter as a whole number.
    pub(crate) fn integer(&mut self, name: &'static str) -> Option<i32> {
        self.parsed(name, "The value is not a whole number.", |text| text.trim().parse().ok())
    }

    /// The parameter as a whole number between `least` and `most`.
    pub(crate) fn integer_in(&mut self, name: &'static str, least: u32, most: u32) -> Option<u32> {
        let message = format!("The value is not a whole number from {least} to {most}.");
        self.parsed(name, &message, |text| text.trim().parse().ok().filter(|number| (least..=most).contains(number)))
    }

    /// The parameter as the number of a member of an enumeration, whose `names` are in the order of their numbers.
    pub(crate) fn enumeration(&mut self, name: &'static str, names: &[&str]) -> Option<usize> {
        let message = format!("One of these is expected: {}.", names.join(", "));
        self.parsed(name, &message, |text| {
            enumeration(text, names).and_then(|number| usize::try_from(number).ok()).filter(|number| *number < names.len())
        })
    }

    /// Whether something was said under this name, well formed or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.first(name).is_some()
    }

    fn first(&self, name: &str) -> Option<&str> {
        let value = self.given.iter().find(|(given, _)| given.eq_ignore_ascii_case(name))?.1.as_str();
        (!value.is_empty()).then_some(value)
    }

    /// The parameter as `parse` reads it; `message` is what is told when it cannot.
    pub(crate) fn parsed<T>(&mut self, name: &'static str, message: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = parse(self.first(name)?);
        if value.is_some() {
            self.findings.bound.push(name.to_owned());
        } else {
            self.findings.add(name, message);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_decoded_and_the_first_wins() {
        let mut query = Query::read(Some("ResourceID=a%20b+c&resourceid=z&status=&from=2026-01-01T00%3A00%3A00%2B01%3A00&flag"));
        assert_eq!(query.text("resourceId").as_deref(), Some("a b c"));
        assert_eq!(query.text("status"), None);
        assert_eq!(query.timestamp("from"), Timestamp::parse("2025-12-31T23:00:00Z").ok());
        assert_eq!(query.text("flag"), None);
        assert!(query.findings.is_empty());
        assert_eq!(query.findings.bound, ["resourceId", "from"]);
    }

    #[test]
    fn malformed_values_are_told_by_name() {
        let mut query =
            Query::read(Some("from=yesterday&idempotentKey=x&altinn2CorrespondenceId=x&role=7&sendersReference=%00&to=2026-01-01"));
        let nothing = (query.timestamp("from"), query.guid("idempotentKey"), query.integer("altinn2CorrespondenceId"));
        assert_eq!(nothing, (None, None, None));
        assert_eq!((query.enumeration("role", &["Recipient", "Sender"]), query.text("sendersReference")), (None, None));
        assert!(query.timestamp("to").is_some());
        let keys: Vec<_> = query.findings.problems.iter().map(|problem| problem.key.as_str()).collect();
        assert_eq!(keys, ["from", "idempotentKey", "altinn2CorrespondenceId", "role", "sendersReference"]);
        assert_eq!(query.findings.bound, ["to"]);
    }

    proptest! {
        #[test]
        fn any_query_is_read(text in ".{0,200}") {
            let mut query = Query::read(Some(&text));
            let _ = (query.text("role"), query.guid("role"), query.timestamp("role"), query.integer("role"), query.enumeration("role", &["a"]));
        }
    }
}

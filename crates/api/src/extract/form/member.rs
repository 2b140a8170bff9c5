//! Reads typed values out of the tree of a form. A value that cannot be read is a finding under its key, and reading goes on: all are told
//! together, with the keys of those that were fine (http-api §3.2).

use correspondence_domain::error::Validation;
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use super::tree::Node;
use crate::extract::guid;
use crate::extract::json::enumeration;

/// A place in the request, which the form may say something about.
pub(super) struct Member<'a> {
    node: Option<&'a Node>,
    key: String,
    is_known: bool,
}

impl<'a> Member<'a> {
    /// The request itself.
    pub(super) const fn root(node: &'a Node) -> Self {
        Self { node: Some(node), key: String::new(), is_known: false }
    }

    /// The member of this name.
    pub(super) fn below(&mut self, name: &str) -> Self {
        let key = if self.key.is_empty() { name.to_owned() } else { format!("{}.{name}", self.key) };
        self.step(&name.to_ascii_lowercase(), key)
    }

    fn step(&mut self, step: &str, key: String) -> Self {
        let node = self.node.and_then(|node| node.below.get(step));
        self.is_known |= node.is_some();
        Self { node, key, is_known: false }
    }

    /// `bound`, if the form named one of the members that went into it; a form that names unknown ones alone says nothing.
    pub(super) fn known<T>(&self, bound: T) -> Option<T> {
        self.is_known.then_some(bound)
    }

    /// The elements of a list of objects: from 0 to the first that is not there.
    pub(super) fn objects<T>(mut self, mut read: impl FnMut(Member<'a>) -> Option<T>) -> Vec<Option<T>> {
        let mut elements = Vec::new();
        loop {
            let key = format!("{}[{}]", self.key, elements.len());
            match read(self.step(&elements.len().to_string(), key)) {
                Some(element) => elements.push(Some(element)),
                None => return elements,
            }
        }
    }

    /// The texts of a list, with their keys: all parts of its name, else those that are numbered, up to the first that is not there.
    fn texts(&self) -> Vec<(String, &'a str)> {
        let Some(node) = self.node else { return Vec::new() };
        if !node.values.is_empty() {
            return node.values.iter().map(|text| (self.key.clone(), text.as_str())).collect();
        }
        let element = |number: usize| node.below.get(number.to_string().as_str())?.values.first();
        (0..).map_while(|number| Some((format!("{}[{number}]", self.key), element(number)?.as_str()))).collect()
    }

    /// What a map holds; an empty text is null.
    pub(super) fn entries(&self) -> impl Iterator<Item = (String, Option<String>)> {
        let below = self.node.into_iter().flat_map(|node| node.below.values());
        below.filter_map(|node| Some((node.name.clone(), text_of(node.values.first()?))))
    }

    /// The first text under this name.
    fn first(&self) -> Option<&'a str> {
        self.node?.values.first().map(String::as_str)
    }
}

fn text_of(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What was found while reading.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// What is wrong, and which keys were bound.
    pub(super) findings: Validation,
}

impl Reader {
    /// A text; none when it is empty.
    pub(super) fn text(&mut self, member: &Member<'_>) -> Option<String> {
        let text = member.first()?;
        self.findings.bound.push(member.key.clone());
        text_of(text)
    }

    /// A list of texts, each of which may be null; none when there are none.
    pub(super) fn text_list(&mut self, member: &Member<'_>) -> Option<Vec<Option<String>>> {
        let texts = member.texts();
        self.findings.bound.extend(texts.iter().map(|(key, _)| key.clone()));
        (!texts.is_empty()).then(|| texts.into_iter().map(|(_, text)| text_of(text)).collect())
    }

    /// A list of GUIDs.
    pub(super) fn guid_list(&mut self, member: &Member<'_>) -> Vec<Uuid> {
        member.texts().into_iter().filter_map(|(key, text)| self.converted(key, text, NO_GUID, guid)).collect()
    }

    /// A GUID, or nothing.
    pub(super) fn guid(&mut self, member: &Member<'_>) -> Option<Uuid> {
        self.nullable(member, NO_GUID, guid)
    }

    /// A moment, or nothing.
    pub(super) fn timestamp(&mut self, member: &Member<'_>) -> Option<Timestamp> {
        self.nullable(member, "The value is not a date and time such as 2026-03-02T09:15:30+01:00.", |text| Timestamp::parse(text).ok())
    }

    /// A whole number, or nothing.
    pub(super) fn integer(&mut self, member: &Member<'_>) -> Option<i32> {
        self.nullable(member, "The value is not a whole number.", |text| text.parse().ok())
    }

    /// True, false, or nothing.
    pub(super) fn nullable_boolean(&mut self, member: &Member<'_>) -> Option<bool> {
        self.nullable(member, NO_BOOLEAN, boolean)
    }

    /// True or false, which is the default; what is there must say one of them.
    pub(super) fn boolean(&mut self, member: &Member<'_>) -> bool {
        self.required(member, NO_BOOLEAN, boolean).unwrap_or_default()
    }

    /// The number of a member of an enumeration, or nothing. `names` are in the order of their numbers.
    pub(super) fn nullable_enumeration(&mut self, member: &Member<'_>, names: &[&str]) -> Option<i32> {
        self.nullable(member, &one_of(names), |text| defined(text, names))
    }

    /// The number of a member of an enumeration, the first being the default; what is there must name one.
    pub(super) fn enumeration(&mut self, member: &Member<'_>, names: &[&str]) -> i32 {
        self.required(member, &one_of(names), |text| defined(text, names)).unwrap_or_default()
    }

    fn nullable<T>(&mut self, member: &Member<'_>, message: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = member.first()?;
        if text.trim().is_empty() {
            self.findings.bound.push(member.key.clone());
            return None;
        }
        self.converted(member.key.clone(), text, message, parse)
    }

    fn required<T>(&mut self, member: &Member<'_>, message: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        self.converted(member.key.clone(), member.first()?, message, parse)
    }

    fn converted<T>(&mut self, key: String, text: &str, message: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = parse(text.trim());
        if value.is_some() {
            self.findings.bound.push(key);
        } else {
            self.findings.add(key, message);
        }
        value
    }
}

const NO_GUID: &str = "The value is not a GUID.";
const NO_BOOLEAN: &str = "The value is neither true nor false.";

fn boolean(text: &str) -> Option<bool> {
    [("true", true), ("false", false)].into_iter().find_map(|(name, value)| name.eq_ignore_ascii_case(text).then_some(value))
}

fn one_of(names: &[&str]) -> String {
    format!("One of these is expected: {}.", names.join(", "))
}

fn defined(text: &str, names: &[&str]) -> Option<i32> {
    enumeration(text, names).filter(|number| usize::try_from(*number).is_ok_and(|number| number < names.len()))
}

//! Every error number of the contract is provoked over HTTP by a test, or the reason why none can is on record (http-api §14).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use correspondence_domain::error::CATALOGUE;

const LIST: &str = include_str!("error_numbers.txt");

/// What the list says of each number.
fn listed() -> BTreeMap<u16, &'static str> {
    let mut listed = BTreeMap::new();
    let mut previous = 0;
    for line in LIST.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (number, proof) = line.split_once(' ').unwrap_or_else(|| panic!("a number and its test are expected: {line}"));
        let number = number.parse().unwrap_or_else(|_| panic!("a number is expected: {line}"));
        assert!(number > previous, "{number} is out of order or there twice");
        previous = number;
        listed.insert(number, proof.trim());
    }
    listed
}

/// The text of a test: from its name to the end of its block, which is where a line as far to the left begins with a brace.
fn text_of(source: &str, name: &str) -> Option<String> {
    let lines: Vec<&str> = source.lines().collect();
    let first = lines.iter().position(|line| line.contains(&format!("async fn {name}(")))?;
    let indent = lines[first].len() - lines[first].trim_start().len();
    let length = lines[first + 1..].iter().position(|line| line.starts_with(&format!("{}}}", " ".repeat(indent))))?;
    Some(lines[first..=first + length].join("\n"))
}

fn holds_number(text: &str, number: u16) -> bool {
    text.split(|character: char| !character.is_alphanumeric() && character != '_').any(|word| word == number.to_string())
}

#[test]
fn every_number_is_listed_with_its_test_or_the_reason_for_having_none() {
    let listed = listed();
    let catalogue: Vec<u16> = CATALOGUE.iter().map(|entry| entry.error.number()).collect();
    assert_eq!(listed.keys().copied().collect::<Vec<_>>(), catalogue, "the list and the catalogue name the same numbers");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (number, proof) in listed {
        if let Some(reason) = proof.strip_prefix("unreached: ").or_else(|| proof.strip_prefix("other issue: ")) {
            assert!(!reason.is_empty(), "{number} needs a reason");
            continue;
        }
        let (path, name) = proof.split_once("::").unwrap_or_else(|| panic!("{number}: path::test is expected, not {proof}"));
        let source = fs::read_to_string(tests.join(path)).unwrap_or_else(|error| panic!("{number}: {path}: {error}"));
        let text = text_of(&source, name).unwrap_or_else(|| panic!("{number}: there is no test {name} in {path}"));
        assert!(holds_number(&text, number), "{number} is not in {proof}");
    }
}

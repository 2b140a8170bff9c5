//! The table in docs/configuration.md lists every key with its kind and default, and nothing else.

use correspondence_config::{Key, Kind, all_keys};

fn described(key: &Key) -> String {
    let kind = match key.kind {
        Kind::Text => "text".to_owned(),
        Kind::Secret => "secret".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Flag => "flag".to_owned(),
        Kind::List => "list".to_owned(),
        Kind::Table => "table".to_owned(),
        Kind::Choice(choices) => choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(", "),
    };
    let default = match (key.default, key.path().as_str()) {
        (Some(default), _) => format!("`{default}`"),
        (None, "database.url" | "attachments.url") => "*none*".to_owned(),
        (None, _) => "*derived*".to_owned(),
    };
    format!("| `{}` | {kind} | {default} |", key.path())
}

#[test]
fn every_key_is_documented_as_it_is() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    let text = std::fs::read_to_string(file).unwrap();
    let rows: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').take(4).collect::<Vec<_>>().join("|") + "|")
        .collect();
    let keys: Vec<String> = all_keys().map(described).collect();
    assert_eq!(rows, keys);
}

//! The three layers of values: defaults, file, environment variables. Every layer is a table of sections; nothing is judged here but
//! whether a name exists and whether a variable's text can be read.

use std::path::Path;

use figment::Provider;
use figment::providers::{Format, Toml};
use figment::value::{Dict, Tag, Value};

use crate::error::Findings;
use crate::key::{self, Key, Kind};

const PREFIX: &str = "CORRESPONDENCE__";

/// The lowest layer.
pub(crate) fn defaults() -> Dict {
    let mut layer = Dict::new();
    for key in key::all_keys() {
        let Some(default) = key.default else { continue };
        let value = parse(&format!("value = {default}")).ok().and_then(|mut table| table.remove("value"));
        put(&mut layer, key.section, key.name, value.unwrap_or_else(|| default.into()));
    }
    for section in key::all_keys().map(|key| key.section).chain(["events"]).filter(|section| !section.is_empty()) {
        layer.entry(section.to_owned()).or_insert_with(|| Dict::new().into());
    }
    layer
}

/// The file's layer; `KEY_file` values become paths from `folder`.
pub(crate) fn from_toml(text: &str, folder: &Path, findings: &mut Findings) -> Dict {
    let mut layer = match parse(text) {
        Ok(layer) => layer,
        Err(problem) => {
            findings.add("", format!("the file is no TOML: {problem}"));
            return Dict::new();
        }
    };
    for (section, value) in &mut layer {
        match value {
            Value::Dict(_, table) if key::is_section(section) => {
                for (name, value) in table.iter_mut() {
                    if key::secret_of_file(section, name).is_some() {
                        if let Some(file) = value.as_str() {
                            *value = folder.join(file).to_string_lossy().into_owned().into();
                        }
                    } else if key::find(section, name).is_none() {
                        findings.add(format!("{section}.{name}"), unknown(section, name));
                    }
                }
            }
            _ if key::find("", section).is_some() => {}
            _ if key::is_section(section) => findings.add(section.clone(), "is a section, written [".to_owned() + section + "]"),
            _ => findings.add(section.clone(), "there is no such section"),
        }
    }
    layer
}

/// The layer of the environment.
pub(crate) fn from_variables(variables: impl IntoIterator<Item = (String, String)>, findings: &mut Findings) -> Dict {
    let mut layer = Dict::new();
    for (variable, text) in variables {
        let Some(path) = variable.strip_prefix(PREFIX) else { continue };
        let parts: Vec<String> = path.split("__").map(str::to_lowercase).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts[..] {
            [name] if key::find("", name).is_some() => put(&mut layer, "", name, text.into()),
            [section, table, option] if key::find(section, table).is_some_and(|key| key.kind == Kind::Table) => {
                put(inner(&mut layer, section), table, option, text.into());
            }
            [section, name] if key::secret_of_file(section, name).is_some() => put(&mut layer, section, name, text.into()),
            [section, name] => match key::find(section, name) {
                Some(key) => match of_text(key, &text) {
                    Ok(value) => put(&mut layer, section, name, value),
                    Err(problem) => findings.add(key.path(), format!("{problem} (from {variable})")),
                },
                None => findings.add(parts.join("."), format!("{} (from {variable})", unknown(section, name))),
            },
            _ => findings.add(parts.join("."), format!("there is no such key (from {variable})")),
        }
    }
    layer
}

/// Lays the layers over each other. A secret and its `_file` are one value given in two ways, so the higher layer's way wins.
pub(crate) fn merge(defaults: Dict, file: Dict, variables: Dict) -> Dict {
    [file, variables].into_iter().fold(defaults, |mut below, above| {
        for (section, value) in above {
            let Value::Dict(_, table) = value else {
                below.insert(section, value);
                continue;
            };
            let target = inner(&mut below, &section);
            for other in table.iter().filter_map(|(name, value)| other_way(&section, name, value)) {
                target.remove(&other);
            }
            for (name, value) in table {
                match (target.get_mut(&name), value) {
                    (Some(Value::Dict(_, present)), Value::Dict(_, added)) => present.extend(added),
                    (_, value) => {
                        target.insert(name, value);
                    }
                }
            }
        }
        below
    })
}

/// The other name of a secret that is given here.
fn other_way(section: &str, name: &str, value: &Value) -> Option<String> {
    if value.as_str().is_none_or(str::is_empty) {
        return None;
    }
    match key::secret_of_file(section, name) {
        Some(secret) => Some(secret.name.to_owned()),
        None => key::find(section, name).filter(|key| key.kind == Kind::Secret).map(|secret| format!("{}_file", secret.name)),
    }
}

fn parse(text: &str) -> Result<Dict, String> {
    let mut profiles = Toml::string(text).data().map_err(|error| error.to_string())?;
    Ok(profiles.remove(&figment::Profile::Default).unwrap_or_default())
}

fn of_text(key: &Key, text: &str) -> Result<Value, String> {
    let text = text.trim();
    match key.kind {
        Kind::Text | Kind::Secret | Kind::Choice(_) => Ok(text.into()),
        Kind::Flag => match text.to_lowercase().as_str() {
            "true" | "1" => Ok(true.into()),
            "false" | "0" => Ok(false.into()),
            _ => Err(format!("{text:?} is neither true nor false")),
        },
        Kind::Number => text.parse::<u64>().map(Value::from).map_err(|_| format!("{text:?} is no whole number from 0")),
        Kind::List => {
            let items = text.trim_start_matches('[').trim_end_matches(']').split(',');
            let items = items.map(|item| item.trim().trim_matches(['"', '\''])).filter(|item| !item.is_empty());
            Ok(Value::Array(Tag::Default, items.map(Value::from).collect()))
        }
        Kind::Table => Err("is a table; give each of its options in a variable of its own".to_owned()),
    }
}

fn unknown(section: &str, name: &str) -> String {
    let near = key::all_keys().filter(|key| key.section == section).find(|key| is_near(key.name, name));
    match near {
        Some(key) => format!("there is no such key; did you mean {}?", key.path()),
        None => "there is no such key".to_owned(),
    }
}

fn is_near(known: &str, given: &str) -> bool {
    let bare = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let (known, given) = (bare(known), bare(given));
    known == given || (given.len() >= 4 && (known.starts_with(&given) || given.starts_with(&known)))
}

fn inner<'a>(layer: &'a mut Dict, section: &str) -> &'a mut Dict {
    let value = layer.entry(section.to_owned()).or_insert_with(|| Dict::new().into());
    if !matches!(value, Value::Dict(..)) {
        *value = Dict::new().into();
    }
    match value {
        Value::Dict(_, table) => table,
        _ => unreachable!("it was made a table just above"),
    }
}

fn put(layer: &mut Dict, section: &str, name: &str, value: Value) {
    if section.is_empty() {
        layer.insert(name.to_owned(), value);
    } else {
        inner(layer, section).insert(name.to_owned(), value);
    }
}

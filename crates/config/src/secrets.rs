//! Secrets that are given as files. The text of a file never gets into a finding.

use figment::value::{Dict, Value};

use crate::error::Findings;
use crate::key::{self, Kind};

/// Options of a store that are secrets. Only these may be given as files: a store has options of its own that end in `_file`.
const SECRET_OPTIONS: [&str; 7] =
    ["access_key_id", "secret_access_key", "token", "account_key", "access_key", "sas_token", "client_secret"];

/// Puts the content of every `KEY_file` in the place of `KEY`.
pub(crate) fn read(values: &mut Dict, findings: &mut Findings) {
    for secret in key::all_keys().filter(|key| key.kind == Kind::Secret) {
        if let Some(Value::Dict(_, section)) = values.get_mut(secret.section) {
            read_one(section, secret.name, &secret.path(), findings);
        }
    }
    if let Some(Value::Dict(_, attachments)) = values.get_mut("attachments")
        && let Some(Value::Dict(_, options)) = attachments.get_mut("options")
    {
        for option in SECRET_OPTIONS {
            read_one(options, option, &format!("attachments.options.{option}"), findings);
        }
    }
}

fn read_one(table: &mut Dict, name: &str, path: &str, findings: &mut Findings) {
    let Some(file) = table.remove(&format!("{name}_file")) else { return };
    let Some(file) = file.as_str().filter(|file| !file.is_empty()) else {
        findings.add(format!("{path}_file"), "is no path of a file");
        return;
    };
    if table.get(name).and_then(Value::as_str).is_some_and(|value| !value.is_empty()) {
        findings.add(path, format!("is given twice, as {name} and as {name}_file"));
        return;
    }
    match std::fs::read_to_string(file) {
        Ok(text) => {
            table.insert(name.to_owned(), text.trim().into());
        }
        Err(error) => findings.add(format!("{path}_file"), format!("{file} cannot be read: {error}")),
    }
}

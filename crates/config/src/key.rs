//! What a key is. The tables themselves stand in the files of their sections.

use crate::sections;

/// What values a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A text that must not be shown; it may be given as `KEY_file` too.
    Secret,
    /// A whole number from 0.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list of texts; in an environment variable separated by commas.
    List,
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// A table of texts whose names are not ours.
    Table,
}

/// A key of the configuration.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Section; empty for keys outside every section.
    pub section: &'static str,
    /// Name inside the section.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Default as TOML; none when the value has to be given or is derived from others.
    pub default: Option<&'static str>,
}

impl Key {
    /// `section.name`.
    #[must_use]
    pub fn path(&self) -> String {
        if self.section.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.section, self.name) }
    }

    /// The environment variable of this key.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("CORRESPONDENCE__{}", self.path().replace('.', "__").to_uppercase())
    }
}

/// Every key in the order of the run contract.
pub fn all_keys() -> impl Iterator<Item = &'static Key> {
    sections::KEYS.iter().flat_map(|keys| keys.iter())
}

pub(crate) fn find(section: &str, name: &str) -> Option<&'static Key> {
    all_keys().find(|key| key.section == section && key.name == name)
}

/// The secret that `name` gives the file of, when it does.
pub(crate) fn secret_of_file(section: &str, name: &str) -> Option<&'static Key> {
    let secret = name.strip_suffix("_file")?;
    find(section, secret).filter(|key| key.kind == Kind::Secret)
}

pub(crate) fn is_section(name: &str) -> bool {
    name == "events" || all_keys().any(|key| key.section == name)
}

//! Ids, parties, addresses: what identifies something.

use correspondence_domain::time::Timestamp;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use super::times::TOLERANCE;
use super::{Findings, length};
use crate::parties::Identity;

/// Longest URL, in UTF-16 units.
const LONGEST_URL: usize = 1023;

/// A given id must be a UUIDv7 whose moment is not ahead; none when none is given.
pub(in crate::dialogporten) fn id(findings: &mut Findings, path: &str, value: Option<&Value>, now: Timestamp) -> Option<Uuid> {
    let value = value.filter(|value| !value.is_null())?;
    let Some(id) = value.as_str().and_then(|text| text.parse::<Uuid>().ok()) else {
        findings.add(path, "must be a UUID");
        return None;
    };
    if id.get_version_num() != 7 {
        findings.add(path, "must be a UUIDv7");
        return None;
    }
    let millis = id.as_u128() >> 80;
    let latest = now.plus(TOLERANCE).as_millis();
    if i64::try_from(millis).unwrap_or(i64::MAX) > latest {
        findings.add(path, "the moment inside the UUIDv7 must be in the past");
    }
    Some(id)
}

/// A party of one of the schemes that Dialogporten knows; party ids and uuids of Register are none.
pub(in crate::dialogporten) fn is_party(urn: &str) -> bool {
    if Identity::of_urn(urn).is_some() {
        return true;
    }
    match urn.rsplit_once(':') {
        Some(("urn:altinn:systemuser:uuid", id)) => id.parse::<Uuid>().is_ok(),
        Some(("urn:altinn:feide-subject", value)) => !value.is_empty(),
        _ => false,
    }
}

/// An absolute https URL; http only for this machine, where the real platform would never reach.
pub(in crate::dialogporten) fn url(findings: &mut Findings, path: &str, value: Option<&Value>) {
    let fits = value.and_then(Value::as_str).is_some_and(|text| length(text) <= LONGEST_URL && is_secure(text));
    if !fits {
        findings.add(path, "must be an absolute https URL of at most 1023 characters");
    }
}

/// Whether the platform would call or show this URL.
pub(crate) fn is_secure(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| match url.scheme() {
        "https" => url.has_host(),
        "http" => is_this_machine(&url),
        _ => false,
    })
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A well-formed URI or relative reference.
pub(in crate::dialogporten) fn process(findings: &mut Findings, value: Option<&Value>) {
    let Some(value) = value.filter(|value| !value.is_null()) else { return };
    let well_formed = value.as_str().is_some_and(|text| {
        length(text) <= LONGEST_URL
            && !text.is_empty()
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
            && (Url::parse(text).is_ok() || Url::parse("https://relative.example/").and_then(|base| base.join(text)).is_ok())
    });
    if !well_formed {
        findings.add("process", "must be a well-formed URI of at most 1023 characters");
    }
}

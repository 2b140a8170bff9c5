//! Moments: they need an offset, and a direction from now.

use correspondence_domain::time::Timestamp;
use jiff::SignedDuration;
use serde_json::Value;

use super::Findings;

/// How far ahead of the platform's clock a caller's may be.
pub(in crate::dialogporten) const TOLERANCE: SignedDuration = SignedDuration::from_secs(15);

/// A moment; none when absent or wrong.
pub(in crate::dialogporten) fn moment(findings: &mut Findings, path: &str, value: Option<&Value>) -> Option<Timestamp> {
    let value = value.filter(|value| !value.is_null())?;
    // `Timestamp::parse` alone would take a text without offset for UTC.
    let parsed = value.as_str().filter(|text| text.parse::<jiff::Timestamp>().is_ok()).and_then(|text| Timestamp::parse(text).ok());
    if parsed.is_none() {
        findings.add(path, "must be a date and time with offset");
    }
    parsed
}

/// A moment that must not lie ahead.
pub(in crate::dialogporten) fn past(findings: &mut Findings, path: &str, value: Option<&Value>, now: Timestamp) -> Option<Timestamp> {
    let moment = moment(findings, path, value)?;
    if moment > now.plus(TOLERANCE) {
        findings.add(path, "must be in the past");
    }
    Some(moment)
}

/// A moment that must lie ahead when `required`.
pub(in crate::dialogporten) fn future(findings: &mut Findings, path: &str, value: Option<&Value>, now: Timestamp, required: bool) {
    if moment(findings, path, value).is_some_and(|moment| required && moment <= now) {
        findings.add(path, "must be in the future");
    }
}

//! Words of Dialogporten's enumerations. A caller may send the name in any case, or its number; stored is the name.

use serde_json::Value;

/// Names by number; the first has the number one.
pub(super) type Words = &'static [&'static str];

pub(super) const STATUSES: Words = &["New", "InProgress", "Draft", "Sent", "RequiresAttention", "Completed", "NotApplicable", "Awaiting"];
pub(super) const ACTIVITY_TYPES: Words = &[
    "DialogCreated",
    "DialogClosed",
    "Information",
    "TransmissionOpened",
    "PaymentMade",
    "SignatureProvided",
    "DialogOpened",
    "DialogDeleted",
    "DialogRestored",
    "SentToSigning",
    "SentToFormFill",
    "SentToSendIn",
    "SentToPayment",
    "FormSubmitted",
    "FormSaved",
    "CorrespondenceOpened",
    "CorrespondenceConfirmed",
];
pub(super) const TRANSMISSION_TYPES: Words =
    &["Information", "Acceptance", "Rejection", "Request", "Alert", "Decision", "Submission", "Correction"];
pub(super) const LABELS: Words = &["Default", "Bin", "Archive", "MarkedAsUnopened", "Sent"];
pub(super) const ACTOR_TYPES: Words = &["PartyRepresentative", "ServiceOwner"];
pub(super) const METHODS: Words = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];
pub(super) const PRIORITIES: Words = &["Primary", "Secondary", "Tertiary"];
pub(super) const CONSUMERS: Words = &["Gui", "Api"];

/// The word that a value names.
pub(super) fn word(words: Words, value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) => words.iter().find(|word| word.eq_ignore_ascii_case(text)).copied(),
        Value::Number(number) => {
            let at = usize::try_from(number.as_u64()?).ok()?.checked_sub(1)?;
            words.get(at).copied()
        }
        _ => None,
    }
}

//! The token by which a search goes on: publish time and id of the last letter. It is no secret: whoever sends it is asked for rights
//! again.

use correspondence_app::search::Continuation;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use crate::extract::Query;

/// The token of a place.
pub(super) fn to_text(at: &Continuation) -> String {
    format!("{:016x}{}", at.requested_publish_at.as_micros(), at.id.0.simple())
}

/// The place that the parameter names.
pub(super) fn read(query: &mut Query) -> Option<Continuation> {
    query.parsed("continuationToken", "The value is not a token of an earlier answer.", from_text)
}

fn from_text(text: &str) -> Option<Continuation> {
    if text.len() != 48 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let (micros, id) = text.split_at(16);
    let micros = u64::from_str_radix(micros, 16).ok()?.cast_signed();
    let requested_publish_at = Timestamp::from_micros(micros);
    (requested_publish_at.as_micros() == micros)
        .then_some(Continuation { requested_publish_at, id: CorrespondenceId(Uuid::try_parse(id).ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_being_written_and_read() {
        for at in ["2026-03-02T09:15:30.123456Z", "0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z"] {
            let place = Continuation { requested_publish_at: Timestamp::parse(at).unwrap(), id: CorrespondenceId(Uuid::from_u128(7)) };
            assert_eq!(from_text(&to_text(&place)), Some(place), "{at}");
        }
        for bad in ["", "x", &"f".repeat(47), &"g".repeat(48), &"7f".repeat(24), "å"] {
            assert_eq!(from_text(bad), None, "{bad}");
        }
    }
}

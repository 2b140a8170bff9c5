//! What the decision point answered, and whether the caller's authentication level satisfies it (auth §7.7). Members are found in any
//! case; words are compared exactly.

use correspondence_domain::claims::Claims;
use serde_json::Value;

use crate::error::RemoteError;
use crate::http::Answer;
use crate::json;

const MINIMUM_LEVEL: &str = "urn:altinn:minimum-authenticationlevel";
const MINIMUM_LEVEL_OF_OWNER: &str = "urn:altinn:minimum-authenticationlevel-org";

/// One result.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decision {
    permits: bool,
    minimum_level: Option<i64>,
    /// The level that is enough for a service owner.
    minimum_level_of_owner: Option<i64>,
}

/// Reads the results; an answer without any denies.
pub(super) fn read(answer: &Answer) -> Result<Vec<Decision>, RemoteError> {
    let body = answer.json()?;
    if !body.is_object() {
        return Err(answer.unreadable("not an object"));
    }
    json::items(&body, "response")
        .iter()
        .map(|result| decision(result).ok_or_else(|| answer.unreadable("a result without a decision or level")))
        .collect()
}

fn decision(result: &Value) -> Option<Decision> {
    let permits = json::text(result, "decision")? == "Permit";
    Some(Decision { permits, minimum_level: level(result, MINIMUM_LEVEL)?, minimum_level_of_owner: level(result, MINIMUM_LEVEL_OF_OWNER)? })
}

/// The first assignment of the category decides. None when its value is no number; no assignment demands nothing.
#[expect(clippy::option_option, reason = "unreadable and absent mean different things")]
fn level(result: &Value, category: &str) -> Option<Option<i64>> {
    let assignment = json::items(result, "obligations")
        .iter()
        .flat_map(|obligation| json::items(obligation, "attributeAssignment"))
        .find(|assignment| json::text(assignment, "category") == Some(category));
    match assignment {
        Some(assignment) => json::integer(assignment, "value").map(Some),
        None => Some(None),
    }
}

/// Altinn and Maskinporten tokens: every result must permit, and the level suffice. A Maskinporten token has none.
pub(super) fn permits_altinn_token(results: &[Decision], caller: &Claims) -> bool {
    let level = number(caller, "urn:altinn:authlevel");
    let is_owner = caller.first("urn:altinn:org").is_some();
    let suffices = |result: &Decision| {
        result
            .minimum_level
            .is_none_or(|minimum| level >= minimum || (is_owner && result.minimum_level_of_owner.is_some_and(|minimum| level >= minimum)))
    };
    !results.is_empty() && results.iter().all(|result| result.permits && suffices(result))
}

/// Dialog tokens: only the first result counts, and level 0 satisfies every demand (auth oddity 7).
pub(super) fn permits_dialog_token(results: &[Decision], caller: &Claims) -> bool {
    let level = number(caller, "l");
    let any_level = caller.first("l") == Some("0");
    results.first().is_some_and(|result| result.permits && (any_level || result.minimum_level.is_none_or(|minimum| level >= minimum)))
}

fn number(caller: &Claims, name: &str) -> i64 {
    caller.first(name).and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

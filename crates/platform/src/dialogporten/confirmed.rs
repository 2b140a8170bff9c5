//! The change that a confirmation makes to its dialog (integrations §10.6).

use serde::Serialize;

use super::dialog::Dialog;

/// One step of an RFC 6902 patch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Operation {
    op: &'static str,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'static str>,
}

/// Steps by position: within a list from the end, so that no step moves what a later one points at.
pub(super) fn operations(dialog: &Dialog, confirm_url: &str) -> Vec<Operation> {
    let remove = |list: &str, at: usize| Operation { op: "remove", path: format!("/{list}/{at}"), value: None };
    let gui = dialog.gui_actions.iter().enumerate().rev().filter(|(_, url)| *url == confirm_url).map(|(at, _)| remove("guiActions", at));
    let api = dialog
        .api_actions
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, action)| action.urls.iter().any(|url| url == confirm_url))
        .map(|(at, _)| remove("apiActions", at));
    let asks = dialog.status.eq_ignore_ascii_case("RequiresAttention");
    let status = asks.then(|| Operation { op: "replace", path: "/status".to_owned(), value: Some("NotApplicable") });
    gui.chain(api).chain(status).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialogporten::ApiActionOfDialog;
    use serde_json::json;

    const CONFIRM: &str = "https://x/confirm";

    fn dialog(status: &str, gui: &[&str], api: &[&str]) -> Dialog {
        Dialog {
            id: "019bc0e1-2b19-7864-b52f-78e6f7a61ee9".parse().unwrap(),
            service_resource: "urn:altinn:resource:r".to_owned(),
            party: "urn:altinn:organization:identifier-no:313999041".to_owned(),
            status: status.to_owned(),
            system_label: None,
            expires_at: None,
            deleted_at: None,
            gui_actions: gui.iter().map(|url| (*url).to_owned()).collect(),
            api_actions: api.iter().map(|url| ApiActionOfDialog { action: "write".to_owned(), urls: vec![(*url).to_owned()] }).collect(),
        }
    }

    #[test]
    fn confirm_actions_go_and_the_dialog_asks_no_more() {
        let steps = operations(&dialog("RequiresAttention", &["a", "b", CONFIRM], &["c", "d", CONFIRM]), CONFIRM);
        let wanted = json!([{"op": "remove", "path": "/guiActions/2"}, {"op": "remove", "path": "/apiActions/2"}, {"op": "replace", "path": "/status", "value": "NotApplicable"}]);
        assert_eq!(serde_json::to_value(steps).unwrap(), wanted);
    }

    #[test]
    fn later_positions_go_first() {
        let steps = operations(&dialog("NotApplicable", &[CONFIRM, CONFIRM], &[]), CONFIRM);
        assert_eq!(
            serde_json::to_value(steps).unwrap(),
            json!([{"op": "remove", "path": "/guiActions/1"}, {"op": "remove", "path": "/guiActions/0"}])
        );
    }

    #[test]
    fn a_confirmed_dialog_needs_no_change() {
        assert!(operations(&dialog("NotApplicable", &["a"], &["c"]), CONFIRM).is_empty());
    }
}

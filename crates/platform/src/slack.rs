//! The operators' chat (integrations §16). A message is sent once and in the background; whatever the chat answers changes nothing
//! and is only logged. Messages name letters and jobs, never a person, never what a letter says.

use serde_json::json;

use crate::http::{Call, Remote};

/// The operators' chat, if there is one.
#[derive(Clone, Debug)]
pub struct Slack {
    /// The remote and the whole address of its webhook; none when the operator has no chat.
    webhook: Option<(Remote, String)>,
}

impl Slack {
    pub(crate) fn new(remote: Remote, webhook_url: &str) -> Self {
        let address = webhook_url.trim();
        Self { webhook: (!address.is_empty()).then(|| (remote, address.to_owned())) }
    }

    /// Sends a message without waiting for its arrival. It must be called inside the asynchronous runtime.
    pub fn tell(&self, text: String) {
        let Some((remote, address)) = self.webhook.clone() else { return };
        tokio::spawn(async move {
            let message = json!({"text": text, "replace_original": false, "delete_original": false, "mrkdwn": true, "link_names": false, "parse": "none"});
            let sent = remote.send(Call::post(address).json(&message)).await.and_then(|answer| answer.success().map(drop));
            if let Err(error) = sent {
                tracing::warn!(%error, "the operators' chat did not take a message");
            }
        });
    }
}

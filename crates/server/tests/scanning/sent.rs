//! Letters that bring a file along.

use correspondence_testkit::{Altinn, Form, LetterRequest};
use serde_json::json;

/// Letters of one request, and their file.
pub(crate) struct Sent {
    pub(crate) letters: Vec<String>,
    pub(crate) file: String,
}

/// A request with one new file.
pub(crate) fn form(request: &LetterRequest, bytes: &[u8]) -> Form {
    let file = json!([{"fileName": "vedtak.pdf", "sendersReference": "1"}]);
    Form::of(&request.clone().letter("content.attachments", file)).file("vedtak.pdf", bytes)
}

/// Sends letters to these recipients with a file.
pub(crate) async fn send(altinn: &Altinn, sender: &str, request: &LetterRequest, bytes: &[u8]) -> Sent {
    let answer = altinn.create_by_form(sender, &form(request, bytes)).await.good();
    let letters = answer["correspondences"].as_array().unwrap();
    Sent {
        letters: letters.iter().map(|letter| letter["correspondenceId"].as_str().unwrap().to_owned()).collect(),
        file: answer["attachmentIds"][0].as_str().unwrap().to_owned(),
    }
}

/// What every scanner finds.
pub(crate) fn eicar() -> Vec<u8> {
    ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

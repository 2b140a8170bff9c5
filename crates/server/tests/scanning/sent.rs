//! Letters that bring a file along.

use correspondence_testkit::{Altinn, Form, LetterRequest};
use serde_json::json;

/// Letters of one request, and their file.
pub(crate) struct Sent {
    pub(crate) letters: Vec<String>,
    pub(crate) file: String,
}

/// Sends letters with a file.
pub(crate) async fn send(altinn: &Altinn, sender: &str, request: &LetterRequest, bytes: &[u8]) -> Sent {
    send_files(altinn, sender, request, &[bytes]).await
}

/// Sends letters with files, which are stored one after the other. The first of them is the one that is told.
pub(crate) async fn send_files(altinn: &Altinn, sender: &str, request: &LetterRequest, files: &[&[u8]]) -> Sent {
    let name = |place: usize| format!("vedtak {place}.pdf");
    let entries: Vec<_> = (0..files.len()).map(|place| json!({"fileName": name(place), "sendersReference": "1"})).collect();
    let form = Form::of(&request.clone().letter("content.attachments", entries));
    let form = files.iter().enumerate().fold(form, |form, (place, bytes)| form.file(&name(place), bytes));
    let answer = altinn.create_by_form(sender, &form).await.good();
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

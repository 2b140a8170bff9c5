//! The calls of the API about files.

use reqwest::{Body, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::altinn::Altinn;
use crate::answer::Answer;
use crate::request::DEMO;

/// Beginning of the addresses of files.
pub const ATTACHMENTS: &str = "/correspondence/api/v1/attachment";

/// An announcement that is right as it stands.
#[must_use]
pub fn announcement(file_name: &str) -> Value {
    json!({"resourceId": DEMO, "fileName": file_name, "sendersReference": "V-1"})
}

impl Altinn {
    /// A call about files below [`ATTACHMENTS`] with a token.
    pub fn attachment(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.call(method, &format!("{ATTACHMENTS}{path}")).bearer_auth(token)
    }

    /// Announces a file.
    pub async fn announce(&self, token: &str, announcement: &Value) -> Answer {
        ask(self.attachment(Method::POST, "", token).json(announcement)).await
    }

    /// Announces a file of this name and gives its id.
    pub async fn announced(&self, token: &str, file_name: &str) -> String {
        self.announce(token, &announcement(file_name)).await.good().as_str().unwrap().to_owned()
    }

    /// A call that uploads.
    pub fn upload_call(&self, token: &str, attachment: &str, bytes: impl Into<Body>) -> RequestBuilder {
        let call = self.attachment(Method::POST, &format!("/{attachment}/upload"), token);
        call.header("content-type", "application/octet-stream").body(bytes)
    }

    /// Uploads the bytes of a file.
    pub async fn upload(&self, token: &str, attachment: &str, bytes: impl Into<Body>) -> Answer {
        ask(self.upload_call(token, attachment, bytes)).await
    }

    /// Announces a file, uploads it and gives its id.
    pub async fn uploaded(&self, token: &str, file_name: &str, bytes: impl Into<Body>) -> String {
        let attachment = self.announced(token, file_name).await;
        let _ = self.upload(token, &attachment, bytes).await.expect(200);
        attachment
    }

    /// Announces a file, uploads it, has it found clean and gives its id.
    pub async fn published(&self, token: &str, file_name: &str, bytes: impl Into<Body>) -> String {
        let attachment = self.uploaded(token, file_name, bytes).await;
        self.found_clean(&attachment).await;
        attachment
    }

    /// `GET …/{id}`.
    pub async fn attachment_overview(&self, token: &str, attachment: &str) -> Answer {
        ask(self.attachment(Method::GET, &format!("/{attachment}"), token)).await
    }

    /// `GET …/{id}/details`.
    pub async fn attachment_details(&self, token: &str, attachment: &str) -> Answer {
        ask(self.attachment(Method::GET, &format!("/{attachment}/details"), token)).await
    }

    /// `DELETE …/{id}`.
    pub async fn delete_attachment(&self, token: &str, attachment: &str) -> Answer {
        ask(self.attachment(Method::DELETE, &format!("/{attachment}"), token)).await
    }

    /// `GET …/{id}/download`, as the sender.
    pub async fn fetch_back(&self, token: &str, attachment: &str) -> Answer {
        ask(self.attachment(Method::GET, &format!("/{attachment}/download"), token)).await
    }

    /// What happened to a file: status and text.
    pub async fn attachment_history(&self, token: &str, attachment: &str) -> Vec<(String, String)> {
        let details = self.attachment_details(token, attachment).await.good();
        let text = |row: &Value, member: &str| row[member].as_str().unwrap().to_owned();
        details["statusHistory"].as_array().unwrap().iter().map(|row| (text(row, "status"), text(row, "statusText"))).collect()
    }

    /// A call that fetches a file of a letter.
    pub fn download_call(&self, token: &str, letter: &str, attachment: &str) -> RequestBuilder {
        self.api(Method::GET, &format!("/{letter}/attachment/{attachment}/download"), token)
    }

    /// Fetches a file of a letter.
    pub async fn download(&self, token: &str, letter: &str, attachment: &str) -> Answer {
        ask(self.download_call(token, letter, attachment)).await
    }

    /// Fetches all files of a letter.
    pub async fn download_all(&self, token: &str, letter: &str) -> Answer {
        ask(self.api(Method::GET, &format!("/{letter}/attachments/downloadall"), token)).await
    }

    /// Files in the attachment store, half-written ones too.
    #[must_use]
    pub fn stored_files(&self) -> usize {
        files_in(&self.data_folder().join("attachments"))
    }
}

/// Files in a folder and in those below it.
#[must_use]
pub fn files_in(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
}

async fn ask(call: RequestBuilder) -> Answer {
    Answer::of(call.send().await.unwrap()).await
}

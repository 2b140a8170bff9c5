//! The calls of the API about letters.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::altinn::Altinn;
use crate::answer::Answer;
use crate::request::LetterRequest;

/// Beginning of the API's addresses.
pub const API: &str = "/correspondence/api/v1/correspondence";

impl Altinn {
    /// A call of the API below [`API`] with a token.
    pub fn api(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.call(method, &format!("{API}{path}")).bearer_auth(token)
    }

    /// Asks for letters.
    pub async fn create(&self, token: &str, request: &LetterRequest) -> Answer {
        ask(self.api(Method::POST, "", token).json(request.body())).await
    }

    /// Makes letters and gives their ids in the order of the recipients.
    pub async fn created(&self, token: &str, request: &LetterRequest) -> Vec<String> {
        let answer = self.create(token, request).await.good();
        let letters = answer["correspondences"].as_array().unwrap();
        letters.iter().map(|letter| letter["correspondenceId"].as_str().unwrap().to_owned()).collect()
    }

    /// Makes one letter, waits until its jobs are done, and gives its id.
    pub async fn sent(&self, token: &str, request: &LetterRequest) -> String {
        let letter = self.created(token, request).await.remove(0);
        self.drain().await;
        letter
    }

    /// `GET …/{id}`.
    pub async fn overview(&self, token: &str, letter: &str) -> Answer {
        ask(self.api(Method::GET, &format!("/{letter}"), token)).await
    }

    /// `GET …/{id}/details`.
    pub async fn details(&self, token: &str, letter: &str) -> Answer {
        ask(self.api(Method::GET, &format!("/{letter}/details"), token)).await
    }

    /// `GET …/{id}/content`.
    pub async fn content(&self, token: &str, letter: &str) -> Answer {
        ask(self.api(Method::GET, &format!("/{letter}/content"), token)).await
    }

    /// `POST …/{id}/markasread`.
    pub async fn mark_as_read(&self, token: &str, letter: &str) -> Answer {
        ask(self.api(Method::POST, &format!("/{letter}/markasread"), token)).await
    }

    /// `POST …/{id}/confirm`.
    pub async fn confirm(&self, token: &str, letter: &str) -> Answer {
        ask(self.api(Method::POST, &format!("/{letter}/confirm"), token)).await
    }

    /// `DELETE …/{id}/purge`.
    pub async fn purge(&self, token: &str, letter: &str) -> Answer {
        ask(self.api(Method::DELETE, &format!("/{letter}/purge"), token)).await
    }

    /// `GET …` with this query.
    pub async fn search(&self, token: &str, query: &[(&str, &str)]) -> Answer {
        ask(self.api(Method::GET, "", token).query(query)).await
    }

    /// Ids that a search finds.
    pub async fn found(&self, token: &str, query: &[(&str, &str)]) -> Vec<String> {
        ids(&self.search(token, query).await.good())
    }

    /// Statuses of a letter's history, as far as the caller may see it.
    pub async fn history(&self, token: &str, letter: &str) -> Vec<String> {
        let details = self.details(token, letter).await.good();
        let rows = details["statusHistory"].as_array().unwrap();
        rows.iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    }

    /// The status that a letter shows.
    pub async fn status(&self, token: &str, letter: &str) -> String {
        self.overview(token, letter).await.good()["status"].as_str().unwrap().to_owned()
    }

    /// The same call this many times, all at the same moment, each over a connection of its own.
    pub async fn at_once(&self, times: usize, call: impl Fn(&reqwest::Client) -> RequestBuilder) -> Vec<Answer> {
        all_at_once((0..times).map(|_| call(&self.another_client())).collect()).await
    }
}

/// Sends all of these at the same moment; answers in the order of the calls.
pub async fn all_at_once(calls: Vec<RequestBuilder>) -> Vec<Answer> {
    let running: Vec<_> = calls.into_iter().map(|call| tokio::spawn(ask(call))).collect();
    let mut answers = Vec::with_capacity(running.len());
    for answer in running {
        answers.push(answer.await.unwrap());
    }
    answers
}

async fn ask(call: RequestBuilder) -> Answer {
    Answer::of(call.send().await.unwrap()).await
}

/// The ids in the answer to a search.
fn ids(found: &Value) -> Vec<String> {
    found["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

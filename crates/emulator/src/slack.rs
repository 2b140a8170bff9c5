//! Slack's incoming webhook (integrations §16): takes messages, keeps the latest to look at.

use std::collections::VecDeque;
use std::sync::Mutex;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use correspondence_domain::time::Timestamp;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::admission::{JSON, json_body};
use crate::reply::{Answer, Refused, with_type};
use crate::shared::lock;
use crate::world::SharedWorld;

/// Messages that are kept.
const KEPT: usize = 200;

/// One message.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Message {
    pub at: Timestamp,
    pub channel: Option<String>,
    pub text: String,
}

/// The latest messages.
#[derive(Debug, Default)]
pub(crate) struct Messages(Mutex<VecDeque<Message>>);

impl Messages {
    /// Newest first.
    pub(crate) fn latest(&self) -> Vec<Message> {
        lock(&self.0).iter().rev().cloned().collect()
    }
}

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new().route("/slack", post(message)).route("/slack/{*hook}", post(message))
}

async fn message(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    let body = json_body(&headers, &body, JSON)?;
    let text = body.get("text").and_then(Value::as_str).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Refused::text(StatusCode::BAD_REQUEST, "no_text"))?;
    let channel = body.get("channel").and_then(Value::as_str).map(str::to_owned);
    let mut messages = lock(&world.messages.0);
    if messages.len() == KEPT {
        messages.pop_front();
    }
    messages.push_back(Message { at: world.clock.now(), channel, text: text.to_owned() });
    Ok(with_type(StatusCode::OK, "ok", "text/html"))
}

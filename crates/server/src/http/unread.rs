//! Requests that are answered before all of their body was read. Over HTTP/1.1 nothing can follow such a body on its connection, so the
//! answer says that the connection ends. What is left of a small body is thrown away first, and the connection stays.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::Version;
use axum::http::header::{CONNECTION, EXPECT, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::StreamExt as _;
use http_body::{Frame, SizeHint};
use tokio::time::timeout;

/// Bytes that are worth less than a new connection.
const SMALL: u64 = 64 * 1024;

/// A small body is there at once or is not waited for.
const SHORT: Duration = Duration::from_millis(100);

/// Lets a request through, and sees what became of its body.
pub(super) async fn say_close(mut request: Request, next: Next) -> Response {
    if request.body().is_end_stream() || request.version() > Version::HTTP_11 {
        return next.run(request).await;
    }
    // Who asks before sending would be told to go on.
    let may_be_read = !request.headers().contains_key(EXPECT);
    let unread = Unread::default();
    let watched = |body| Body::new(Watched { body, unread: unread.clone() });
    request = request.map(watched);
    let mut response = next.run(request).await;
    if let Some(body) = unread.take()
        && !(may_be_read && timeout(SHORT, read(body)).await.unwrap_or(false))
    {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Whether the end came, with little before it.
async fn read(body: Body) -> bool {
    let mut left = SMALL;
    if body.size_hint().lower() > left {
        return false;
    }
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let length = piece.map_or(u64::MAX, |piece| piece.len() as u64);
        let Some(less) = left.checked_sub(length) else { return false };
        left = less;
    }
    true
}

/// A body that was dropped before its end.
#[derive(Clone, Default)]
struct Unread(Arc<Mutex<Option<Body>>>);

impl Unread {
    fn put(&self, body: Body) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
    }

    fn take(&self) -> Option<Body> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

struct Watched {
    body: Body,
    unread: Unread,
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.body.is_end_stream() {
            self.unread.put(std::mem::take(&mut self.body));
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() {
            // Not every body knows it by itself.
            self.body = Body::empty();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

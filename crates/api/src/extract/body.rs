//! Reads a bounded body into memory (design §3.9, decision 22).

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, header};
use http_body_util::BodyExt;
use tokio::time::timeout;

/// Bytes of a JSON body at most.
pub(crate) const MAX_JSON_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of a body that is too large which are let through unlooked at, and how long that may take: a client that is still writing
/// would otherwise see its connection break instead of the answer.
const LET_THROUGH: usize = 16 * 1024 * 1024;
const LET_THROUGH_FOR: Duration = Duration::from_millis(500);

/// A body that brings nothing for so long is given up: whoever sends it has gone.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Why there are no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyProblem {
    /// More than the limit.
    TooLarge,
    /// The client broke off.
    Aborted,
}

/// The whole body, when it has at most `limit` bytes.
pub(crate) async fn read(mut body: Body, limit: usize) -> Result<Vec<u8>, BodyProblem> {
    let mut bytes = Vec::new();
    while let Some(frame) = timeout(LONGEST_PAUSE, body.frame()).await.map_err(|_| BodyProblem::Aborted)? {
        let frame = frame.map_err(|_| BodyProblem::Aborted)?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len() + data.len() > limit {
            drop(bytes);
            let_through(body.into_data_stream()).await;
            return Err(BodyProblem::TooLarge);
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes)
}

/// The body of a request that is refused unlooked at. A client that is still sending it would find its connection broken; one that asks
/// before it sends is not told to go on.
pub(crate) async fn pass_over<E>(headers: &HeaderMap, body: impl Stream<Item = Result<Bytes, E>>) {
    if !headers.contains_key(header::EXPECT) {
        let_through(body).await;
    }
}

/// Takes some of what is left of a body and throws it away, before the answer that it is refused.
pub(super) async fn let_through<E>(body: impl Stream<Item = Result<Bytes, E>>) {
    let mut body = std::pin::pin!(body);
    let mut left = LET_THROUGH;
    let taking = async {
        while let Some(Ok(bytes)) = body.next().await {
            if bytes.len() > left {
                return;
            }
            left -= bytes.len();
        }
    };
    // Running out of patience or room is no failure: the answer is the same.
    let _ = timeout(LET_THROUGH_FOR, taking).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        assert_eq!(read(Body::from("12345"), 5).await, Ok(b"12345".to_vec()));
        assert_eq!(read(Body::from("123456"), 5).await, Err(BodyProblem::TooLarge));
        assert_eq!(read(Body::empty(), 5).await, Ok(Vec::new()));
        let endless =
            Body::from_stream(futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(bytes::Bytes::from(vec![b'['; 1 << 20]))));
        assert_eq!(read(endless, MAX_JSON_BYTES).await, Err(BodyProblem::TooLarge));
        let broken = Body::from_stream(futures_util::stream::iter([Err::<bytes::Bytes, _>(std::io::Error::other("gone"))]));
        assert_eq!(read(broken, 5).await, Err(BodyProblem::Aborted));
    }
}

//! Reads a bounded body into memory (design §3.9, decision 22).

use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;
use tokio::time::timeout;

/// Bytes of a JSON body at most.
pub(crate) const MAX_JSON_BYTES: usize = 4 * 1024 * 1024;

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
            return Err(BodyProblem::TooLarge);
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes)
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

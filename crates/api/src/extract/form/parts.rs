//! Takes a multipart body apart while it arrives (RFC 2046 §5.1). Holds a part's headers and what was read last, never a part.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use memchr::memmem::Finder;

use super::limits::{MOST_HEADER_BYTES, MOST_HEADERS};
use axum::body::Body;
use http_body_util::BodyExt;

/// Blanks that may follow a boundary on its line.
const MOST_PADDING: usize = 128;

/// Why a form cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It is no multipart body, or ends before its last boundary.
    Malformed(&'static str),
    /// It is larger than it may be.
    Limit(&'static str),
    /// Nothing came for too long.
    Slow,
}

/// A body that is being taken apart.
pub(super) struct Parts {
    body: Body,
    longest_pause: Duration,
    buffer: BytesMut,
    /// `\r\n--boundary`.
    delimiter: Finder<'static>,
    /// Between two boundaries, or before the first.
    is_in_part: bool,
    /// The last boundary has been seen.
    is_over: bool,
}

impl Parts {
    pub(super) fn new(body: Body, boundary: &str, longest_pause: Duration) -> Self {
        let delimiter = Finder::new(&format!("\r\n--{boundary}")).into_owned();
        // The first boundary may be the very first line: a line end before it makes it like the others.
        Self { body, longest_pause, buffer: BytesMut::from(&b"\r\n"[..]), delimiter, is_in_part: true, is_over: false }
    }

    /// The headers of the next part; none after the last. What is left of the part before is passed over.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<(String, Vec<u8>)>>, Broken> {
        while self.chunk().await?.is_some() {}
        if self.is_over {
            return Ok(None);
        }
        let headers = self.headers().await?;
        self.is_in_part = true;
        Ok(Some(headers))
    }

    /// More of the part at hand, or of what comes before the first; none at its end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Broken> {
        loop {
            if !self.is_in_part {
                return Ok(None);
            }
            let length = self.delimiter.needle().len();
            match self.delimiter.find(&self.buffer) {
                Some(0) => match self.line_after_delimiter().await? {
                    Line::Next => self.is_in_part = false,
                    Line::Last => (self.is_in_part, self.is_over) = (false, true),
                    // The beginning of a longer line of the part itself.
                    Line::Other => return Ok(Some(self.buffer.split_to(length).freeze())),
                },
                Some(at) => return Ok(Some(self.buffer.split_to(at).freeze())),
                // The end may be the beginning of the delimiter.
                None if self.buffer.len() >= length => {
                    let safe = self.buffer.len() + 1 - length;
                    return Ok(Some(self.buffer.split_to(safe).freeze()));
                }
                None => self.more().await?,
            }
        }
    }

    /// Reads what stands behind a delimiter at the beginning of the buffer, and takes both away when they are a boundary.
    async fn line_after_delimiter(&mut self) -> Result<Line, Broken> {
        let length = self.delimiter.needle().len();
        loop {
            let rest = &self.buffer[length..];
            let padding = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            match &rest[padding..] {
                [b'-', b'-', ..] if padding == 0 => {
                    self.buffer.advance(length + 2);
                    return Ok(Line::Last);
                }
                [b'\r', b'\n', ..] => {
                    self.buffer.advance(length + padding + 2);
                    return Ok(Line::Next);
                }
                [] | [b'-' | b'\r'] if padding <= MOST_PADDING => {}
                _ => return Ok(Line::Other),
            }
            self.more().await?;
        }
    }

    async fn headers(&mut self) -> Result<Vec<(String, Vec<u8>)>, Broken> {
        const TOO_LONG: Broken = Broken::Limit("The headers of a part are longer than 16 KiB.");
        let mut headers: Vec<(String, Vec<u8>)> = Vec::new();
        let mut left = MOST_HEADER_BYTES;
        loop {
            let Some(end) = memchr::memmem::find(&self.buffer, b"\r\n") else {
                if self.buffer.len() > left {
                    return Err(TOO_LONG);
                }
                self.more().await?;
                continue;
            };
            left = left.checked_sub(end + 2).ok_or(TOO_LONG)?;
            let line = self.buffer.split_to(end + 2);
            let line = &line[..end];
            match (line.first(), headers.last_mut()) {
                (None, _) => return Ok(headers),
                // A line that begins with a blank goes on with the one before.
                (Some(b' ' | b'\t'), Some((_, value))) => value.extend_from_slice(line),
                _ => {
                    if headers.len() == MOST_HEADERS {
                        return Err(Broken::Limit("A part has more than 16 headers."));
                    }
                    headers.push(header(line)?);
                }
            }
        }
    }

    async fn more(&mut self) -> Result<(), Broken> {
        const CUT_SHORT: Broken = Broken::Malformed("The form ends before its last boundary.");
        loop {
            let frame = tokio::time::timeout(self.longest_pause, self.body.frame()).await.map_err(|_| Broken::Slow)?;
            let Some(Ok(frame)) = frame else { return Err(CUT_SHORT) };
            if let Some(data) = frame.data_ref().filter(|data| !data.is_empty()) {
                self.buffer.extend_from_slice(data);
                return Ok(());
            }
        }
    }
}

/// What stands behind a delimiter.
enum Line {
    Next,
    Last,
    Other,
}

fn header(line: &[u8]) -> Result<(String, Vec<u8>), Broken> {
    const NO_HEADER: Broken = Broken::Malformed("A part has a header that cannot be read.");
    let colon = line.iter().position(|byte| *byte == b':').ok_or(NO_HEADER)?;
    let name = str::from_utf8(&line[..colon]).map_err(|_| NO_HEADER)?;
    Ok((name.trim().to_ascii_lowercase(), line[colon + 1..].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    /// Names and bodies of all parts, with the body arriving in pieces of `size`.
    async fn apart(body: &[u8], size: usize) -> Result<Vec<(String, Vec<u8>)>, Broken> {
        let pieces: Vec<_> = body.chunks(size).map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece))).collect();
        let mut parts = Parts::new(Body::from_stream(stream::iter(pieces)), "Xb", Duration::from_mins(1));
        let mut found = Vec::new();
        while let Some(headers) = parts.next().await? {
            let mut content = Vec::new();
            while let Some(chunk) = parts.chunk().await? {
                content.extend_from_slice(&chunk);
            }
            let names: Vec<_> = headers.into_iter().map(|(name, value)| format!("{name}:{}", String::from_utf8_lossy(&value))).collect();
            found.push((names.join("|"), content));
        }
        Ok(found)
    }

    #[tokio::test]
    async fn a_body_is_taken_apart_wherever_it_is_cut() {
        let body = b"before\r\n--Xbefore\r\n--Xb  \r\nA: 1\r\nB: 2\r\n  more\r\n\r\none\r\n--Xby\r\ntwo\r\n--Xb\r\n\r\n\r\n--Xb\t\r\nc:\r\n\r\n\r\n\r\n-\r\n--X\r\n--Xb--after\r\n--Xb\r\n";
        let expected = vec![
            ("a: 1|b: 2  more".to_owned(), b"one\r\n--Xby\r\ntwo".to_vec()),
            (String::new(), Vec::new()),
            ("c:".to_owned(), b"\r\n\r\n-\r\n--X".to_vec()),
        ];
        for size in (1..12).chain([1000]) {
            assert_eq!(apart(body, size).await.as_ref(), Ok(&expected), "in pieces of {size}");
        }
        assert_eq!(apart(b"--Xb--", 7).await, Ok(Vec::new()));
    }

    #[tokio::test]
    async fn a_body_that_is_cut_short_is_malformed() {
        let body = b"--Xb\r\nA: 1\r\n\r\none\r\n--Xb--";
        for end in 0..body.len() {
            assert!(matches!(apart(&body[..end], 3).await, Err(Broken::Malformed(_))), "{end}");
        }
        assert!(matches!(apart(b"--Xb\r\nno header\r\n\r\n\r\n--Xb--", 3).await, Err(Broken::Malformed(_))));
        assert!(matches!(apart(b"--Xc\r\n\r\n\r\n--Xc--", 3).await, Err(Broken::Malformed(_))));
    }

    #[tokio::test]
    async fn headers_have_limits() {
        let with = |headers: String| format!("--Xb\r\n{headers}\r\n\r\n--Xb--").into_bytes();
        assert!(apart(&with("A: 1\r\n".repeat(16)), 100).await.is_ok());
        assert!(matches!(apart(&with("A: 1\r\n".repeat(17)), 100).await, Err(Broken::Limit(_))));
        assert!(apart(&with(format!("A: {}\r\n", "x".repeat(16 * 1024 - 7))), 100).await.is_ok());
        assert!(matches!(apart(&with(format!("A: {}\r\n", "x".repeat(16 * 1024 - 6))), 100).await, Err(Broken::Limit(_))));
        assert!(matches!(apart(format!("--Xb\r\nA: {}", "x".repeat(1 << 20)).as_bytes(), 100).await, Err(Broken::Limit(_))));
    }

    #[tokio::test]
    async fn a_client_that_falls_silent_is_not_waited_for_for_ever() {
        let mut parts = Parts::new(Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>()), "Xb", Duration::from_millis(1));
        assert_eq!(parts.next().await, Err(Broken::Slow));
    }
}

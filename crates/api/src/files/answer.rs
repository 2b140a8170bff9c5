//! The answer with a file.

use axum::body::{Body, Bytes};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use correspondence_app::download::File;
use futures_util::{Stream, TryStreamExt};
use http::header::{ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Wanted, entity_tag};

/// RFC 9530: the checksum of the whole file, whatever part of it is sent.
const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");

/// `bytes` are those that are wanted; none where none are sent.
pub(crate) fn answer<E>(
    file: &File,
    wanted: &Wanted,
    bytes: Option<impl Stream<Item = Result<Bytes, E>> + Send + 'static>,
    media_type: &str,
    disposition: Option<&str>,
) -> Response
where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut response = Response::new(bytes.map_or_else(Body::empty, |bytes| Body::from_stream(logged(bytes))));
    let size = file.size;
    let (status, length, range) = match wanted {
        Wanted::Whole => (StatusCode::OK, Some(size), None),
        Wanted::Part(part) => {
            let range = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            (StatusCode::PARTIAL_CONTENT, Some(part.end - part.start), Some(range))
        }
        Wanted::Nothing => (StatusCode::NOT_MODIFIED, None, None),
        Wanted::Impossible => (StatusCode::RANGE_NOT_SATISFIABLE, None, Some(format!("bytes */{size}"))),
    };
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    put(headers, ETAG, &entity_tag(&file.sha256));
    if let Some(range) = range {
        put(headers, CONTENT_RANGE, &range);
    }
    if let Some(length) = length {
        headers.insert(CONTENT_LENGTH, length.into());
        put(headers, CONTENT_TYPE, media_type);
        put(headers, REPR_DIGEST, &digest(&file.sha256));
        if let Some(disposition) = disposition {
            put(headers, CONTENT_DISPOSITION, disposition);
        }
    }
    response
}

/// Values are visible ASCII: numbers, checksums, and names that were made so.
fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn digest(sha256: &str) -> String {
    let digits = |at| sha256.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Vec<u8> = (0..sha256.len()).step_by(2).map_while(digits).collect();
    format!("sha-256=:{}:", BASE64_STANDARD.encode(bytes))
}

/// The client sees a connection that breaks; the operator reads why.
pub(crate) fn logged<E: std::error::Error>(bytes: impl Stream<Item = Result<Bytes, E>>) -> impl Stream<Item = Result<Bytes, E>> {
    bytes.inspect_err(|error| tracing::error!(%error, "a download broke off"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_written_as_the_standard_does() {
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest(nothing), "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
    }
}

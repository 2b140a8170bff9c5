//! From the body of a request to a bound value, or the complete error of the contract (http-api §2.5, §3.3, decision 22).

use axum::body::Body;
use axum::extract::Request;
use http::{HeaderMap, header};

use super::reader::{Read, Reader, Unreadable};
use crate::extract::{BodyProblem, MAX_JSON_BYTES, read};
use crate::problem::{Failure, parse_error};

/// Reads the request's body by `reading`. `parameter` is the name by which the contract knows the body.
pub(crate) async fn bind<T>(request: Request, parameter: &str, reading: impl FnOnce(&mut Reader<'_>) -> Read<T>) -> Result<T, Failure> {
    let (parts, body) = request.into_parts();
    if !parts.headers.contains_key(header::CONTENT_TYPE) {
        return Err(Failure::NoContentType);
    }
    let refuse = |path: &str, message: &str| parse_error(Unreadable { path: path.to_owned(), message: message.to_owned() }, parameter);
    let bytes = match whole(&parts.headers, body).await {
        Ok(bytes) if bytes.is_empty() => return Err(refuse("", "the body is empty").into()),
        Ok(bytes) => bytes,
        Err(BodyProblem::TooLarge) => return Err(refuse("$", "it is longer than 4 MiB").into()),
        Err(BodyProblem::Aborted) => return Err(refuse("$", "it was cut short").into()),
    };
    let Ok(text) = str::from_utf8(&bytes) else { return Err(refuse("$", "it is not UTF-8").into()) };
    let mut reader = Reader::new(text.strip_prefix('\u{feff}').unwrap_or(text));
    reading(&mut reader).map_err(|unreadable| parse_error(unreadable, parameter).into())
}

/// A client that asks before it sends is not told to send what will be refused.
async fn whole(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, BodyProblem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if headers.contains_key(header::EXPECT) && announced.is_some_and(|length| length > MAX_JSON_BYTES) {
        return Err(BodyProblem::TooLarge);
    }
    read(body, MAX_JSON_BYTES).await
}

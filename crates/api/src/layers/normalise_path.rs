//! Brings a path to the one form that routes are written in: lower case, without a slash at the end (http-api §1). Every parameter in
//! our paths is a GUID or the name of an asset, so nothing is lost.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::Uri;
use http::uri::PathAndQuery;

/// The path as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct SentPath(pub(crate) String);

/// Rewrites the path before it is routed.
pub(crate) async fn normalise_path(mut request: Request, next: Next) -> Response {
    let sent = request.uri().path().to_owned();
    let path = normal(&sent);
    if path != sent {
        let text = match request.uri().query() {
            Some(query) => format!("{path}?{query}"),
            None => path,
        };
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = PathAndQuery::try_from(text).ok();
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request.extensions_mut().insert(SentPath(sent));
    next.run(request).await
}

fn normal(path: &str) -> String {
    let lower = path.to_ascii_lowercase();
    match lower.strip_suffix('/') {
        Some(shorter) if !shorter.is_empty() => shorter.to_owned(),
        _ => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_one_slash_at_the_end_do_not_matter() {
        for (sent, normal_form) in [
            ("/Correspondence/API/v1/correspondence/", "/correspondence/api/v1/correspondence"),
            ("/healthz", "/healthz"),
            ("/", "/"),
            ("/health//", "/health/"),
        ] {
            assert_eq!(normal(sent), normal_form, "{sent}");
        }
    }
}

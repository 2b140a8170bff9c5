//! From the body of a request to a bound form, or the complete error of the contract (http-api §10).

use axum::extract::Request;
use correspondence_app::AppError;
use correspondence_app::attachments::upload::LONGEST_PAUSE;
use correspondence_app::files::{NewFile, Spool, SpoolError};
use correspondence_domain::correspondence::create::InitializeRequest;
use correspondence_domain::correspondence::create::rules::MOST_FILE_BYTES;
use correspondence_domain::error::{ErrorNumber, Validation};
use correspondence_domain::text::utf16_length;
use futures_util::stream;
use http::{HeaderMap, header};

use super::disposition::disposition;
use super::initialize::initialize;
use super::limits::{LONGEST_NAME, MOST_FILES_KEPT, MOST_TEXT_BYTES, MOST_TEXT_BYTES_TOGETHER, MOST_TEXT_PARTS};
use super::parts::{Broken, Parts};
use super::tree::Node;
use crate::problem::{Failure, validation};

/// Name of the parts that are files of the letter.
const FILES: &str = "attachments";

/// Longest boundary.
const LONGEST_BOUNDARY: usize = 128;

/// A create request with its files.
#[derive(Debug)]
pub(crate) struct Form {
    /// The request.
    pub(crate) request: InitializeRequest,
    /// Which members could not be read, and which were.
    pub(crate) findings: Validation,
    /// The files in the order of their parts.
    pub(crate) files: Vec<NewFile>,
}

/// Reads a whole form; files are put aside in `spool`.
pub(crate) async fn receive(request: Request, spool: &Spool) -> Result<Form, Failure> {
    let (head, body) = request.into_parts();
    let Some(boundary) = boundary(&head.headers) else {
        return Err(invalid("The request is no multipart form: Content-Type names no boundary."));
    };
    let mut parts = Parts::new(body, &boundary, LONGEST_PAUSE);
    // What follows the last boundary means nothing.
    let Received { texts, files, .. } = Received::default().all(&mut parts, spool).await?;
    let (request, findings) = initialize(&Node::of(texts));
    Ok(Form { request, findings, files })
}

#[derive(Default)]
struct Received {
    texts: Vec<(String, String)>,
    text_bytes: usize,
    files: Vec<NewFile>,
}

impl Received {
    async fn all(mut self, parts: &mut Parts, spool: &Spool) -> Result<Self, Failure> {
        while let Some(headers) = parts.next().await? {
            let header = headers.iter().find(|(name, _)| name == header::CONTENT_DISPOSITION.as_str());
            let Some(said) = header.and_then(|(_, value)| disposition(value)) else {
                return Err(invalid("A part has no Content-Disposition: form-data."));
            };
            match said.file_name {
                None => self.text(said.name, parts).await?,
                Some(file_name) if said.name.eq_ignore_ascii_case(FILES) && self.files.len() < MOST_FILES_KEPT => {
                    self.file(file_name, parts, spool).await?;
                }
                Some(_) => {}
            }
        }
        Ok(self)
    }

    async fn text(&mut self, name: String, parts: &mut Parts) -> Result<(), Failure> {
        if self.texts.len() == MOST_TEXT_PARTS {
            return Err(invalid(format!("The form has more than {MOST_TEXT_PARTS} texts.")));
        }
        if utf16_length(&name) > LONGEST_NAME {
            return Err(invalid(format!("The name of a part is longer than {LONGEST_NAME} characters.")));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = parts.chunk().await? {
            if bytes.len() + chunk.len() > MOST_TEXT_BYTES {
                return Err(invalid(format!("The text of {name} is longer than {MOST_TEXT_BYTES} bytes.")));
            }
            bytes.extend_from_slice(&chunk);
        }
        self.text_bytes += bytes.len();
        if self.text_bytes > MOST_TEXT_BYTES_TOGETHER {
            return Err(invalid(format!("The texts of the form are longer than {MOST_TEXT_BYTES_TOGETHER} bytes together.")));
        }
        let text = String::from_utf8(bytes).map_err(|_| invalid(format!("The text of {name} is not UTF-8.")))?;
        self.texts.push((name, text));
        Ok(())
    }

    async fn file(&mut self, name: String, parts: &mut Parts, spool: &Spool) -> Result<(), Failure> {
        let body = stream::try_unfold(parts, async |parts| Ok::<_, Broken>(parts.chunk().await?.map(|chunk| (chunk, parts))));
        let file = spool.receive(body, MOST_FILE_BYTES).await.map_err(|error| match error {
            SpoolError::TooLarge => Failure::from(AppError::from(ErrorNumber::BadFileSize)),
            SpoolError::Body(broken) => broken.into(),
            // The store is another disk at best; to the sender it is the same.
            SpoolError::Disk(error) => {
                tracing::error!(%error, "a file of a form cannot be put aside");
                AppError::from(ErrorNumber::UploadFailed).into()
            }
        })?;
        // Browsers send such a part for a field that was left empty.
        if !name.is_empty() || file.size() > 0 {
            self.files.push(NewFile { name, file });
        }
        Ok(())
    }
}

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Malformed(message) | Broken::Limit(message) => invalid(message),
            Broken::Slow => AppError::from(ErrorNumber::UploadTooSlow).into(),
        }
    }
}

/// The form as a whole is wrong.
fn invalid(message: impl Into<String>) -> Failure {
    let mut findings = Validation::default();
    findings.add("", message);
    validation(findings).into()
}

/// A request that does not say what it is has no boundary either.
fn boundary(headers: &HeaderMap) -> Option<String> {
    let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let named = media_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value.trim())
    })?;
    let boundary = named.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"')).unwrap_or(named);
    (1..=LONGEST_BOUNDARY).contains(&boundary.len()).then(|| boundary.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::response::IntoResponse;
    use bytes::Bytes;
    use futures_util::TryStreamExt;

    use super::*;

    fn request(body: impl Into<Body>) -> Request {
        Request::builder().header(header::CONTENT_TYPE, "Multipart/Form-Data; charset=utf-8; Boundary=\"Xb\"").body(body.into()).unwrap()
    }

    fn form(parts: &[(&str, &str)]) -> String {
        let parts = parts.iter().map(|(headers, content)| format!("--Xb\r\n{headers}\r\n\r\n{content}\r\n"));
        format!("{}--Xb--", parts.collect::<String>())
    }

    async fn received(body: impl Into<Body>) -> Result<Form, Failure> {
        receive(request(body), &Spool::in_folder(std::env::temp_dir())).await
    }

    const FILE: &str = "Content-Disposition: form-data; name=\"attachments\"; filename=";

    #[tokio::test]
    async fn files_are_kept_as_they_come_wherever_they_stand() {
        let large = "x".repeat(300_000);
        let body = form(&[
            (&format!("{FILE}\"b.pdf\"\r\nContent-Type: text/html; charset=koi8-r\r\nContent-Transfer-Encoding: base64"), "b\r\n--X"),
            ("Content-Disposition: form-data; name=\"Recipients[0]\"\r\nContent-Type: text/plain; charset=utf-8", "Kari"),
            ("Content-Disposition: form-data; name=\"other\"; filename=\"c.pdf\"", &large),
            (&format!("{FILE}møte.pdf").replace("attachments", "ATTACHMENTS"), &large),
            (&format!("{FILE}\"\""), ""),
            (&format!("{FILE}\"\""), "nameless"),
            (&format!("{FILE}\"b.pdf\""), ""),
            ("Content-Disposition: form-data; name=\"recipients[1]\"", "Ola"),
        ]);
        let form = received(format!("a preamble\r\n{body}an epilogue")).await.unwrap();
        assert_eq!(form.request.recipients, Some(vec![Some("Kari".to_owned()), Some("Ola".to_owned())]));
        let mut files = Vec::new();
        for file in form.files {
            let bytes: Vec<Bytes> = file.file.into_stream().try_collect().await.unwrap();
            files.push((file.name, String::from_utf8(bytes.concat()).unwrap()));
        }
        let expected = [("b.pdf", "b\r\n--X"), ("møte.pdf", large.as_str()), ("", "nameless"), ("b.pdf", "")];
        assert_eq!(files, expected.map(|(name, content)| (name.to_owned(), content.to_owned())));
    }

    #[tokio::test]
    async fn files_beyond_any_letter_are_counted_but_not_kept() {
        let parts = vec![(format!("{FILE}a.pdf"), "x"); 300];
        let parts: Vec<_> = parts.iter().map(|(headers, content)| (headers.as_str(), *content)).collect();
        assert_eq!(received(form(&parts)).await.unwrap().files.len(), MOST_FILES_KEPT);
    }

    #[tokio::test]
    async fn a_refusal_does_not_wait_for_the_end_of_the_body() {
        let start = form(&[("No disposition:", "")]);
        let start = start.strip_suffix("--Xb--").unwrap().to_owned();
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from(start))]);
        let endless = futures_util::StreamExt::chain(body, stream::repeat_with(|| Ok(Bytes::from_static(&[b'x'; 8192]))));
        let Err(failure) = received(Body::from_stream(endless)).await else { panic!("it is no form") };
        assert_eq!(failure.into_response().status().as_u16(), 400);
    }

    #[tokio::test]
    async fn a_disk_that_takes_nothing_is_told_as_a_store_that_takes_nothing() {
        let nowhere = Spool::in_folder("/dev/null".into());
        let body = form(&[(&format!("{FILE}a.pdf"), &"x".repeat(300_000))]);
        let Err(failure) = receive(request(body), &nowhere).await else { panic!("there is no folder") };
        assert_eq!(failure.into_response().status().as_u16(), 502);
    }

    #[tokio::test]
    async fn texts_are_utf_8() {
        let mut body = form(&[("Content-Disposition: form-data; name=a", "?")]).into_bytes();
        let place = body.iter().position(|byte| *byte == b'?').unwrap();
        body[place] = 0xff;
        assert!(received(body).await.is_err());
    }

    #[test]
    fn the_boundary_is_found() {
        let found = |media_type: &'static str| {
            boundary(&[(header::CONTENT_TYPE, http::HeaderValue::from_static(media_type))].into_iter().collect())
        };
        assert_eq!(found("multipart/form-data; boundary=a-b").as_deref(), Some("a-b"));
        assert_eq!(found("multipart/form-data;charset=x; BOUNDARY = \"a=b c\"").as_deref(), Some("a=b c"));
        for none in
            ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary"]
        {
            assert_eq!(found(none), None, "{none}");
        }
        assert_eq!(boundary(&HeaderMap::new()), None);
    }
}

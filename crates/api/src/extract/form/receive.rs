//! From the body of a request to a bound form, or the complete error of the contract (http-api §10).

use axum::extract::Request;
use correspondence_app::AppError;
use correspondence_app::files::{NewFile, Spool, SpoolError};
use correspondence_domain::correspondence::create::InitializeRequest;
use correspondence_domain::error::{ErrorNumber, Validation};
use correspondence_domain::text::utf16_length;
use futures_util::stream;
use http::{HeaderMap, header};

use super::disposition::disposition;
use super::initialize::initialize;
use super::limits::{
    LONGEST_NAME, LONGEST_PAUSE, MOST_FILE_BYTES, MOST_FILES_KEPT, MOST_TEXT_BYTES, MOST_TEXT_BYTES_TOGETHER, MOST_TEXT_PARTS,
};
use super::parts::{Broken, Parts};
use super::tree::Node;
use crate::extract::body::let_through;
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
        let_through(body.into_data_stream()).await;
        return Err(invalid("The request is no multipart form: Content-Type names no boundary."));
    };
    let mut parts = Parts::new(body, &boundary, LONGEST_PAUSE);
    let received = Received::default().all(&mut parts, spool).await;
    // A refusal comes at once; what follows the last boundary means nothing.
    if let Some(rest) = parts.into_rest() {
        let_through(rest.into_data_stream()).await;
    }
    let Received { texts, files, .. } = received?;
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
                return Err(invalid("A text of the form is longer than 4 MiB."));
            }
            bytes.extend_from_slice(&chunk);
        }
        self.text_bytes += bytes.len();
        if self.text_bytes > MOST_TEXT_BYTES_TOGETHER {
            return Err(invalid("The texts of the form are longer than 32 MiB together."));
        }
        let text = String::from_utf8(bytes).map_err(|_| invalid("A text of the form is not UTF-8."))?;
        self.texts.push((name, text));
        Ok(())
    }

    async fn file(&mut self, name: String, parts: &mut Parts, spool: &Spool) -> Result<(), Failure> {
        let body = stream::try_unfold(parts, async |parts| Ok::<_, Broken>(parts.chunk().await?.map(|chunk| (chunk, parts))));
        let file = spool.receive(body, MOST_FILE_BYTES).await.map_err(|error| match error {
            SpoolError::TooLarge => Failure::from(AppError::from(ErrorNumber::BadFileSize)),
            SpoolError::Body(broken) => broken.into(),
            SpoolError::Disk(error) => AppError::Unexpected(anyhow::Error::new(error).context("a file cannot be put aside")).into(),
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

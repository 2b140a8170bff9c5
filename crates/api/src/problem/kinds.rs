//! Statuses, their titles and the URIs that explain them (http-api §3.1).

use correspondence_domain::error::ErrorKind;
use http::StatusCode;

/// What every problem body says about its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Title {
    /// The status.
    pub(crate) status: StatusCode,
    /// Its name.
    pub(crate) name: &'static str,
    section: &'static str,
}

impl Title {
    /// The status of a kind of error.
    pub(crate) const fn of(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Invalid => Self::BAD_REQUEST,
            ErrorKind::Unauthorized => Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", "rfc9110#section-15.5.2"),
            ErrorKind::NotFound => Self::NOT_FOUND,
            ErrorKind::Timeout => Self::new(StatusCode::REQUEST_TIMEOUT, "Request Timeout", "rfc9110#section-15.5.9"),
            ErrorKind::Conflict => Self::new(StatusCode::CONFLICT, "Conflict", "rfc9110#section-15.5.10"),
            ErrorKind::Unprocessable => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Unprocessable Entity", "rfc9110#section-15.5.21"),
            ErrorKind::LegalReasons => {
                Self::new(StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "Unavailable For Legal Reasons", "rfc7725#section-3")
            }
            ErrorKind::Failed => Self::SERVER_ERROR,
            ErrorKind::BadGateway => Self::new(StatusCode::BAD_GATEWAY, "Bad Gateway", "rfc9110#section-15.6.3"),
        }
    }

    /// 400.
    pub(crate) const BAD_REQUEST: Self = Self::new(StatusCode::BAD_REQUEST, "Bad Request", "rfc9110#section-15.5.1");
    /// 404.
    pub(crate) const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "Not Found", "rfc9110#section-15.5.5");
    /// 415, where the handler and not routing finds it.
    pub(crate) const UNSUPPORTED_MEDIA_TYPE: Self =
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type", "rfc9110#section-15.5.16");
    /// 500.
    pub(crate) const SERVER_ERROR: Self = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error", "rfc9110#section-15.6.1");
    /// 501: known to the contract, not to this version.
    pub(crate) const NOT_IMPLEMENTED: Self = Self::new(StatusCode::NOT_IMPLEMENTED, "Not Implemented", "rfc9110#section-15.6.2");
    /// 504: waiting took too long.
    pub(crate) const TIMED_OUT: Self = Self::new(StatusCode::GATEWAY_TIMEOUT, "Gateway Timeout", "rfc9110#section-15.6.5");

    const fn new(status: StatusCode, name: &'static str, section: &'static str) -> Self {
        Self { status, name, section }
    }

    /// The `type` member.
    pub(crate) fn uri(self) -> String {
        format!("https://tools.ietf.org/html/{}", self.section)
    }

    /// The `statusDescription` member: the title, but for 500.
    pub(crate) fn description(self) -> &'static str {
        if self.status == StatusCode::INTERNAL_SERVER_ERROR { "An error occurred while processing the request." } else { self.name }
    }
}

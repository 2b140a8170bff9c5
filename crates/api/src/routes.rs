//! The surface: every route, with the rules that are judged before its endpoint (http-api §1, auth §5). A route that is not in this
//! table does not exist.

use http::Method;

use crate::access::Policy;

/// Beginning of the document's and its page's addresses.
pub(crate) const SWAGGER: &str = "/correspondence/api/v1/swagger";

/// What a route says it answers with; it decides the Accept check and the media type of error bodies (http-api §2.4, §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Produces {
    /// Nothing is said.
    Undeclared,
    /// `application/json`.
    Json,
    /// `text/plain`.
    Text,
}

impl Produces {
    /// The declared media type.
    pub(crate) const fn media_type(self) -> Option<&'static str> {
        match self {
            Self::Undeclared => None,
            Self::Json => Some("application/json"),
            Self::Text => Some("text/plain"),
        }
    }
}

/// Rules of one route.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    /// Its method.
    pub(crate) method: Method,
    /// Its path; fixed parts in lower case, since that is how requests are routed.
    pub(crate) path: &'static str,
    /// Who may call it.
    pub(crate) policy: Policy,
    /// The one media type of request bodies, where the route names one.
    pub(crate) consumes: Option<&'static str>,
    /// What it answers with.
    pub(crate) produces: Produces,
    /// It serves the document or its page, which have headers of their own.
    pub(crate) is_document: bool,
}

impl Route {
    /// A route of this method, path and policy that declares nothing else.
    pub(crate) const fn new(method: Method, path: &'static str, policy: Policy) -> Self {
        Self { method, path, policy, consumes: None, produces: Produces::Undeclared, is_document: false }
    }

    /// The same, answering with this.
    pub(crate) const fn producing(mut self, produces: Produces) -> Self {
        self.produces = produces;
        self
    }

    /// The same, taking bodies of this media type only.
    pub(crate) const fn consuming(mut self, media_type: &'static str) -> Self {
        self.consumes = Some(media_type);
        self
    }

    /// The same, serving the document.
    pub(crate) const fn of_document(mut self) -> Self {
        self.is_document = true;
        self
    }
}

/// Names the modules of endpoints once: for the table and for the router.
macro_rules! surface {
    ($($list:ident $register:ident: $($($part:ident)::+),+;)+) => {$(
        /// The routes.
        #[cfg(test)]
        pub(crate) static $list: &[&Route] = &[$(&crate::$($part)::+::ROUTE),+];

        /// Registers their endpoints.
        pub(crate) fn $register(table: &mut crate::router::Table) {
            $(table.serve(&crate::$($part)::+::ROUTE, crate::$($part)::+::handle);)+
        }
    )+};
}

surface! {
    PUBLIC register_public:
        correspondence::initialize, correspondence::initialize_with_files, correspondence::search, correspondence::overview,
        correspondence::details, correspondence::content, correspondence::mark_as_read, correspondence::confirm, correspondence::purge,
        correspondence::download, correspondence::download_all, correspondence::forward,
        attachment::initialize, attachment::upload, attachment::overview, attachment::details, attachment::delete, attachment::download,
        webhooks::malware_scan_results, login::callback,
        document::json, document::page, document::asset;
    OPERATIONS register_operations: operations::health, operations::liveness, operations::metrics;
    TESTING register_testing: testing::read_clock, testing::move_clock, testing::drain, testing::jobs;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::not_yet;

    #[test]
    fn paths_are_written_as_they_are_routed() {
        for route in PUBLIC.iter().copied().chain(OPERATIONS.iter().copied()).chain(TESTING.iter().copied()).chain(&not_yet::ROUTES) {
            let fixed: String = route.path.split('/').filter(|part| !part.starts_with('{')).collect();
            assert_eq!(fixed, fixed.to_lowercase(), "{}", route.path);
        }
    }
}

//! What happens around every request, from the outside in: its path is brought to one form, it is observed, cross-origin rules are
//! applied, and then the route's own rules are judged (http-api §2.1).

pub(crate) mod cors;
pub(crate) mod judge;
pub(crate) mod normalise_path;
pub(crate) mod observe;
pub(crate) mod security_headers;

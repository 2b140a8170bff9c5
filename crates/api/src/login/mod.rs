//! The login in the browser, as it looks on the wire (auth §3.5): where browsers are sent, what they are given to keep, and the endpoint
//! that they come back to.

pub(crate) mod callback;
mod cookies;
mod departure;
mod parameter;
mod redirect;

pub(crate) use departure::{depart, endpoint};
pub(crate) use parameter::session;
pub(crate) use redirect::IsRedirect;

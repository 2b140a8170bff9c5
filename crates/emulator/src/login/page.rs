//! The page that asks who logs in.

use std::fmt::Write;

use axum::response::Response;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};

use super::AUTHORIZE;
use super::authorize::Request;
use crate::parties::Identity;
use crate::parties::magic::magic_parties;
use crate::reply::with_type;
use crate::world::World;

const PAGE: &str = include_str!("page.html");
/// Nothing from elsewhere, and no script.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");

pub(super) fn page(world: &World, request: &Request) -> Response {
    let fields = request.all().fold(String::new(), |mut fields, (name, value)| {
        // Writing to a String cannot fail.
        let _ = write!(fields, r#"<input type="hidden" name="{}" value="{}">"#, escaped(name), escaped(value));
        fields
    });
    let text = PAGE.replace("{authorize}", AUTHORIZE).replace("{people}", &people(world)).replace("{fields}", &fields);
    let mut response = with_type(StatusCode::OK, text, "text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whom the page offers: those of the seed, and those that ask for an outcome.
fn people(world: &World) -> String {
    let seeded = world.parties.seeded().into_iter().map(|party| party.identity);
    let magic = magic_parties().iter().filter_map(|magic| Identity::person(magic.number).or_else(|| Identity::email(magic.number)));
    let mut options = String::new();
    for identity in seeded.chain(magic) {
        let party = world.parties.party(&identity);
        if let Some(number) = party.person_number().or(party.address()) {
            let name = party.name.as_deref().unwrap_or_default();
            let _ = write!(options, r#"<option value="{}">{}</option>"#, escaped(number), escaped(name));
        }
    }
    options
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

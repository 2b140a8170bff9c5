//! The link targets of a body, in the order in which they stand in it.

use pulldown_cmark::{Event, Parser, Tag};

use super::super::markup;
use super::dialect;

/// Targets of links in Markdown and of anchors in HTML, each once. Links inside code and scripts are none.
pub(super) fn of(body: &str) -> Vec<String> {
    let mut targets: Vec<String> = Vec::new();
    let mut add = |target: String| {
        if !target.is_empty() && is_followed(&target) && !targets.contains(&target) {
            targets.push(target);
        }
    };
    let mut in_code = false;
    for event in Parser::new_ext(body, dialect()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => add(dest_url.into_string()),
            Event::Html(html) | Event::InlineHtml(html) => {
                for tag in markup::tags(&html) {
                    if tag.holds_code() {
                        in_code = !tag.is_closing;
                    } else if !in_code && !tag.is_closing && (tag.is("a") || tag.is("area")) {
                        markup::attribute(&html[tag.start..tag.end], "href").into_iter().for_each(&mut add);
                    }
                }
            }
            _ => {}
        }
    }
    targets
}

/// Whether a reader may follow the target: addresses that hold a program or a document of their own are not offered.
pub(super) fn is_followed(target: &str) -> bool {
    // Browsers pass over blanks and control characters in a scheme.
    let scheme: String = target.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take_while(|&c| c != ':').collect();
    !["javascript", "vbscript", "data"].iter().any(|unsafe_scheme| scheme.eq_ignore_ascii_case(unsafe_scheme))
}

//! The message body as the inbox shows it: Markdown (lifecycle §7, `/content`).
//!
//! Senders write Markdown, HTML or a mixture. A body without HTML is never touched. HTML becomes Markdown; no script survives, and no link
//! target is changed or lost.

mod converter;
mod targets;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::markup;

/// What GitHub's Markdown adds and letters use.
fn dialect() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// `body` as Markdown.
#[must_use]
pub fn to_markdown(body: &str) -> String {
    if !has_html(body) {
        return body.to_owned();
    }
    let markdown = converter::html_to_markdown(&to_html(body)).map_or_else(|| as_text(body), without_live_tags);
    let mut markdown = with_plain_addresses(&markdown);
    for target in targets::of(body) {
        if !markdown.contains(&target) {
            markdown.push_str("\n\n");
            markdown.push_str(&target);
        }
    }
    markdown
}

/// A body that no honest sender writes: nothing that could still be read as a tag is left of it.
fn as_text(body: &str) -> String {
    markup::without_tags(body).replace('<', "&lt;")
}

/// HTML inside code is text, and an address in angle brackets is a link.
fn has_html(body: &str) -> bool {
    body.contains('<') && Parser::new_ext(body, dialect()).any(|event| matches!(event, Event::Html(_) | Event::InlineHtml(_)))
}

/// The conversion writes an underscore of a text with a backslash before it; inside an address that stands in the text, that would be
/// another address.
fn with_plain_addresses(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(rest.len());
        plain.push_str(&rest[..end].replace("\\_", "_"));
        rest = &rest[end..];
    }
    plain.push_str(rest);
    plain
}

/// Whatever of the result would still be read as HTML, for example text that was shown as `<b>` in a place where the conversion does not
/// write it as text.
fn without_live_tags(mut markdown: String) -> String {
    // Writing one tag as text can bring another to life; a few rounds do, and then nothing is spared.
    for _ in 0..8 {
        let html = Parser::new_ext(&markdown, dialect()).into_offset_iter().filter_map(|(event, range)| match event {
            Event::Html(_) | Event::InlineHtml(_) => Some(range),
            _ => None,
        });
        let brackets: Vec<usize> = html
            .flat_map(|range| markdown[range.clone()].match_indices('<').map(move |(at, _)| range.start + at).collect::<Vec<_>>())
            .collect();
        if brackets.is_empty() {
            return markdown;
        }
        for at in brackets.into_iter().rev() {
            markdown.replace_range(at..=at, "&lt;");
        }
    }
    markdown.replace('<', "&lt;")
}

/// The body with its Markdown written as HTML. Link targets are kept letter by letter, where the usual rendering would encode them.
fn to_html(body: &str) -> String {
    let mut rendered = String::with_capacity(body.len() * 2);
    let events = Parser::new_ext(body, dialect()).map(|event| match event {
        Event::Start(Tag::Link { dest_url, title, .. }) => Event::InlineHtml(opening_anchor(&dest_url, &title)),
        Event::End(TagEnd::Link) => Event::InlineHtml("</a>".into()),
        other => other,
    });
    html::push_html(&mut rendered, events);
    rendered
}

fn opening_anchor<'a>(target: &str, title: &str) -> CowStr<'a> {
    let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", as_attribute(title)) };
    format!("<a href=\"{}\"{title}>", as_attribute(target)).into()
}

fn as_attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests;

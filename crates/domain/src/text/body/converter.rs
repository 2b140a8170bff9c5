//! HTML to Markdown. The crate behind it is wrapped here; nothing else knows it.

use std::rc::Rc;
use std::sync::LazyLock;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::options::{BulletListMarker, HrStyle, Options};
use htmd::{Element, HtmlToMarkdown, Node};

use super::super::markup;
use super::targets::is_followed;

/// Elements without anything to read.
const UNREADABLE: [&str; 16] = [
    "script", "style", "template", "iframe", "object", "embed", "applet", "head", "title", "meta", "link", "base", "svg", "math",
    "textarea", "select",
];

/// Elements that stay open over the ends of blocks; the parser repeats them inside every following block.
const REPEATED: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Most of them open at once.
const MOST_REPEATED: usize = 32;
/// Deepest nesting that is converted: the conversion calls itself for each level.
const DEEPEST: usize = 100;

static CONVERTER: LazyLock<HtmlToMarkdown> = LazyLock::new(|| {
    HtmlToMarkdown::builder()
        .options(Options {
            bullet_list_marker: BulletListMarker::Dash,
            ul_bullet_spacing: 1,
            ol_number_spacing: 1,
            hr_style: HrStyle::Dashes,
            ..Options::default()
        })
        .scripting_enabled(false)
        .add_handler(vec!["a"], link)
        .add_handler(vec!["img"], image)
        .add_handler(vec!["pre"], preformatted)
        .add_handler(vec!["del", "s", "strike"], struck_out)
        .skip_tags(UNREADABLE.to_vec())
        .build()
});

/// `html` as Markdown; none when it nests deeper than any letter does.
pub(super) fn html_to_markdown(html: &str) -> Option<String> {
    if repeats_too_much(html) {
        return None;
    }
    let tree = CONVERTER.html_to_tree(html).ok()?;
    is_shallow(&tree).then(|| CONVERTER.tree_to_markdown(&tree))
}

fn repeats_too_much(html: &str) -> bool {
    let mut open = 0_usize;
    markup::tags(html).filter(|tag| REPEATED.iter().any(|name| tag.is(name))).any(|tag| {
        open = if tag.is_closing { open.saturating_sub(1) } else { open + 1 };
        open > MOST_REPEATED
    })
}

fn is_shallow(tree: &Rc<Node>) -> bool {
    let mut level = vec![Rc::clone(tree)];
    for _ in 0..DEEPEST {
        level = level.iter().flat_map(|node| node.children.borrow().clone()).collect();
        if level.is_empty() {
            return true;
        }
    }
    false
}

/// A link with its target as it stands in the source. Targets that would run a program are dropped, their text stays.
#[expect(clippy::unnecessary_wraps, reason = "the shape of a handler")]
#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn link(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let shown = handlers.walk_children(element.node).content;
    // A link text is one line.
    let text = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(target) = attribute(&element, "href").filter(|target| !text.is_empty() && is_followed(target)) else {
        return Some(shown.into());
    };
    let after = if shown.ends_with(' ') { " " } else { "" };
    let before = if shown.starts_with(' ') { " " } else { "" };
    let plain = text.replace('\\', "");
    let link = if plain == target && target.contains(':') && !target.contains([' ', '<', '>']) {
        format!("<{target}>")
    } else {
        format!("[{text}]({})", written(&target, attribute(&element, "title")))
    };
    Some(format!("{before}{link}{after}").into())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn image(_: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let target = attribute(&element, "src").filter(|target| is_followed(target))?;
    let alternative = attribute(&element, "alt").unwrap_or_default().replace(['[', ']', '\n', '\r'], " ");
    Some(format!("![{}]({})", alternative.trim(), written(&target, attribute(&element, "title"))).into())
}

/// Preformatted text is a block of code, whether or not it says so.
fn preformatted(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.fallback(element)?.content;
    let text = content.trim_matches('\n');
    if text.is_empty() || text.starts_with("```") {
        return Some(content.into());
    }
    let longest_run = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest_run.max(2) + 1);
    Some(format!("\n\n{fence}\n{text}\n{fence}\n\n").into())
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of a handler")]
#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn struck_out(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let content = handlers.walk_children(element.node).content;
    let text = content.trim();
    Some(if text.is_empty() { content.into() } else { content.replace(text, &format!("~~{text}~~")).into() })
}

fn attribute(element: &Element<'_>, name: &str) -> Option<String> {
    let found = element.attrs.iter().find(|attribute| &*attribute.name.local == name)?;
    Some(found.value.trim().to_owned())
}

/// Target and title between the parentheses of a Markdown link.
fn written(target: &str, title: Option<String>) -> String {
    let ends_early = target.is_empty() || target.contains([' ', '(', ')']);
    let target = if ends_early && !target.contains(['<', '>', '\n']) { format!("<{target}>") } else { target.to_owned() };
    match title {
        Some(title) if !title.is_empty() => format!("{target} \"{}\"", title.replace(['"', '\n', '\r'], " ")),
        _ => target,
    }
}

use proptest::prelude::*;

use super::*;

#[test]
fn markdown_is_not_touched() {
    for markdown in [
        "Hei.\n\nVedtaket er **innvilget**.",
        "se <https://example.no> og `a<b`\n\n* en\n* to\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "# Tittel\n\n1) en\n2) to\n\n> sitat\n\n```html\n<b>kode</b>\n```\n\na < b, x<y  \nlinje",
        "[lenke](https://example.no/søk?a=1&b=2 \"t\")\r\n\r\n---\r\n",
        "    <p>kode</p>",
        "",
    ] {
        assert_eq!(to_markdown(markdown), markdown);
    }
}

#[test]
fn html_becomes_markdown() {
    for (html, markdown) in [
        ("<h1>Hei</h1><p>tekst</p>", "# Hei\n\ntekst"),
        ("<p>Hei <b>du</b> og <i>du</i>.<br>Ny linje</p>", "Hei **du** og *du*.  \nNy linje"),
        ("<ul><li>en</li><li>to</li></ul>", "- en\n- to"),
        ("<ol>\n\n<li>en</li>\n\n<li>to</li>\n\n</ol>", "1. en\n2. to"),
        ("<s>gammel</s> pris", "~~gammel~~ pris"),
        ("**fet** og <em>kursiv</em>", "**fet** og *kursiv*"),
        ("tekst<!-- skjult -->", "tekst"),
        ("<pre>a < b\n  c</pre>", "```\na < b\n  c\n```"),
        ("<pre><code class=\"language-rust\">let a = b &lt; c;</code></pre>", "```rust\nlet a = b < c;\n```"),
        ("<div>\n\n# Tittel\n\n- en\n\n</div>", "# Tittel\n\n- en"),
    ] {
        assert_eq!(to_markdown(html).trim(), markdown, "{html}");
    }
    let table = to_markdown("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>");
    let cells: Vec<String> = table.lines().map(|line| line.replace([' ', '-'], "")).collect();
    assert_eq!(cells, ["|a|b|", "|||", "|1|2|"]);
}

#[test]
fn link_targets_are_neither_changed_nor_lost() {
    for (body, target) in [
        ("<p><a href=\"https://example.no/søk?a=1&amp;b=(2)\">her</a></p>", "https://example.no/søk?a=1&b=(2)"),
        ("<b>x</b> [her](https://example.no/æ_b*c)", "https://example.no/æ_b*c"),
        ("<p>se</p>\n\n<https://example.no/a_b>", "<https://example.no/a_b>"),
        ("<a href='https://example.no/tom'></a>", "\n\nhttps://example.no/tom"),
        ("<a href='https://example.no/lik_a'>https://example.no/lik_a</a>", "<https://example.no/lik_a>"),
        ("<p>se https://example.no/a_b_c, som_er</p>", "https://example.no/a_b_c, som\\_er"),
        ("<map><area href=\"https://example.no/kart\"></map>", "\n\nhttps://example.no/kart"),
        ("<a href=\"mailto:kari@example.no\">Kari</a>", "[Kari](mailto:kari@example.no)"),
        ("<a href=\"https://example.no/a b\">to\nlinjer</a>", "[to linjer](<https://example.no/a b>)"),
        (
            "<a href=\"https://example.no/a\"><p>to</p><p>avsnitt</p></a>",
            "\n\n[to](https://example.no/a)\n\n[avsnitt](https://example.no/a)",
        ),
    ] {
        let markdown = format!("\n\n{}", to_markdown(body));
        assert!(markdown.contains(target), "{body}: {markdown}");
    }
}

#[test]
fn no_script_survives() {
    for body in [
        "<p>a</p><script>alert(1)</script>",
        "a <script>alert(1)</script> b",
        "<p onclick=\"alert(1)\">a</p>",
        "<a href=\"javascript:alert(1)\">a</a>",
        "<a href=\" java\tscript:alert(1)\">a</a>",
        "<b>x</b> [a](javascript:alert(1))",
        "<img src=x onerror=\"alert(1)\">",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<svg onload=alert(1)><text>a</text></svg>",
        "<style>p{background:url(javascript:alert(1))}</style>",
        &format!("{}<script>alert(1)</script>", "<b>".repeat(9000)),
    ] {
        assert!(!to_markdown(body).contains("alert"), "{body}");
    }
    assert_eq!(to_markdown("<p>&lt;script&gt;</p>"), "\\<script>", "text that looks like a tag stays text");
}

#[test]
fn hostile_nesting_is_read_as_text() {
    for (element, text) in [("<div>", "dypt"), ("<b>", "dypt"), ("<ul><li>", "dypt"), ("<table><tr><td>", "dypt")] {
        let body = format!("{}{text}", element.repeat(30_000 / element.len()));
        assert!(to_markdown(&body).contains(text), "{element}");
    }
    assert!(to_markdown(&format!("<i>x</i> {}dypt", ">".repeat(20_000))).contains("dypt"));
    let distinct = (0..2000).map(|n| format!("<b x={n}>")).collect::<Vec<_>>().concat();
    assert!(to_markdown(&format!("{distinct}{}dypt", "<p>x".repeat(4000))).contains("dypt"));
}

proptest! {
    #[test]
    fn no_body_is_too_odd(body in "(<(/?(p|b|a|ul|li|table|tr|td|pre|code|script|h1|br|del)|a href='x y'|img src=y|!--|\\?x)>|-->|[a-c*_`#|\\[\\]()>&; \n~!\\\\-]|1\\. ){0,60}") {
        let markdown = to_markdown(&body);
        prop_assert!(!has_html(&markdown), "{}", markdown);
    }

    #[test]
    fn a_body_without_angle_brackets_is_not_touched(body in "[^<]{0,200}") {
        prop_assert!(to_markdown(&body) == body.as_str());
    }
}
